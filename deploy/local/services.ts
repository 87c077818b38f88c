/** The native services, the slowest to start first. */
import { cassandra } from './cassandra.ts'
import { kafka } from './kafka.ts'
import { minio } from './minio.ts'
import { postgres } from './postgres.ts'
import { registry } from './registry.ts'
import { seaweedfs } from './seaweedfs.ts'
import type { NativeService, ServiceName } from './service.ts'

export type S3Kind = 'minio' | 'seaweedfs'

export function nativeService(name: ServiceName, s3: S3Kind): NativeService {
  const services: Readonly<Record<ServiceName, NativeService>> = {
    cassandra,
    kafka,
    registry,
    s3: s3 === 'minio' ? minio : seaweedfs,
    postgres,
  }
  return services[name]
}
