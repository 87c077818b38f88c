/** Files whose first bytes are known last: made in a temporary file, then sent. */
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pieces, RowWriter } from '../../schemas/formats/row-writer.ts'

/** The first piece comes when the file is whole: what fails before can still be told. */
export async function* wholeFile(fill: (writer: RowWriter) => Pieces, writer: RowWriter): Pieces {
  const folder = await mkdtemp(join(tmpdir(), 'tideline-answer-'))
  try {
    const path = join(folder, 'file')
    const file = await open(path, 'w')
    try {
      for await (const piece of fill(writer)) await file.writeFile(piece)
      await file.write(writer.head(), 0, undefined, 0)
    } finally {
      await file.close()
    }
    yield* createReadStream(path, { highWaterMark: 1 << 18 })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
