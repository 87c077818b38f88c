/** Which file is this? Device, inode and a hash of the first bytes tell it from others that had its name. */
import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'

/** What of an open file is needed to read it. */
export interface ByteReader {
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>
}

const headBytes = 1024
/** As many before an offset tell that what was read up to there is still there. */
export const tailBytes = 256

/** `device:inode:bytes hashed:hash`. A file that is still shorter than 1024 bytes has a weaker identity. */
export async function identityOf(handle: FileHandle, stats: BigIntStats, size: number): Promise<string> {
  const bytes = Math.min(size, headBytes)
  return `${inodeOf(stats)}:${bytes}:${await hashOf(handle, 0, bytes)}`
}

export const inodeOf = (stats: BigIntStats): string => `${stats.dev}:${stats.ino}`

export const inodeIn = (identity: string): string => identity.split(':').slice(0, 2).join(':')

export function isSameInode(identity: string, stats: BigIntStats): boolean {
  return inodeIn(identity) === inodeOf(stats)
}

/** The file has the inode and still begins as it did when the identity was taken. */
export async function hasIdentity(handle: FileHandle, stats: BigIntStats, identity: string): Promise<boolean> {
  const [, , bytes, hash] = identity.split(':')
  if (!isSameInode(identity, stats) || Number(stats.size) < Number(bytes)) return false
  return (await hashOf(handle, 0, Number(bytes))) === hash
}

/** True while the identity was taken from fewer bytes than the file now offers. */
export function isWeak(identity: string, size: number): boolean {
  return Number(identity.split(':')[2]) < Math.min(size, headBytes)
}

/** A hash of the bytes just before `offset`: what was read up to there is still there. */
export function tailOf(handle: ByteReader, offset: number): Promise<string> {
  const from = Math.max(0, offset - tailBytes)
  return hashOf(handle, from, offset - from)
}

async function hashOf(handle: ByteReader, from: number, length: number): Promise<string> {
  const bytes = await readBytes(handle, from, length)
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32)
}

/** Up to `length` bytes from `from`; fewer where the file ends. */
export async function readBytes(handle: ByteReader, from: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, from + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}
