/** An endpoint of a real service; a missing one fails the test. */
export function endpoint(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: start the services (npm test does) or give the address of one that runs`)
  }
  return value
}
