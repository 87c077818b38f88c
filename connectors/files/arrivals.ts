/** A file's arrival: the events about it, and its bytes in the object store under their hash. */
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { FilePosition } from '../../schemas/file-positions.ts'
import type { FileState } from '../../schemas/generated/events.ts'
import { type ObjectStore, rawFiles } from '../../schemas/objects.ts'
import { filesArrived } from '../../topics/files.ts'
import { emission } from '../../topics/topic.ts'
import type { AnyEmission, Parser } from '../connector.ts'
import { versionOf } from './piece.ts'

/** `sha256` is null except for a finished file. `at` is UTC microseconds since 1970. */
export function arrival(
  state: FileState,
  position: FilePosition,
  parser: Parser,
  at: number,
  sha256: string | null = null,
): AnyEmission {
  const { source, path, size, lines, particles, ignored, rejected } = position
  const object = sha256 === null ? null : objectKey(sha256)
  const counts = { lines, particles, ignored, rejected }
  return emission(filesArrived, { source, path, state, size, sha256, object, parser: versionOf(parser), ...counts, at })
}

export const objectKey = (sha256: string): string => `${sha256.slice(0, 2)}/${sha256}`

/** Lower-case hex of the first `size` bytes. Null: the file has become shorter. */
export async function hashFile(handle: FileHandle, size: number): Promise<string | null> {
  const hash = createHash('sha256')
  let read = 0
  for await (const chunk of bytesOf(handle, size)) {
    hash.update(chunk as Uint8Array)
    read += (chunk as Uint8Array).length
  }
  return read === size ? hash.digest('hex') : null
}

/** Puts the first `size` bytes under their hash, unless they are there. False: they changed meanwhile. */
export async function keepBytes(
  handle: FileHandle,
  size: number,
  sha256: string,
  objects: ObjectStore,
): Promise<boolean> {
  const key = objectKey(sha256)
  if ((await objects.stat(rawFiles, key))?.size === size) return true
  if (size === 0) {
    await objects.put(rawFiles, key, new Uint8Array())
    return true
  }
  const body = bytesOf(handle, size)
  try {
    const claim = await objects.putStream(rawFiles, key, body, size)
    if (claim.sha256 === sha256) return true
    await objects.remove(rawFiles, [key])
    return false
  } finally {
    body.destroy()
  }
}

function bytesOf(handle: FileHandle, size: number): Readable {
  if (size === 0) return Readable.from([])
  return handle.createReadStream({ start: 0, end: size - 1, autoClose: false, highWaterMark: 131_072 })
}
