import { readFileSync } from 'node:fs'
import { versions } from '../../deploy/local/versions.ts'

const compose = readFileSync(new URL('../../deploy/compose.yaml', import.meta.url), 'utf8')

test('containers and native services are of the same versions', () => {
  expect(compose).toContain(`image: apache/kafka:${versions.kafka}\n`)
  expect(compose).toContain(`image: cassandra:${versions.cassandra}\n`)
  expect(compose).toContain(`image: apicurio/apicurio-registry-sql:${versions.apicurio}\n`)
})

test('containers are reached from this machine alone', () => {
  const published = compose.split('\n').filter((line) => line.includes('ports:'))
  expect(published).toHaveLength(5)
  for (const line of published) expect(line).toMatch(/["']127\.0\.0\.1:\$\{/)
})
