import { type RemoveOptions, removal } from '../../../deploy/cli/definitions-remove.ts'
import type { Told } from '../../../deploy/definitions/changes.ts'
import { storeDefinitions } from '../../../processors/products/store-definitions.ts'
import { definitions, resolvedStreams } from '../../../schemas/catalogue-tables.ts'
import type { Binding } from '../../../schemas/definitions/records.ts'
import type { DefinitionChanged } from '../../../schemas/generated/events.ts'
import { put } from '../../../schemas/table.ts'
import { streams } from '../../../schemas/tables.ts'
import { definitionsChanged } from '../../../topics/products.ts'
import { changed, formula, parameter, stream } from '../../processors/products/definition-events.ts'
import { drive } from '../../support/drive.ts'

const by = (functionId: string, binding: Binding) => ({ derivation: { functionId, bindings: { x: [binding] } } })
const events: DefinitionChanged[] = [
  changed('function', formula('F1', 'x + 1')),
  changed('function', formula('F2', 'x + 2')),
  changed('function', formula('twice', 'x * 2')),
  changed('parameter', parameter('RAW')),
  changed('parameter', parameter('MADE', by('F1', { from: 'parameter', id: 'RAW' }))),
  changed('parameter', parameter('HOURLY', by('F2', { from: 'stream', stream: 'own', id: 'MADE' }))),
  changed('parameter', parameter('LONELY')),
  changed('stream', stream('own', ['RAW', 'MADE'])),
  changed('stream', stream('hourly', ['HOURLY'], { computedFrom: ['own'] })),
  changed('stream', stream('twice', ['LONELY'])),
]
const refused = { ...changed('parameter', parameter('BROKEN')), body: '{}' }
const told: Told = new Map([...events, refused].map((event) => [`${event.kind}/${event.id}`, event]))

async function removing(id: string, options: RemoveOptions = {}, withParticles = true) {
  const { tables, send, rows } = drive(storeDefinitions)
  await send(definitionsChanged, events)
  const row = { refdes: 'A-B-C', method: 'telemetered', stream: 'own', deployment: 1, count: 1, first: 0, last: 0 }
  if (withParticles) await tables.apply([put(streams, row)])
  const lines: string[] = []
  const change = await removal(tables, told, id, options, (line) => lines.push(line))
  return { change, lines, send, rows }
}

test('what a stream with particles needs is refused, with all that depends on it', async () => {
  const lines: string[] = []
  const { tables } = drive()
  await tables.apply([
    put(streams, { ...{ refdes: 'A-B-C', method: 'm', stream: 'own', deployment: 1 }, count: 1, first: 0, last: 0 }),
  ])
  const removing = removal(tables, told, 'RAW', {}, (line) => lines.push(line))
  await expect(removing).rejects.toThrow(
    'parameter RAW is in use: hourly, own have particles; --force removes it all the same',
  )
  expect(lines).toEqual([
    'DEPENDS    ID      WHY',
    'parameter  MADE    takes its argument x from RAW',
    'stream     own     has the parameter RAW',
    'parameter  HOURLY  takes its argument x from MADE',
    'stream     hourly  is computed from own',
  ])
})

test('a function of a virtual stream is in use where the stream that it is computed from is', async () => {
  await expect(removing('F2')).rejects.toThrow('function F2 is in use: hourly has particles')
  expect((await removing('F2', {}, false)).lines.at(-1)).toBe('function F2: 2 dependents, none in use')
})

test('what nothing in use needs is removed, and stays so; what is forced too', async () => {
  const { change, lines, send, rows } = await removing('LONELY')
  expect(lines.at(-1)).toBe('parameter LONELY: 1 dependent, none in use')
  await send(definitionsChanged, [change.event, ...events])
  expect((await rows(definitions)).filter((row) => row.is_removed).map(({ id }) => id)).toEqual(['LONELY'])

  const forced = await removing('own', { force: true })
  expect(forced.lines.at(-1)).toContain('stream own is in use')
  await forced.send(definitionsChanged, forced.change.event)
  expect((await forced.rows(resolvedStreams)).map((row) => row.stream).sort()).toEqual(['hourly', 'twice'])
})

test('an id of two kinds needs --kind, an unknown one is said to be so', async () => {
  await expect(removing('twice')).rejects.toThrow('twice is a stream and a function: give --kind')
  expect((await removing('twice', { kind: 'stream' })).change.event).toMatchObject({ kind: 'stream', isRemoved: true })
  await expect(removing('twice', { kind: 'thing' })).rejects.toThrow('--kind thing: give stream, parameter, function')
  await expect(removing('NONE')).rejects.toThrow('nothing is defined as NONE')
})
