/** Stream definitions: what a stream's parameters are, before any data has come. */
import type { ColumnType } from '../columns/column.ts'

export interface ParameterDefinition {
  readonly type: ColumnType
  /** UDUNITS, as OOI writes them: `degC`, `S m-1`, `dbar`, `1`. */
  readonly units: string
  readonly longName: string
  /** CF standard name, where the table has one. */
  readonly standardName?: string
  /** Data product identifier and level: `CONDWAT_L0`. */
  readonly identifier?: string
  readonly description?: string
  /** Stands for no value in what instruments send. */
  readonly fill?: number | string
  /** Decimal places worth showing. */
  readonly precision?: number
  /** Names of the dimensions of a row; a leading `-obs`: not row by row. */
  readonly dimensions?: readonly string[]
  /** Words by value. */
  readonly codes?: Readonly<Record<string, string>>
}

/**
 * Where an argument comes from: `temperature` a parameter of the stream, `other_stream.temperature` of another,
 * `PRESWAT_L1` a data product of the stream or one that supports it, `CC_a0` a coefficient, a number itself; null: it
 * is left out. A list holds alternatives in order.
 */
export type Reference = string | number | null

export interface DerivedDefinition extends Omit<ParameterDefinition, 'type'> {
  /** Default float64. */
  readonly type?: ColumnType
  /** Name of the algorithm, */
  readonly algorithm?: string
  /** or text of the expression. */
  readonly expression?: string
  readonly arguments: Readonly<Record<string, Reference | readonly Reference[]>>
}

export interface StreamDefinition {
  readonly name: string
  readonly about: string
  /** Length of a bin: the Cassandra partition. A bin should stay under about a million particles. */
  readonly binMinutes: number
  /** Which time of a record is the particle's time. */
  readonly preferredTimestamp: 'internal_timestamp' | 'port_timestamp' | 'driver_timestamp'
  /** What is stored as it came. */
  readonly parameters: Readonly<Record<string, ParameterDefinition>>
  /** What is computed. */
  readonly derived?: Readonly<Record<string, DerivedDefinition>>
  /** A virtual stream: the streams from whose windows it is computed, the first that has data. */
  readonly computedFrom?: readonly string[]
}

export const defaultBinMinutes = 1440

export function defineStream(definition: StreamDefinition): StreamDefinition {
  return Object.freeze(definition)
}

/** The same stream under other names: as it came by another way. */
export function alsoAs(definition: StreamDefinition, names: Readonly<Record<string, string>>): StreamDefinition[] {
  return Object.entries(names).map(([name, about]) => defineStream({ ...definition, name, about }))
}

export const float64 = { scalar: 'float64' } as const
export const float32 = { scalar: 'float32' } as const
export const int8 = { scalar: 'int8' } as const
export const int16 = { scalar: 'int16' } as const
export const int32 = { scalar: 'int32' } as const
export const int64 = { scalar: 'int64' } as const
export const uint8 = { scalar: 'uint8' } as const
export const uint16 = { scalar: 'uint16' } as const
export const uint32 = { scalar: 'uint32' } as const
export const timestamp = { scalar: 'timestamp' } as const
export const text = { scalar: 'string' } as const
/** As many values a row as there are. */
export const listOf = (type: ColumnType): ColumnType => ({ ...type, list: 'varying' })

type More = Partial<Omit<ParameterDefinition, 'type' | 'units' | 'longName'>>

export function stored(type: ColumnType, units: string, longName: string, more: More = {}): ParameterDefinition {
  return { type, units, longName, ...more }
}

/** Raw readings of a converter. */
export const counts = (longName: string, more: More & { readonly type?: ColumnType } = {}): ParameterDefinition => ({
  type: int32,
  units: 'counts',
  longName,
  ...more,
})

/** The times that every parsed record carries, as far as its format has them. */
export const timeParameters = {
  internal_timestamp: {
    type: timestamp,
    units: 'microseconds since 1970-01-01',
    longName: "Time by the instrument's own clock",
  },
  port_timestamp: {
    type: timestamp,
    units: 'microseconds since 1970-01-01',
    longName: 'Time by the logger at the port',
  },
  driver_timestamp: {
    type: timestamp,
    units: 'microseconds since 1970-01-01',
    longName: 'Time at which the file was first seen',
  },
} as const satisfies Record<string, ParameterDefinition>
