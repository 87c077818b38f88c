/** Small resolved streams for tests. */
import type { Binding, ResolvedParameter, ResolvedStream } from '../../../../schemas/definitions/records.ts'

type Shape = Partial<Omit<ResolvedParameter, 'derivation'>>

export function stored(id: string, shape: Shape = {}): ResolvedParameter {
  return {
    id,
    name: id,
    fileName: null,
    type: { scalar: 'float64' },
    dimensions: [],
    units: '1',
    longName: id,
    description: null,
    standardName: null,
    fill: null,
    precision: null,
    dataProductIdentifier: null,
    level: null,
    isVisible: true,
    codes: null,
    ...shape,
    derivation: null,
  }
}

/** Computed by an expression, or by an algorithm when `kind` says so. */
export function derived(
  id: string,
  text: string,
  bindings: Readonly<Record<string, readonly Binding[] | Binding>>,
  shape: Shape & { readonly kind?: 'algorithm' } = {},
): ResolvedParameter {
  const { kind = 'expression', ...rest } = shape
  const lists = Object.entries(bindings).map(([name, bound]) => [
    name,
    Array.isArray(bound) ? bound : [bound as Binding],
  ])
  return { ...stored(id, rest), derivation: { functionId: text, kind, text, bindings: Object.fromEntries(lists) } }
}

export const own = (id: string): Binding => ({ from: 'parameter', id })
export const identified = (identifier: string): Binding => ({ from: 'identifier', identifier })
export const calibrated = (name: string): Binding => ({ from: 'calibration', name })
export const constant = (value: number): Binding => ({ from: 'constant', value })
export const nothing: Binding = { from: 'nothing' }

export function stream(
  name: string,
  parameters: readonly ResolvedParameter[],
  more: Partial<ResolvedStream> = {},
): ResolvedStream {
  const rest = {
    id: null,
    about: name,
    timeParameter: null,
    problems: [],
    computedFrom: [],
    binMinutes: 1440,
    version: JSON.stringify(parameters),
  }
  return { name, parameters, ...rest, ...more }
}
