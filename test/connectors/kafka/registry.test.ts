import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRegistry } from '../../../connectors/kafka/registry.ts'

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

test('an unknown id is remembered for a while, then asked for again', async () => {
  const { url, asked, close } = await serve({ status: 404, body: {} }, { status: 200, body: { schema: '"int"' } })
  const registry = createRegistry({ url, unknownForMs: 100 })
  await expect(registry.schemaById(1)).rejects.toMatchObject({ name: 'Reject', code: 'unknown-schema' })
  await expect(registry.schemaById(1)).rejects.toMatchObject({ code: 'unknown-schema' })
  expect(asked).toHaveLength(1)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(await registry.schemaById(1)).toBe('"int"')
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

test('a registry that is away is unavailable, for reading and for registering', async () => {
  const { url, close } = await serve({ status: 200, body: {} })
  await close()
  const registry = createRegistry({ url })
  await expect(registry.schemaById(1)).rejects.toMatchObject({ service: 'schema-registry' })
  const schema = '{"type":"record","name":"R","fields":[]}'
  await expect(registry.register('a-value', schema)).rejects.toMatchObject({ service: 'schema-registry' })
})
