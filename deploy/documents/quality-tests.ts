/** docs/QUALITY-TESTS.md: every quality test from its own declaration. */
import type { Parameter } from '../../processors/products/qc/parameters.ts'
import type { QualityTest } from '../../processors/products/qc/quality-test.ts'
import { markdownTable, page } from './markdown.ts'

const standards = { qartod: 'QARTOD', legacy: 'Older tests (OOI data QC)' } as const

export function renderQualityTests(tests: readonly QualityTest[]): string {
  return page(
    'Quality tests',
    'Their settings, and the other series that they look at. What flags mean, and how tests are kept: [Quality](QUALITY.md). `data`: the units of the values that are tested.',
    ...Object.entries(standards).map(
      ([standard, title]) => `## ${title}\n\n${table(tests.filter((one) => one.standard === standard))}`,
    ),
  )
}

interface Input {
  readonly about: string
  readonly units: string
  readonly isOptional?: true
}

function table(tests: readonly QualityTest[]): string {
  return markdownTable(
    ['Test', 'What it says', 'Settings', 'Inputs', 'Source'],
    tests.map(({ name, about, parameters, inputs, isPerColumn, source }) => [
      `\`${name}\``,
      `${about}${isPerColumn === true ? ' It also tests rows of several values.' : ''}`,
      Object.entries(parameters as Record<string, Parameter>)
        .map(setting)
        .join('<br>'),
      Object.entries(inputs as Record<string, Input>)
        .map(input)
        .join('<br>'),
      source,
    ]),
  )
}

function setting([name, { about, form, units, isOptional, default: value }]: [string, Parameter]): string {
  const without = !isOptional ? '' : value === undefined ? ', may be left out' : `, default ${String(value)}`
  return `\`${name}\` ${about}: ${form}${units === undefined ? '' : ` [${units}]`}${without}`
}

const input = ([name, { about, units, isOptional }]: [string, Input]): string =>
  `\`${name}\` ${about} [${units}]${isOptional === true ? ', may be left out' : ''}`
