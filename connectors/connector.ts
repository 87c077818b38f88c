/** What connectors share: their life cycle, how they publish, and the shape of a parser of log lines. */
import type { StreamDefinition } from '../schemas/definitions/definition.ts'
import type { Json } from '../schemas/file-positions.ts'
import type { Emission } from '../topics/topic.ts'

export interface Health {
  readonly ready: boolean
  /** Why not; null when ready. */
  readonly reason: string | null
}

export interface Connector {
  readonly name: string
  start(): Promise<void>
  /** Finishes or abandons what runs; what was not saved comes again. */
  stop(): Promise<void>
  health(): Health
}

// biome-ignore lint/suspicious/noExplicitAny: a list of emissions forgets their event types
export type AnyEmission = Emission<any>

export interface Publisher {
  /** All acknowledged when it resolves; rejects with `Unavailable` when the broker is away. */
  publish(emissions: readonly AnyEmission[]): Promise<void>
}

/** What one line of a log is. Reasons are for people. */
export type Line =
  | { readonly kind: 'particle'; readonly time: number; readonly values: Readonly<Record<string, unknown>> }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly reason: string }

export interface Parser {
  /** Name and version make the provenance of a particle: a change of results is a new version. */
  readonly name: string
  readonly version: number
  readonly about: string
  /** The stream of the particles, by the method that brought the file. */
  stream(method: string): StreamDefinition
  /**
   * One line without its end, bytes as Latin-1 characters. `time` of a particle is UTC microseconds since 1970.
   * `state` is what the line before left behind (null at the beginning of the file); it survives restarts as JSON.
   */
  line(text: string, state: Json): { readonly line: Line; readonly state: Json }
}
