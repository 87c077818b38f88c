import type { Progress } from './failure.ts'
import type { ServiceName } from './service.ts'
import type { S3Kind } from './services.ts'

export interface StackOptions {
  /** All state of the stack: data, logs, ports. One stack at a time per folder. */
  readonly dataDir: string
  readonly progress: Progress
  /** Which to start; all five unless given. */
  readonly services?: readonly ServiceName[]
  /** First port of a service, fixed; the others are picked and remembered. */
  readonly ports?: Partial<Readonly<Record<ServiceName, number>>>
  readonly heapMb?: Partial<Readonly<Record<ServiceName, number>>>
  /** Which native S3 store in a new folder; MinIO where it is there, else SeaweedFS, unless given. */
  readonly s3?: S3Kind
  /** What runs containers where a Docker engine answers; `compose` unless given. */
  readonly containers?: 'compose' | 'testcontainers'
  /** Where endpoints of running services are looked for; the environment of the process unless given. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Called when a native service ends that nobody asked to. */
  readonly onServiceEnd?: (name: ServiceName, how: string) => void
}
export interface NativeOptions extends StackOptions {
  readonly services: readonly ServiceName[]
}

export interface RunningService {
  readonly name: ServiceName
  readonly title: string
  readonly address: string
  readonly startedInMs: number
  /** Null for one that is not a child process: a container, or given by the environment. */
  readonly pid: number | null
  readonly logFile: string | null
}
export interface Stack {
  /** The TIDELINE_* variables that lead to the services. */
  readonly endpoints: Readonly<Record<string, string>>
  readonly services: readonly RunningService[]
  stop(): Promise<void>
}
