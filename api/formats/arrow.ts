/** Arrow IPC: the parts' own bytes, joined to one stream: the schema once, then every record batch; nothing is decoded. */
import { toArrow } from '../../schemas/columns/arrow.ts'
import { arrowMessages, endOfStream } from '../../schemas/columns/arrow-stream.ts'
import { Reject } from '../../schemas/failures.ts'
import { arrow as fileFormat } from '../../schemas/formats/arrow.ts'
import type { Format } from './format.ts'

export const arrow: Format = {
  name: 'arrow',
  mediaTypes: [fileFormat.mediaType],
  extension: fileFormat.extension,
  async *encode(_described, parts) {
    let schema: Uint8Array | null = null
    for await (const part of parts) {
      if (part.arrow.length === 0 && schema !== null) continue
      const bytes = part.arrow.length === 0 ? noColumns() : part.arrow
      const messages = arrowMessages(bytes)
      if (schema === null) {
        schema = new Uint8Array(messages.schema)
        yield schema
      } else if (Buffer.compare(schema, messages.schema) !== 0) {
        throw new Reject('arrow-invalid', `part ${part.number} of the answer has another schema than part 0`)
      }
      if (messages.batches.length > 0) yield messages.batches
    }
    yield endOfStream
  },
}

const noColumns = (): Uint8Array => toArrow({ length: 0, time: new Float64Array(), columns: new Map() })
