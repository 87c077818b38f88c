/** What is defined, over HTTP. */
import { createServer } from '../../api/server.ts'
import { storeDefinitions } from '../../processors/products/store-definitions.ts'
import { definitions, resolvedStreams } from '../../schemas/catalogue-tables.ts'
import { definitionsChanged } from '../../topics/products.ts'
import { changed, formula, parameter, stream } from '../processors/products/definition-events.ts'
import { drive } from '../support/drive.ts'
import { fakeGateway } from './pipeline.ts'

async function serve() {
  const pipeline = drive(storeDefinitions)
  const derivation = { functionId: 'PFID1', bindings: { x: [{ from: 'parameter' as const, id: 'PD1' }] } }
  await pipeline.send(definitionsChanged, [
    changed('function', formula('PFID1', 'x / 2')),
    changed('parameter', parameter('PD1')),
    changed('parameter', parameter('PD2', { derivation })),
    changed('parameter', parameter('PD3'), { isRemoved: true, body: '' }),
    changed('stream', stream('b', ['PD1', 'PD2', 'PD9'])),
    changed('stream', stream('a', [], { computedFrom: ['b'] })),
  ])
  const views = {
    definitions: pipeline.tables.view(definitions),
    resolvedStreams: pipeline.tables.view(resolvedStreams),
  }
  const app = createServer(fakeGateway(views).gateway, { maxEventLoopDelayMs: 0 })
  return async (url: string) => {
    const response = await app.inject({ url })
    return { status: response.statusCode, etag: response.headers.etag, body: response.json() }
  }
}

test('streams are listed in the order of their names, and shown whole', async () => {
  const get = await serve()
  const { body } = await get('/definitions/streams')
  expect(body.streams).toEqual([
    expect.objectContaining({ name: 'a', isVirtual: true, parameters: 0, derived: 0, problems: 0 }),
    expect.objectContaining({ name: 'b', isVirtual: false, parameters: 2, derived: 1, problems: 1 }),
  ])
  const shown = await get('/definitions/streams/b')
  expect(shown.body.parameters[1].derivation).toMatchObject({ kind: 'expression', text: 'x / 2' })
  expect(shown.body.version).toBe(body.streams[1].version)
  expect(shown.etag).toBe(`"${body.streams[1].version}"`)
})

test('parameters and functions are shown by id', async () => {
  const get = await serve()
  expect((await get('/definitions/parameters/PD2')).body).toMatchObject({
    id: 'PD2',
    derivation: { functionId: 'PFID1' },
  })
  expect((await get('/definitions/functions/PFID1')).body).toMatchObject({ id: 'PFID1', text: 'x / 2' })
})

test.each([
  ['/definitions/streams/none', 'no stream none is defined', 'name'],
  ['/definitions/parameters/PD9', 'no parameter PD9 is defined', 'id'],
  ['/definitions/parameters/PD3', 'no parameter PD3 is defined', 'id'],
  ['/definitions/functions/PD1', 'no function PD1 is defined', 'id'],
])('%s is refused', async (url, detail, field) => {
  const { status, body } = await (await serve())(url)
  expect([status, body.code, body.detail, body.field]).toEqual([404, 'unknown-definition', detail, field])
})
