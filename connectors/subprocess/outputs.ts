/** What a process printed, as messages. */
import { readFile } from 'node:fs/promises'
import type { FailureCode, ProgramOutput, RunCommand, RunResult } from '../../schemas/streams/program-run.ts'
import { FrameReader } from './frames.ts'

type Outcome =
  | { readonly outputs: readonly ProgramOutput[]; readonly failure: null }
  | Extract<RunResult, { failure: object }>

/** One message, or with a framing of messages as many as there are. */
export async function outputsOf(
  printed: ProgramOutput,
  { framing, reply, max_output, output_trim }: RunCommand,
  failed: (code: FailureCode, reason: string) => Outcome,
): Promise<Outcome> {
  const isMany = framing === 'length_prefixed' || (framing === 'lines' && reply !== 'one_per_message')
  if (!isMany && framing !== 'lines') return { outputs: [printed], failure: null }
  if (printed.kind === 'file' && !isMany) return { outputs: [printed], failure: null }
  const bytes = printed.kind === 'file' ? await readFile(printed.path) : Buffer.from(printed.bytes)
  if (!isMany) {
    const isCut = output_trim && bytes.at(-1) === 10
    return { outputs: [{ kind: 'bytes', bytes: isCut ? bytes.subarray(0, -1) : bytes }], failure: null }
  }
  const reader = new FrameReader(framing, max_output, output_trim)
  const found = reader.take(bytes)
  // A last line may lack its line feed.
  if (reader.isOpen && framing === 'lines') found.push(...reader.take(Buffer.of(10)))
  if (reader.isOpen) return failed('output-unframed', 'the output ends within a message')
  return { outputs: found.map((one) => ({ kind: 'bytes', bytes: one })), failure: null }
}
