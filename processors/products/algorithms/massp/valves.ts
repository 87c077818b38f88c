/** What the valves of the mass spectrometer say of the gas and of the water let in. */
import { type ArgumentSpec, at, type ComputeContext, defineAlgorithm, eachRow, type Numbers } from '../../algorithm.ts'

/** States of the valves in order, `x` any, and the mode that they make. The last that fits counts. */
type Pattern = readonly [states: string, mode: number]

function mode(name: string, about: string, valves: readonly string[], patterns: readonly Pattern[]) {
  const specs = valves.map((valve): [string, ArgumentSpec] => [valve, { about: '0: closed, 1: open', units: '1' }])
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source: 'OOI DPS 1341-00240 (DISSGAS)',
    arguments: Object.fromEntries(specs),
    result: { about, units: '1' },
    compute: (given: Readonly<Record<string, Numbers>>, { rows }: ComputeContext) =>
      eachRow(rows, (row) => {
        const states = valves.map((valve) => at(given[valve] as Numbers, row))
        const fits = ([pattern]: Pattern) =>
          states.every((state, index) => pattern[index] === 'x' || state === Number(pattern[index]))
        return patterns.findLast(fits)?.[1] ?? Number.NaN
      }),
  })
}

const numbered = (count: number, name: (number: number) => string) =>
  Array.from({ length: count }, (_, at) => name(at + 1))

export const modeAlgorithms = [
  mode(
    'massp_gas_mode',
    'Way of the gas. -1: pumped off, 0: direct, 1: through the Nafion drier',
    numbered(4, (number) => `sample_valve${number}`),
    [
      ['xxx1', -1],
      ['01xx', 0],
      ['100x', 1],
    ],
  ),
  mode(
    'massp_smp_mode',
    'Water let in. 2: sample, 1: background, -1: calibration fluid 1, -2: calibration fluid 2',
    numbered(5, (number) => `external_valve${number}_status`),
    [
      ['00000', 2],
      ['10001', 1],
      ['11000', -1],
      ['10100', -2],
    ],
  ),
] as const
