/**
 * Definitions as they are kept, versioned, in PostgreSQL and told as events: parameters, functions, streams. A resolved
 * stream is what a processor needs to know of a stream, whole, in one row.
 */
import type { ColumnType } from '../columns/column.ts'

export type DataLevel = 'L0' | 'L1' | 'L2'

/** Where an argument of a function comes from. */
export type Binding =
  /**
   * A parameter of the same stream, by id. Where the stream lacks it, resolving puts the streams that have it in its
   * place: in a resolved stream it is one of the stream's own, or nobody has it.
   */
  | { readonly from: 'parameter'; readonly id: string }
  /** Whatever parameter has this data product identifier and level, e.g. `PRESWAT_L1`: own stream first. */
  | { readonly from: 'identifier'; readonly identifier: string }
  /** A parameter of a named stream, by id. */
  | { readonly from: 'stream'; readonly stream: string; readonly id: string }
  /** A calibration coefficient, e.g. `CC_a0`; `CC_lat`, `CC_lon`, `CC_depth` are of the deployment. */
  | { readonly from: 'calibration'; readonly name: string }
  | { readonly from: 'constant'; readonly value: number }
  /** Left out: ends a list of alternatives whose argument is optional. */
  | { readonly from: 'nothing' }

export interface ParameterRecord {
  /** `PD13`, or for ours `stream.name`. */
  readonly id: string
  /** The column's name. */
  readonly name: string
  /** The name in files; null: `name`. */
  readonly fileName: string | null
  readonly type: ColumnType
  /**
   * Names of the dimensions of a row, e.g. `wavelength`; empty for a scalar. A leading `-obs` says that its values are
   * not row by row: they have the named dimension alone, such as the wavelengths of a spectrum.
   */
  readonly dimensions: readonly string[]
  /** UDUNITS. */
  readonly units: string
  readonly longName: string
  readonly description: string | null
  /** CF standard name. */
  readonly standardName: string | null
  /** Stands for no value: such values are missing before any function sees them. Strings of no number are kept. */
  readonly fill: number | string | null
  /** Decimal places worth showing. */
  readonly precision: number | null
  /** e.g. `PRACSAL` */
  readonly dataProductIdentifier: string | null
  readonly level: DataLevel | null
  readonly isVisible: boolean
  /** Words of an enumeration by value. */
  readonly codes: Readonly<Record<string, string>> | null
  /** What computes it; null: it is stored as it came. */
  readonly derivation: Derivation | null
}

export interface Derivation {
  /** Id of a function record. */
  readonly functionId: string
  /** Argument name → alternatives in order of priority. */
  readonly bindings: Readonly<Record<string, readonly Binding[]>>
}

export interface FunctionRecord {
  /** `PFID27`, or for ours the algorithm's name. */
  readonly id: string
  readonly kind: 'algorithm' | 'expression'
  /** The algorithm's name, or the expression's text. */
  readonly text: string
  readonly description: string | null
}

export interface StreamRecord {
  readonly name: string
  /** `DICT38`, where it came with one. */
  readonly id: string | null
  readonly about: string
  /** Parameter ids, in order. */
  readonly parameters: readonly string[]
  /** Id of the parameter that holds the time of the instrument's choice; its values are the particle's time. Null: none does. */
  readonly timeParameter: string | null
  /** A virtual stream has no particles of its own: it is computed from windows of these streams, the first that has data. */
  readonly computedFrom: readonly string[]
  readonly binMinutes: number
}

export type DefinitionKind = 'parameter' | 'function' | 'stream'
export interface DefinitionRecords {
  readonly parameter: ParameterRecord
  readonly function: FunctionRecord
  readonly stream: StreamRecord
}

/** Definitions as they come together: by a file, or shipped. */
export type DefinitionSet = { readonly [K in DefinitionKind]: readonly DefinitionRecords[K][] }

export interface ResolvedParameter extends Omit<ParameterRecord, 'derivation'> {
  readonly derivation: (Derivation & Pick<FunctionRecord, 'kind' | 'text'>) | null
}

export interface ResolvedStream extends Omit<StreamRecord, 'parameters'> {
  /** Hash of all that follows. */
  readonly version: string
  readonly parameters: readonly ResolvedParameter[]
  /** What is wrong with it, in sentences: the rest of the stream works all the same. */
  readonly problems: readonly string[]
}

/** `PRACSAL_L2`; null for a parameter that is no data product. */
export function identifierOf({
  dataProductIdentifier,
  level,
}: Pick<ParameterRecord, 'dataProductIdentifier' | 'level'>) {
  return dataProductIdentifier === null ? null : `${dataProductIdentifier}_${level ?? 'L0'}`
}
