/**
 * A file in the making on the local disk. Some formats know their first bytes last, a store wants the size first, and a
 * part that fails or is cancelled must leave nothing behind in the store.
 */
import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Pieces } from '../../schemas/formats/row-writer.ts'

const readBytes = 1 << 18

export class SpooledFile {
  size = 0
  private hash: ReturnType<typeof createHash> | null = createHash('sha256')

  private constructor(private readonly file: FileHandle) {}

  /** Without a name once it is open: a killed process leaves nothing on the disk either. */
  static async create(): Promise<SpooledFile> {
    const path = join(tmpdir(), `tideline-export-${randomUUID()}`)
    const file = await open(path, 'wx+', 0o600)
    await rm(path)
    return new SpooledFile(file)
  }

  async append(pieces: Pieces): Promise<void> {
    for await (const piece of pieces) {
      await this.file.write(piece, 0, piece.length, this.size)
      this.hash?.update(piece)
      this.size += piece.length
    }
  }

  async replaceHead(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return
    await this.file.write(bytes, 0, bytes.length, 0)
    this.hash = null
  }

  /** Lower-case hex. Once, when all is written. */
  async sha256(): Promise<string> {
    if (this.hash !== null) return this.hash.digest('hex')
    const hash = createHash('sha256')
    for await (const piece of this.read()) hash.update(piece as Uint8Array)
    return hash.digest('hex')
  }

  /** From the beginning, as often as is wanted. */
  read(): Readable {
    return this.file.createReadStream({ start: 0, autoClose: false, highWaterMark: readBytes })
  }

  close(): Promise<void> {
    return this.file.close()
  }
}
