/** What a stack's folder remembers between runs: ports, and which S3 store its objects are in. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from './processes.ts'
import type { Ports, ServiceName } from './service.ts'
import type { S3Kind } from './services.ts'

export interface StackState {
  readonly s3: S3Kind
  readonly engine: 'native' | 'docker'
  readonly ports: Partial<Readonly<Record<ServiceName, Ports>>>
}

const path = (dataDir: string): string => join(dataDir, 'stack.json')

export async function readState(dataDir: string): Promise<StackState | null> {
  try {
    return JSON.parse(await readFile(path(dataDir), 'utf8')) as StackState
  } catch {
    return null
  }
}

export const writeState = (dataDir: string, state: StackState): Promise<void> =>
  writeWhole(path(dataDir), `${JSON.stringify(state, null, 2)}\n`)
