import { randomUUID } from 'node:crypto'
import { createRegistry } from '../../../connectors/kafka/registry.ts'
import { endpoint } from './endpoint.ts'

const url = endpoint('TIDELINE_SCHEMA_REGISTRY_URL')
const record = (...fields: object[]) => JSON.stringify({ type: 'record', name: 'R', namespace: 'n', fields })

test('a registered schema is found by id and by text, and evolves only backward', async () => {
  const subjectPrefix = `t${randomUUID().slice(0, 8)}.`
  const registry = createRegistry({ url, subjectPrefix })
  const first = record({ name: 'a', type: { type: 'long', logicalType: 'timestamp-micros' } })
  const id = await registry.register('s-value', first)
  expect(await registry.register('s-value', first)).toBe(id)
  expect(await createRegistry({ url, subjectPrefix }).idOf('s-value', first)).toBe(id)
  expect(JSON.parse(await createRegistry({ url }).schemaById(id))).toEqual(JSON.parse(first))

  const config = await fetch(`${url}/config/${subjectPrefix}s-value`)
  expect(await config.json()).toEqual({ compatibilityLevel: 'BACKWARD_TRANSITIVE' })

  const second = record({ name: 'a', type: 'long' }, { name: 'b', type: ['null', 'string'], default: null })
  expect(await registry.register('s-value', second)).not.toBe(id)
  await expect(registry.register('s-value', record({ name: 'c', type: 'string' }))).rejects.toThrow(
    /can not register a schema under s-value/,
  )
})

test('what was never registered is unknown', async () => {
  const registry = createRegistry({ url, subjectPrefix: `t${randomUUID().slice(0, 8)}.` })
  await expect(registry.idOf('s-value', '"long"')).rejects.toMatchObject({ code: 'unknown-schema' })
  await expect(registry.schemaById(2_000_000_000)).rejects.toMatchObject({ code: 'unknown-schema' })
})
