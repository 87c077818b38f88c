/** NDJSON: a row a line. An answer cut short ends the connection abnormally: the last line is never a lie. */
import { fromArrow } from '../../schemas/columns/arrow.ts'
import type { Format } from './format.ts'
import { jsonRows } from './rows.ts'

export const ndjson: Format = {
  name: 'ndjson',
  mediaTypes: ['application/x-ndjson', 'application/ndjson', 'application/jsonl'],
  extension: null,
  async *encode(_described, parts) {
    for await (const { arrow } of parts) {
      if (arrow.length === 0) continue
      for (const piece of jsonRows(fromArrow(arrow), '\n')) yield Buffer.from(`${piece}\n`)
    }
  },
}
