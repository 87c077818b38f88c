/** A program's standard output: in memory while it is small, then in a file. Writing to the file holds the program back. */
import { type FileHandle, open } from 'node:fs/promises'
import { heldOutputBytes, type ProgramOutput } from '../../schemas/streams/program-run.ts'

export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/** Rejects with `TooLarge` as soon as there is more than `most`; then the rest is not read. */
export async function spool(
  stream: AsyncIterable<Uint8Array>,
  path: string,
  { most, trims }: { readonly most: number; readonly trims: boolean },
): Promise<ProgramOutput> {
  const pieces: Uint8Array[] = []
  let file: FileHandle | null = null
  let size = 0
  let last = -1
  try {
    for await (const piece of stream) {
      if (piece.length === 0) continue
      size += piece.length
      // The line feed that is left out does not count.
      if (size > most + (trims ? 1 : 0)) throw new TooLarge(`more than ${most} bytes of output`)
      last = piece[piece.length - 1] as number
      if (file === null && size > heldOutputBytes) {
        file = await open(path, 'wx', 0o600)
        for (const held of pieces.splice(0)) await write(file, held)
      }
      if (file === null) pieces.push(piece)
      else await write(file, piece)
    }
    const cut = trims && last === newline ? 1 : 0
    if (size - cut > most) throw new TooLarge(`more than ${most} bytes of output`)
    if (file === null) return { kind: 'bytes', bytes: Buffer.concat(pieces).subarray(0, size - cut) }
    if (cut > 0) await file.truncate(size - cut)
    return { kind: 'file', path, size: size - cut }
  } finally {
    await file?.close()
  }
}

const newline = 10

async function write(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten
}
