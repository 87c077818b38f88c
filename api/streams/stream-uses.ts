/** What a managed stream is used by: none of it may lose its stream. */
import { archives } from '../../schemas/archive-tables.ts'
import { operations } from '../../schemas/stream-tables.ts'
import { deadLetterStream, streamTopic } from '../../schemas/streams/managed-stream.ts'
import type { ControlPorts } from './ports.ts'

export interface StreamUse {
  readonly as: 'input' | 'output' | 'dead letters' | 'archive' | 'consumer'
  /** The operation or consumer group; null for an archive. */
  readonly name: string | null
}

export async function usesOf({ broker, tables }: Pick<ControlPorts, 'broker' | 'tables'>, stream: string) {
  const uses: StreamUse[] = []
  for await (const { name, input, output, is_removed } of tables.view(operations).scan()) {
    if (is_removed) continue
    if (input === stream) uses.push({ as: 'input', name })
    if (output === stream) uses.push({ as: 'output', name })
    if (deadLetterStream(name) === stream) uses.push({ as: 'dead letters', name })
  }
  const topic = streamTopic(stream)
  const archive = await tables.view(archives).get({ topic })
  if (archive?.is_wanted === true) uses.push({ as: 'archive', name: null })
  for (const { group } of await broker.admin.consumersOf(topic)) uses.push({ as: 'consumer', name: group })
  return uses
}

export function useText({ as, name }: StreamUse): string {
  if (as === 'archive') return 'an archive'
  return as === 'consumer' ? `the consumer group ${name}` : `${as} of the operation ${name}`
}
