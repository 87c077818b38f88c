import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRegistry } from '../../../connectors/kafka/registry.ts'
import { until } from '../../support/until.ts'

/** A registry that gives the listed answers in turn and then repeats the last. */
async function serve(...answers: { status: number; body: object }[]) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { status, body } = answers[Math.min(asked.length, answers.length - 1)]!
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close }
}

test('concurrent and later questions for one id are asked once', async () => {
  const { url, asked, close } = await serve({ status: 200, body: { schema: '"long"' } })
  const registry = createRegistry({ url: `${url}/` })
  expect(await Promise.all([registry.schemaById(7), registry.schemaById(7)])).toEqual(['"long"', '"long"'])
  expect(await registry.schemaById(7)).toBe('"long"')
  expect(asked).toEqual(['GET /schemas/ids/7'])
  await close()
})

test('an unknown id is remembered for a while', async () => {
  const { url, asked, close } = await serve({ status: 404, body: {} })
  const registry = createRegistry({ url })
  await expect(registry.schemaById(1)).rejects.toMatchObject({ name: 'Reject', code: 'unknown-schema' })
  await expect(registry.schemaById(1)).rejects.toMatchObject({ code: 'unknown-schema' })
  expect(asked).toHaveLength(1)
  await close()
})

test('an unknown id is asked for again after the while', async () => {
  const { url, asked, close } = await serve({ status: 404, body: {} }, { status: 200, body: { schema: '"int"' } })
  const registry = createRegistry({ url, unknownForMs: 1 })
  await expect(registry.schemaById(1)).rejects.toMatchObject({ code: 'unknown-schema' })
  await until('it is known', async () => (await registry.schemaById(1).catch(() => null)) === '"int"')
  expect(asked).toHaveLength(2)
  await close()
})

test('a registry that fails is tried three times, and its failure is not kept', async () => {
  const failure = { status: 503, body: {} }
  const { url, asked, close } = await serve(failure, failure, failure, { status: 200, body: { id: 4 } })
  const registry = createRegistry({ url, subjectPrefix: 'ns.' })
  await expect(registry.idOf('a-value', '"long"')).rejects.toMatchObject({
    name: 'Unavailable',
    service: 'schema-registry',
  })
  expect(asked).toHaveLength(3)
  expect(await registry.idOf('a-value', '"long"')).toBe(4)
  expect(asked[3]).toBe('POST /subjects/ns.a-value')
  await close()
})

test.each([400, 404, 422])('an id that the registry answers with %i is unknown, and asked for once', async (status) => {
  const { url, asked, close } = await serve({ status, body: { message: 'not an id' } })
  const answer = createRegistry({ url }).schemaById(5)
  await expect(answer).rejects.toMatchObject({ name: 'Reject', code: 'unknown-schema' })
  expect(asked).toHaveLength(1)
  await close()
})

test.each([2 ** 31, 2 ** 32 - 1, -1])('%d can not be an id, and nobody is asked', async (id) => {
  const { url, asked, close } = await serve({ status: 500, body: {} })
  await expect(createRegistry({ url }).schemaById(id)).rejects.toMatchObject({ code: 'unknown-schema' })
  expect(asked).toEqual([])
  await close()
})

test.each([408, 429, 500])('a registry that answers %i is away, not ignorant', async (status) => {
  const { url, close } = await serve({ status, body: {} })
  await expect(createRegistry({ url }).schemaById(5)).rejects.toMatchObject({ service: 'schema-registry' })
  await close()
})

test.each([401, 403])('a registry that answers %i is configured wrongly, and waiting does not help', async (status) => {
  const { url, asked, close } = await serve({ status, body: {} })
  const answer = createRegistry({ url }).schemaById(5)
  await expect(answer).rejects.toThrow(new RegExp(`refuses us with status ${status}.*TIDELINE_SCHEMA_REGISTRY_URL`))
  await expect(answer).rejects.toMatchObject({ name: 'Error' })
  expect(asked).toHaveLength(1)
  await close()
})

test('a schema that the registry can not take is not a schema that is away', async () => {
  const { url, asked, close } = await serve({ status: 422, body: { message: 'no Avro' } })
  await expect(createRegistry({ url }).idOf('a-value', '"nonsense"')).rejects.toThrow(/status 422.*no Avro/)
  expect(asked).toHaveLength(1)
  await close()
})

test('a registry that is away is unavailable, for reading and for registering', async () => {
  const { url, close } = await serve({ status: 200, body: {} })
  await close()
  const registry = createRegistry({ url })
  await expect(registry.schemaById(1)).rejects.toMatchObject({ service: 'schema-registry' })
  const schema = '{"type":"record","name":"R","fields":[]}'
  await expect(registry.register('a-value', schema)).rejects.toMatchObject({ service: 'schema-registry' })
})
