/**
 * What a file says about itself, whatever its format. Who asks for a file puts this together once, from the request,
 * the definitions and the deployments; each format writes of it what it can hold. Times are UTC microseconds since 1970.
 */
import type { ColumnType } from '../columns/column.ts'
import type { DataLevel } from '../definitions/records.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

export interface DatasetDescription {
  readonly title: string
  /** A paragraph: what was measured, where, by what. */
  readonly summary: string
  readonly source: SourceDescription
  /** Every column of the batches but `time`, in their order. */
  readonly variables: readonly VariableDescription[]
  readonly platform: PlatformDescription
  readonly instrument: InstrumentDescription
  /** Those that the rows come from, as far as they are known; in order of number. */
  readonly deployments: readonly DeploymentDescription[]
  /** The highest of the variables', in words, e.g. `L2: derived from several measurements`. */
  readonly processingLevel: string
  /** What was done to the data, oldest first: one line each, beginning with an ISO time. */
  readonly history: readonly string[]
  /** Papers, specifications, addresses. */
  readonly references: readonly string[]
  readonly request: RequestDescription | null
  /** `start` ≤ time < `stop` as asked; null: open. The times of the rows themselves a writer knows. */
  readonly coverage: { readonly start: number | null; readonly stop: number | null }
  /** Null: every row in the range. */
  readonly reduction: ReductionDescription | null
  /** When this file was asked for. Writers know no clock. */
  readonly created: number
  readonly attribution: Attribution
  /** What is needed to compute the values again; null: not asked for. */
  readonly provenance: Json
  /** Null: not asked for. */
  readonly annotations: readonly AnnotationDescription[] | null
}

/** It judges another column. */
export const isQualityFlag = ({ flag }: VariableDescription): boolean =>
  flag !== null && !(flag.kind === 'values' && flag.isCode === true)

/** A stream key without its deployment: the rows may be of several. */
export interface SourceDescription {
  readonly refdes: string
  readonly method: string
  readonly stream: string
}

export interface VariableDescription {
  /** The column's name, and the variable's in a file. */
  readonly name: string
  readonly type: ColumnType
  /** Names of the dimensions beyond the row's, e.g. `['wavelength']`; null: named after the variable. */
  readonly dimensions: readonly string[] | null
  /** UDUNITS; null where there are none: texts, flags, times. */
  readonly units: string | null
  /** Null: formats that must have one make words of the name. */
  readonly longName: string | null
  /** CF standard name, with its modifier where it has one. */
  readonly standardName: string | null
  readonly comment: string | null
  /** What stands for no value in formats that have no empty cell; null: NaN, or the format's own. */
  readonly fill: number | null
  /** e.g. `PRACSAL` */
  readonly dataProductIdentifier: string | null
  readonly level: DataLevel | null
  /** Names of the columns that judge this one. */
  readonly ancillary: readonly string[]
  /** The column is a flag, or has codes: what its values mean, in one word each. */
  readonly flag: FlagDescription | null
  /** Decimal places worth showing. */
  readonly precision: number | null
  /** The column is a coordinate. */
  readonly axis: 'X' | 'Y' | 'Z' | 'T' | null
  readonly positive: 'up' | 'down' | null
  /** Least and greatest value that the instrument can mean. */
  readonly validRange: readonly [number, number] | null
  /** How values stand for an interval, e.g. `time: mean`. CF cell methods. */
  readonly cellMethods: string | null
  /** Other names of the same value, e.g. the parameter id and the system-internal name. */
  readonly alternateNames: readonly string[]
  /** Version of what made the values: definitions, formula, calibrations; null for what came from the instrument. */
  readonly version: string | null
}

export type FlagDescription =
  /** One of the values. */
  | {
      readonly kind: 'values'
      readonly values: readonly number[]
      readonly meanings: readonly string[]
      /** They do not judge another column: what the instrument tells comes in codes. */
      readonly isCode?: true
    }
  /** Bits that are or are not set. */
  | { readonly kind: 'masks'; readonly masks: readonly number[]; readonly meanings: readonly string[] }

export interface PlatformDescription {
  /** e.g. `CE02SHSM-RID27` */
  readonly name: string
  readonly longName: string
  /** It moves: positions are columns of the data. */
  readonly isMobile: boolean
}

export interface InstrumentDescription {
  readonly name: string
  readonly longName: string
  readonly manufacturer: string | null
  readonly model: string | null
  readonly serialNumber: string | null
}

export interface DeploymentDescription {
  readonly number: number
  readonly start: number
  /** Null: still deployed. */
  readonly stop: number | null
  readonly latitude: number | null
  readonly longitude: number | null
  /** Of the instrument, metres below the surface. */
  readonly depth: number | null
  readonly waterDepth: number | null
}

export interface RequestDescription {
  readonly id: string
  /** As it was asked, e.g. the path with its query. */
  readonly query: string
}

export interface ReductionDescription {
  /** `minmax`, `lttb`, `mean`, `nth` */
  readonly method: string
  readonly binMicros: number | null
  /** Rows that the reduced ones stand for. */
  readonly rows: number | null
}

/** Who made, keeps and gives out the data. */
export interface Attribution {
  readonly institution: string
  readonly project: string
  readonly creator: Contact
  readonly publisher: Contact
  readonly license: string
  readonly acknowledgement: string
  /** Reverse domain name under which ids are unique. */
  readonly namingAuthority: string
  readonly keywords: readonly string[]
}

export interface Contact {
  readonly name: string
  readonly type: 'person' | 'group' | 'institution' | 'position'
  readonly url: string | null
  readonly email: string | null
}

export interface AnnotationDescription {
  readonly id: string
  readonly start: number
  /** Null: open. */
  readonly stop: number | null
  readonly text: string
  /** Empty: all. */
  readonly parameters: readonly string[]
  readonly isExclusion: boolean
  readonly qcFlag: string | null
  readonly author: string | null
}
