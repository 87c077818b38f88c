import { formatStreamKey, type StreamKey } from '../../schemas/streams.ts'
import { put, remove, type TableView, type Write } from '../../schemas/table.ts'
import { streamBins, streams } from '../../schemas/tables.ts'
import { binsRecounted } from '../../topics/instruments.ts'
import { defineProcessor } from '../processor.ts'
import { readAhead } from './read-ahead.ts'

export const summariseStreams = defineProcessor({
  name: 'summarise-streams',
  about: 'Recomputes the catalogue row of every stream key whose bins changed.',
  consumes: [binsRecounted],
  produces: [],
  reads: { bins: streamBins },
  writes: [streams],
  async process(events, { bins }) {
    const keys = new Map(
      events.map(({ value: { refdes, method, stream, deployment } }) => {
        const key = { refdes, method, stream, deployment }
        return [formatStreamKey(key), key]
      }),
    )
    const write: Write[] = []
    for await (const row of readAhead(keys.values(), { depth: 8 }, (key) => summary(key, bins))) write.push(row)
    return { write }
  },
})

async function summary(key: StreamKey, view: TableView<typeof streamBins>): Promise<Write> {
  const bins = await view.slice({
    partition: { stream_key: formatStreamKey(key) },
    columns: ['count', 'first', 'last'],
  })
  if (bins.length === 0) return remove(streams, key)
  return put(streams, {
    ...key,
    count: bins.reduce((sum, bin) => sum + bin.count, 0),
    first: bins.reduce((least, bin) => Math.min(least, bin.first), Number.POSITIVE_INFINITY),
    last: bins.reduce((most, bin) => Math.max(most, bin.last), Number.NEGATIVE_INFINITY),
  })
}
