import { JoinedStream } from '../../../processors/products/answer/join-streams.ts'
import type { Rows } from '../../../processors/products/engine/evaluate.ts'
import { buildColumn } from '../../../schemas/columns/builder.ts'
import { cell } from '../../../schemas/columns/cells.ts'
import { stored, stream } from './engine/definitions.ts'

const second = 1_000_000
const parameters = [
  stored('wind_direction', { units: 'degrees' }),
  stored('temp'),
  stored('mode', { type: { scalar: 'string' } }),
]
const plan = {
  stream: stream('wind', parameters),
  host: null,
  stored: new Set<string>(),
  steps: [],
  wanted: [],
  missing: [],
}
const columns = parameters.map((parameter) => ({
  name: parameter.name,
  parameter,
  type: parameter.type,
  missing: null,
}))

async function* rows(): AsyncGenerator<Rows> {
  const batch = new Map([
    ['wind_direction', buildColumn({ scalar: 'float64' }, [350, 20])],
    ['temp', buildColumn({ scalar: 'float64' }, [1, 3])],
    ['mode', buildColumn({ scalar: 'string' }, ['a', 'b'])],
  ])
  yield { deployment: 1, batch: { length: 2, time: Float64Array.of(0, 10 * second), columns: batch } }
}

test('directions go the short way round, other numbers straight, everything else keeps its last value', async () => {
  const source = { refdes: 'R', method: 'm', stream: 'wind', plan, columns }
  const joined = new JoinedStream(rows(), source, 60 * second)
  const at = await joined.at(Float64Array.of(5 * second, 400 * second))
  const of = (name: string) => [0, 1].map((row) => cell(at.get(name) as never, row))
  expect(of('wind_direction')).toEqual([5, Number.NaN])
  expect(of('temp')).toEqual([2, Number.NaN])
  expect(of('mode')).toEqual(['a', null])
})
