/** Endpoints of the real services, from the environment that `npm test` sets. A missing one fails; it never skips. */
export function endpoint(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: run the tests with \`npm test\`, which starts the services and sets it`)
  }
  return value
}

/** A namespace of its own for each test file: topics, keyspace, buckets and groups do not meet. */
export function freshNamespace(prefix: string): string {
  return `${prefix}${Math.floor(Date.now() % 1e9).toString(36)}${Math.floor(Math.random() * 36 ** 3).toString(36)}`
}
