import { checkStream } from '../../../processors/products/check-definitions.ts'
import { knownStreams } from '../../../processors/products/known-streams.ts'
import { providersOf, resolveStream } from '../../../processors/products/resolve-stream.ts'
import { defineStream, float64, stored } from '../../../schemas/definitions/definition.ts'
import { idOf, recordProblem } from '../../../schemas/definitions/record-checks.ts'
import type { DefinitionKind } from '../../../schemas/definitions/records.ts'
import { recordsOf, shippedDefinitions } from '../../../schemas/definitions/shipped.ts'
import { unitOf } from '../../../schemas/units.ts'

const kinds: readonly DefinitionKind[] = ['parameter', 'function', 'stream']
const shipped = shippedDefinitions()

test('every shipped record has the form of a definition, and an id of its own', () => {
  for (const kind of kinds) {
    const ids = shipped[kind].map((record) => idOf(kind, record as never))
    expect(new Set(ids).size).toBe(ids.length)
    for (const record of shipped[kind]) expect([record, recordProblem(kind, record)]).toEqual([record, null])
  }
})

test('every unit is understood', () => {
  const units = new Set(shipped.parameter.filter(({ type }) => type.scalar !== 'string').map(({ units }) => units))
  expect([...units].filter((one) => unitOf(one) === null)).toEqual([])
})

test('every shipped stream passes the static checks', () => {
  const definitions = {
    parameter: new Map(shipped.parameter.map((one) => [one.id, one])),
    function: new Map(shipped.function.map((one) => [one.id, one])),
    stream: new Map(shipped.stream.map((one) => [one.name, one])),
  }
  const providers = providersOf(definitions)
  const resolved = shipped.stream.map((one) => resolveStream(one, definitions, providers))
  const known = knownStreams(resolved)
  const problems = resolved.flatMap((one) => checkStream(one, known))
  expect(problems.map(({ stream, parameter, kind, detail }) => `${stream} ${parameter} ${kind}: ${detail}`)).toEqual([])
})

test('a definition becomes records: references, identifiers, functions', () => {
  const definition = defineStream({
    name: 'trial',
    about: 'A trial.',
    binMinutes: 60,
    preferredTimestamp: 'port_timestamp',
    parameters: { raw: stored(float64, 'counts', 'Raw', { identifier: 'THING-X_L0', fill: -99 }) },
    derived: {
      half: {
        expression: 'x / y + z + w + v',
        arguments: { x: 'raw', y: 2, z: ['PRESWAT_L1', null], w: 'CC_a0', v: 'other.pressure' },
        units: 'V',
        longName: 'Half',
        identifier: 'THING_L1',
      },
    },
  })
  const { parameter, function: functions, stream } = recordsOf(definition)
  expect(
    parameter.map(({ id, dataProductIdentifier, level, fill }) => [id, dataProductIdentifier, level, fill]),
  ).toEqual([
    ['trial.raw', 'THING-X', 'L0', -99],
    ['trial.half', 'THING', 'L1', null],
  ])
  expect(parameter[1]?.derivation?.bindings).toEqual({
    x: [{ from: 'parameter', id: 'trial.raw' }],
    y: [{ from: 'constant', value: 2 }],
    z: [{ from: 'identifier', identifier: 'PRESWAT_L1' }, { from: 'nothing' }],
    w: [{ from: 'calibration', name: 'CC_a0' }],
    v: [{ from: 'stream', stream: 'other', id: 'other.pressure' }],
  })
  expect(functions).toEqual([
    { id: 'x / y + z + w + v', kind: 'expression', text: 'x / y + z + w + v', description: null },
  ])
  expect(stream[0]?.parameters).toEqual(['trial.raw', 'trial.half'])
})

test('a reference to nothing is refused where it stands', () => {
  const definition = {
    name: 'trial',
    about: '',
    binMinutes: 60,
    preferredTimestamp: 'port_timestamp' as const,
    parameters: {},
    derived: { half: { expression: 'x', arguments: { x: 'rwa' }, units: '1', longName: 'Half' } },
  }
  expect(() => recordsOf(definition)).toThrow(/trial has no parameter rwa/)
})
