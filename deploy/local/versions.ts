/** The pinned versions of the native services. Kept beside compose.yaml: change both. */
export const versions = {
  kafka: '4.1.1',
  cassandra: '5.0.5',
  apicurio: '2.6.13.Final',
  seaweedfs: '4.48',
  minio: 'v0.0.0-20260212201848-7aac2a2c5b7c',
  slf4j: '1.7.36',
  mavenDependencyPlugin: '3.8.1',
} as const
