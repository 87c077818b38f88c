import { streamArrivals } from '../../schemas/status-tables.ts'
import { formatStreamKey } from '../../schemas/streams.ts'
import { put, type Row, remove, type Write } from '../../schemas/table.ts'
import { streamBins } from '../../schemas/tables.ts'
import { binsRecounted } from '../../topics/instruments.ts'
import { defineProcessor, type Input, type Views } from '../processor.ts'

const reads = { arrivals: streamArrivals, bins: streamBins }
type Arrival = Pick<Row<typeof streamArrivals>, 'bin' | 'last'>
type Recount = Input<typeof binsRecounted>

/** A clock that is ahead must not hide silence: what lies in the future when it is told counts as of then, or not at all. */
const tolerance = 5 * 60_000_000

export const watchArrivals = defineProcessor({
  name: 'watch-arrivals',
  about: 'Keeps the time of the newest particle of every stream key.',
  consumes: [binsRecounted],
  produces: [],
  reads,
  writes: [streamArrivals],
  async process(events, views) {
    const touched = new Map<string, Recount[]>()
    for (const event of events) {
      const key = formatStreamKey(event.value)
      const recounts = touched.get(key)
      if (recounts === undefined) touched.set(key, [event])
      else recounts.push(event)
    }
    const writes = await Promise.all([...touched.values()].map((recounts) => arrivalOf(recounts, views)))
    return { write: writes.flat() }
  },
})

async function arrivalOf(recounts: readonly Recount[], views: Views<typeof reads>): Promise<Write[]> {
  const { value, time } = recounts[recounts.length - 1] as Recount
  const { method, refdes, stream, deployment } = value
  const key = { method, refdes, stream, deployment }
  const kept = await views.arrivals.get(key)
  let newest: Arrival | null = kept
  let isNewestGone = false
  for (const { value, time } of recounts) {
    const { bin, count, last } = value
    if (bin > time + tolerance || (newest !== null && bin < newest.bin)) continue
    if (count > 0) [newest, isNewestGone] = [{ bin, last: Math.min(last, time) }, false]
    else if (bin === newest?.bin) isNewestGone = true
  }
  if (isNewestGone) newest = await newestBin(formatStreamKey(key), time, views)
  if (newest === null) return kept === null ? [] : [remove(streamArrivals, key)]
  if (newest.bin === kept?.bin && newest.last === kept.last) return []
  return [put(streamArrivals, { ...key, bin: newest.bin, last: newest.last })]
}

/** A bin lost all its particles: which is the newest that still has some? */
async function newestBin(streamKey: string, time: number, { bins }: Views<typeof reads>): Promise<Arrival | null> {
  const columns = ['bin', 'last'] as const
  const rows = await bins.slice({ partition: { stream_key: streamKey }, to: time + tolerance + 1, columns })
  const row = rows.at(-1)
  return row === undefined ? null : { bin: row.bin, last: Math.min(row.last, time) }
}
