/** Stream definitions: what a stream's parameters are, before any data has come. */
import type { ColumnType } from '../columns/column.ts'

export interface ParameterDefinition {
  readonly type: ColumnType
  /** UDUNITS, as OOI writes them: `degC`, `S m-1`, `dbar`, `1`. */
  readonly units: string
  readonly longName: string
  /** CF standard name, where the table has one. */
  readonly standardName?: string
}

export interface StreamDefinition {
  readonly name: string
  readonly about: string
  /** Length of a bin: the Cassandra partition. A bin should stay under about a million particles. */
  readonly binMinutes: number
  /** Which time of a record is the particle's time. */
  readonly preferredTimestamp: 'internal_timestamp' | 'port_timestamp' | 'driver_timestamp'
  readonly parameters: Readonly<Record<string, ParameterDefinition>>
}

export const defaultBinMinutes = 1440

export function defineStream(definition: StreamDefinition): StreamDefinition {
  return Object.freeze(definition)
}

export const float64 = { scalar: 'float64' } as const
export const int32 = { scalar: 'int32' } as const
export const int64 = { scalar: 'int64' } as const
export const timestamp = { scalar: 'timestamp' } as const
export const text = { scalar: 'string' } as const

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
