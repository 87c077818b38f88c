import { put } from '../../schemas/table.ts'
import { sourceFiles } from '../../schemas/tables.ts'
import { filesArrived } from '../../topics/files.ts'
import { defineProcessor } from '../processor.ts'

export const storeFiles = defineProcessor({
  name: 'store-files',
  about: 'Keeps the hash and the object of every finished file, so that particles can be traced to its bytes.',
  consumes: [filesArrived],
  produces: [],
  writes: [sourceFiles],
  async process(events) {
    const write = events.flatMap(({ value }) => {
      const { source, path, firstSeen, state, size, sha256, object, parser, particles, rejected, at } = value
      if (state !== 'finished' || sha256 === null || object === null) return []
      const counts = { size, particles, rejected, finished_at: at }
      return [put(sourceFiles, { source, first_seen: firstSeen, path, sha256, object, parser, ...counts })]
    })
    return { write }
  },
})
