/** What a native service is: where its programs come from, how it is launched, and how one knows that it answers. */
import type { Progress } from './failure.ts'
import type { Launch } from './processes.ts'

export const serviceNames = ['cassandra', 'kafka', 'registry', 's3', 'postgres'] as const
export type ServiceName = (typeof serviceNames)[number]
export type Ports = Readonly<Record<string, number>>

export interface Place {
  /** The stack's folder; it stands in every command line, so that a process can be told to be ours. */
  readonly dataDir: string
  /** The service's own folder, made already. */
  readonly home: string
  readonly logFile: string
  readonly ports: Ports
  readonly heapMb?: number
}

export interface NativeService {
  readonly name: ServiceName
  readonly title: string
  /** The ports it listens on, the one people care about first. */
  readonly portNames: readonly string[]
  readonly tools: readonly Tool[]
  /** Resolves to the folder or file its programs are in; downloads what is missing. */
  fetch(progress: Progress): Promise<string>
  /** Writes its configuration and first data; must stand being interrupted and done again. */
  prepare(programs: string, place: Place): Promise<Launch>
  answers(ports: Ports): Promise<boolean>
  address(ports: Ports): string
  endpoints(ports: Ports): Readonly<Record<string, string>>
  readonly startLimitMs: number
}
export type Tool = 'java' | 'mvn' | 'pip'

export const port = (ports: Ports, name: string): number => {
  const found = ports[name]
  if (found === undefined) throw new RangeError(`no port called ${name}: there are ${Object.keys(ports).join(', ')}`)
  return found
}
