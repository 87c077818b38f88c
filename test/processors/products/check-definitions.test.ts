import { checkStream } from '../../../processors/products/check-definitions.ts'
import { knownStreams } from '../../../processors/products/known-streams.ts'
import { providersOf, resolveStream } from '../../../processors/products/resolve-stream.ts'
import type { Binding, FunctionRecord, ParameterRecord, StreamRecord } from '../../../schemas/definitions/records.ts'
import { formula, parameter, stream } from './definition-events.ts'

const velocity = formula('velocity', 'obs_bb_ground_velocity', 'algorithm')
const indices = formula('indices', 'index_of_samples', 'algorithm')
const half = formula('half', 'x / 2')
const counts = parameter('N', { units: 'counts' })
const from = (id: string): Binding => ({ from: 'parameter', id })
const derived = (functionId: string, bindings: Record<string, Binding[]>, rest: Partial<ParameterRecord> = {}) =>
  parameter('D', { units: 'm s-1', derivation: { functionId, bindings }, ...rest })

function problemsOf(
  parameters: readonly ParameterRecord[],
  {
    streams = [],
    functions = [velocity, indices, half],
  }: { streams?: StreamRecord[]; functions?: FunctionRecord[] } = {},
): string[] {
  const ofStream = stream(
    's',
    parameters.filter(({ id }) => !id.startsWith('OTHER')).map(({ id }) => id),
  )
  const definitions = {
    parameter: new Map(parameters.map((one) => [one.id, one])),
    function: new Map(functions.map((one) => [one.id, one])),
    stream: new Map([ofStream, ...streams].map((one) => [one.name, one])),
  }
  const providers = providersOf(definitions)
  const resolved = [...definitions.stream.values()].map((one) => resolveStream(one, definitions, providers))
  const known = knownStreams(resolved)
  return resolved.flatMap((one) => checkStream(one, known)).map(({ kind, detail }) => `${kind}: ${detail}`)
}

test.each<[string, ParameterRecord]>([
  ['an algorithm', derived('velocity', { raw: [from('N')] })],
  ['an expression, whose units nobody knows', derived('half', { x: [from('N')] }, { units: 'furlongs' })],
  ['another spelling of the unit', derived('velocity', { raw: [from('N')] }, { units: 'meters/second' })],
  ['an optional argument that may be nothing', derived('velocity', { raw: [from('N')], gain: [{ from: 'nothing' }] })],
  ['an alternative that nobody has', derived('velocity', { raw: [from('GONE'), from('N')] })],
  ['a coefficient', derived('velocity', { raw: [{ from: 'calibration', name: 'CC_n' }] })],
])('nothing is wrong with %s', (_what, parameter) => {
  expect(problemsOf([counts, parameter])).toEqual([])
})

test.each<[string, ParameterRecord[], RegExp]>([
  ['a function record that is missing', [derived('none', {})], /^undefined: D is computed by none/],
  [
    'an algorithm that is missing',
    [derived('nobody', { x: [from('N')] })],
    /^unknown-function: nobody: no algorithm "nobody"/,
  ],
  [
    'an expression that is damaged',
    [derived('bad', { x: [from('N')] })],
    /^unknown-function: bad: no expression "x \+"/,
  ],
  ['an argument that is not bound', [derived('velocity', {})], /^missing-argument: obs_bb_ground_velocity needs raw/],
  [
    'a required argument that may be nothing',
    [derived('velocity', { raw: [from('N'), { from: 'nothing' }] })],
    /^missing-argument: raw may be nothing/,
  ],
  [
    'an argument that the function has not',
    [derived('velocity', { raw: [from('N')], cooked: [from('N')] })],
    /^unknown-argument: obs_bb_ground_velocity takes no cooked; it takes raw, gain/,
  ],
  ['a parameter of nobody', [derived('half', { x: [from('GONE')] })], /^not-provided: x: nothing provides GONE/],
  [
    'an identifier of nobody',
    [derived('half', { x: [{ from: 'identifier', identifier: 'PRESWAT_L1' }] })],
    /^not-provided: x: nothing provides PRESWAT_L1/,
  ],
  [
    'a stream of nobody',
    [derived('half', { x: [{ from: 'stream', stream: 'gone', id: 'N' }] })],
    /^not-provided: x: nothing provides gone\.N/,
  ],
  ['a cycle of one', [derived('half', { x: [from('D')] })], /^cycle: D → D/],
  [
    'a cycle of two',
    [
      derived('half', { x: [from('E')] }),
      parameter('E', { derivation: { functionId: 'half', bindings: { x: [from('D')] } } }),
    ],
    /^cycle: D → E → D/,
  ],
  [
    'another unit than the argument',
    [parameter('V', { units: 'V' }), derived('velocity', { raw: [from('V')] })],
    /^unit-mismatch: raw is in counts, v \(V\) in V/,
  ],
  [
    'another unit than the result',
    [derived('velocity', { raw: [from('N')] }, { units: 'mm s-1' })],
    /^unit-mismatch: obs_bb_ground_velocity gives m s-1, the parameter says mm s-1/,
  ],
  [
    'an array for one value',
    [
      parameter('L', { units: 'counts', type: { scalar: 'int32', list: 'varying' } }),
      derived('velocity', { raw: [from('L')] }),
    ],
    /^shape-mismatch: raw is a scalar, l \(L\) is an array a row/,
  ],
  [
    'one value for an array',
    [derived('indices', { x: [from('N')] }, { units: '1' })],
    /^shape-mismatch: x is a vector/,
  ],
])('%s is found', (_what, parameters, problem) => {
  const functions = [velocity, indices, half, formula('bad', 'x +'), formula('nobody', 'nobody', 'algorithm')]
  const [first] = problemsOf([counts, ...parameters], { functions })
  expect(first).toMatch(problem)
})

test('what another stream has may be borrowed, and its unit is looked at', () => {
  const volts = parameter('OTHER_V', { units: 'V', dataProductIdentifier: 'THING', level: 'L1' })
  const streams = [stream('other', ['OTHER_V'])]
  const byId = derived('velocity', { raw: [from('OTHER_V')] })
  expect(problemsOf([volts, byId], { streams })).toEqual(['unit-mismatch: raw is in counts, other_v (OTHER_V) in V'])
  const byIdentifier = derived('half', { x: [{ from: 'identifier', identifier: 'THING_L1' }] })
  expect(problemsOf([volts, byIdentifier], { streams })).toEqual([])
})

test('a virtual stream has what its hosts have, and its hosts must exist', () => {
  const hourly = stream('hourly', ['D'], { computedFrom: ['host', 'gone'] })
  const streams = [stream('host', ['OTHER_N']), hourly]
  const other = parameter('OTHER_N', { units: 'counts' })
  expect(problemsOf([other, derived('velocity', { raw: [from('OTHER_N')] })], { streams })).toEqual([
    'undefined: it is computed from gone, which is not defined',
  ])
})
