/** The arguments of a step, bound for a run of rows in which no coefficient changes. */
import type { ArgumentSpec, Numbers, Texts } from '../algorithm.ts'
import type { Notes } from './notes.ts'
import { sliceNumbers, sliceTexts } from './operands.ts'
import type { Source, Step, Support } from './plan.ts'
import type { Witness } from './witness.ts'

/** Coefficients of one deployment of one instrument. */
export interface Coefficients {
  /** Times after `from` and before `to` at which any coefficient changes, ascending; UTC microseconds. */
  changesIn(from: number, to: number): readonly number[]
  /** Null: not known at this time. */
  at(name: string, micros: number): Numbers | null
  /** What is valid of a coefficient in a range, as a text: equal where its values and their intervals are. */
  signature(name: string, from: number, to: number): string
}

/** Values of supporting parameters at the rows' times; absent: there are none. */
export type Supported = ReadonlyMap<Support, Numbers>

export interface Run {
  readonly from: number
  readonly to: number
}

export interface At {
  own(id: string, isText: boolean): Numbers | Texts | null
  readonly coefficients: Coefficients
  readonly supported: Supported
  readonly notes: Notes
  readonly deployment: number
  readonly witness?: Witness | undefined
}

/** Null: a required argument is not known in this run; the notes say which. */
export function argumentsOf(step: Step, run: Run, time: Float64Array, at: At): Record<string, Numbers | Texts> | null {
  const given: Record<string, Numbers | Texts> = {}
  for (const [name, spec] of Object.entries(step.algorithm.arguments as Record<string, ArgumentSpec>)) {
    const source = step.arguments.get(name)
    const value = source === undefined ? null : bound(source, spec, run, time, at)
    const problem = source?.from === 'calibration' ? misshapen(name, spec, source.name, value) : null
    if (problem !== null) {
      at.notes.add(step.parameter.name, 'not-computable', problem, time)
      return null
    }
    if (value !== null) given[name] = value
    else if (spec.optional !== true) {
      if (source !== undefined) noteMissing(step, name, source, time, at.notes)
      return null
    } else if (spec.default !== undefined) {
      given[name] = { values: Float64Array.of(spec.default), width: 1, stride: 0, shape: [] }
    }
  }
  return given
}

function bound(source: Source, spec: ArgumentSpec, run: Run, time: Float64Array, at: At): Numbers | Texts | null {
  switch (source.from) {
    case 'constant':
      return { values: Float64Array.of(source.value), width: 1, stride: 0, shape: [] }
    case 'calibration':
      return at.coefficients.at(source.name, time[0] as number)
    case 'support': {
      const numbers = at.supported.get(source.support)
      return numbers === undefined ? null : sliceNumbers(numbers, run.from, run.to)
    }
    case 'own': {
      const value = at.own(source.id, spec.shape === 'text')
      if (value === null) return null
      return 'texts' in value ? sliceTexts(value, run.from, run.to) : sliceNumbers(value, run.from, run.to)
    }
  }
}

/** An array where one number is wanted; expressions say no units, and take either. */
function misshapen(argument: string, spec: ArgumentSpec, coefficient: string, value: Numbers | Texts | null) {
  const { units, shape = 'scalar' } = spec
  if (value === null || !('width' in value) || units === undefined || shape !== 'scalar' || value.width === 1)
    return null
  return `${coefficient} is ${value.width} numbers, and argument ${argument} takes one`
}

function noteMissing(step: Step, argument: string, source: Source, time: Float64Array, notes: Notes): void {
  if (source.from === 'calibration') {
    notes.add(
      step.parameter.name,
      'calibration-missing',
      `no ${source.name} is valid here (argument ${argument})`,
      time,
    )
  } else if (source.from === 'support') {
    const { refdes, stream, parameter } = source.support
    notes.add(step.parameter.name, 'support-missing', `no ${parameter.name} of ${refdes} ${stream} here`, time)
  } else notes.add(step.parameter.name, 'not-computable', `no value for argument ${argument}`, time)
}
