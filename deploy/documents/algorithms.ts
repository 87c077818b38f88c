/** docs/ALGORITHMS.md: every algorithm from its own declaration. */
import type { AnyAlgorithm, ArgumentSpec } from '../../processors/products/algorithm.ts'
import type { Family } from '../../processors/products/algorithms/index.ts'
import { markdownTable, page } from './markdown.ts'

export function renderAlgorithms(families: readonly Family[]): string {
  const count = families.reduce((sum, { algorithms }) => sum + algorithms.length, 0)
  return page(
    'Algorithms',
    `${count} functions that definitions may name. Each is pure and works over whole columns; fill values are missing before it sees them, and a missing value in gives a missing value out. \`v\` counts up when the numbers change and is part of the version of every product. A window is a fixed span of UTC time: its value does not depend on the range that was asked for.`,
    ...families.map(({ title, algorithms }) => `## ${title}\n\n${table(algorithms)}`),
  )
}

function table(algorithms: readonly AnyAlgorithm[]): string {
  return markdownTable(
    ['Function', 'v', 'Result', 'Arguments', 'Source'],
    algorithms.map((algorithm) => [
      `\`${algorithm.name}\``,
      String(algorithm.formulaVersion),
      `${algorithm.about}${resultUnits(algorithm)}${span(algorithm)}${validity(algorithm)}`,
      Object.entries(algorithm.arguments as Record<string, ArgumentSpec>)
        .map(argument)
        .join('<br>'),
      algorithm.source,
    ]),
  )
}

const resultUnits = ({ result }: AnyAlgorithm): string =>
  ` [${result.units}]${result.shape === 'vector' ? ', several a row' : ''}`

function argument([name, { about, units, shape, optional, default: value }]: [string, ArgumentSpec]): string {
  const form = shape === undefined || shape === 'scalar' ? '' : `, ${shape}`
  const without = optional !== true ? '' : value === undefined ? ', may be left out' : `, default ${value}`
  return `\`${name}\` ${about}${units === undefined ? '' : ` [${units}]`}${form}${without}`
}

function span(algorithm: AnyAlgorithm): string {
  if (algorithm.kind === 'row') return ''
  const seconds = algorithm.window.lengthMicros / 1e6
  return `. One value for each ${seconds % 3600 === 0 ? `${seconds / 3600} h` : `${seconds} s`}`
}

function validity({ validity: valid }: AnyAlgorithm): string {
  if (valid === undefined) return ''
  const day = (micros: number) => new Date(micros / 1000).toISOString().slice(0, 10)
  return `. Valid from ${day(valid.from)} to ${day(valid.to)}`
}
