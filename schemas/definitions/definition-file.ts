/**
 * Own definitions in a file: `{"parameters": […], "functions": […], "streams": […]}`. Fields that are left out have the
 * values below.
 */
import { recordProblem } from './record-checks.ts'
import type { DefinitionKind, DefinitionSet } from './records.ts'

const parts = { parameter: 'parameters', function: 'functions', stream: 'streams' } as const

const leftOut: Readonly<Record<DefinitionKind, object>> = {
  parameter: {
    fileName: null,
    type: { scalar: 'float64' },
    dimensions: [],
    units: '1',
    description: null,
    standardName: null,
    fill: null,
    precision: null,
    dataProductIdentifier: null,
    level: null,
    isVisible: true,
    codes: null,
    derivation: null,
  },
  function: { description: null },
  stream: { id: null, about: '', timeParameter: null, computedFrom: [], binMinutes: 1440 },
}

/** Throws a RangeError that lists what is wrong. */
export function readDefinitionFile(text: string): DefinitionSet {
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch (error) {
    throw new RangeError(`it is no JSON: ${(error as Error).message}`)
  }
  if (!isObject(file)) throw new RangeError('it is no JSON object')
  const names = Object.values(parts) as string[]
  const problems = Object.keys(file)
    .filter((name) => !names.includes(name))
    .map((name) => `${name} is none of ${names.join(', ')}`)
  const set: Record<DefinitionKind, unknown[]> = { parameter: [], function: [], stream: [] }
  for (const [kind, name] of Object.entries(parts) as [DefinitionKind, string][]) {
    const list = file[name] ?? []
    if (!Array.isArray(list)) problems.push(`${name} is no list`)
    else
      for (const [at, item] of list.entries()) {
        const record = isObject(item) ? { ...leftOut[kind], ...withName(kind, item) } : item
        const problem = recordProblem(kind, record)
        if (problem === null) set[kind].push(record)
        else problems.push(`${name}[${at}]: ${problem}`)
      }
  }
  if (problems.length > 0) throw new RangeError(problems.join('; '))
  return set as unknown as DefinitionSet
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const withName = (kind: DefinitionKind, item: Readonly<Record<string, unknown>>): object =>
  kind === 'parameter' ? { longName: item.name, ...item } : item
