import { verifyArchive } from '../../../connectors/archives/verify.ts'
import { entryKey, type SegmentPlace, segmentKey } from '../../../schemas/archives/segments.ts'
import { archives as bucket } from '../../../schemas/objects.ts'
import { owedBy } from '../../../topics/archive-status.ts'
import { until } from '../../support/until.ts'
import { createArchiving, utf8 } from './archiving.ts'

/** 250 messages, in the segments 0-99, 100-199 and 200-249. */
async function archived() {
  const one = createArchiving()
  await one.create()
  await one.publish(Array.from({ length: 250 }, (_, n) => ({ key: null, value: utf8(`v${n}`) })))
  const archiver = await one.archive({ flushMs: 20 })
  await until('stored', async () => (await one.committed())[0] === 250n)
  await archiver.stop()
  return one
}
type Archived = Awaited<ReturnType<typeof archived>>

const remove = (one: Archived, ...keys: string[]) => one.objects.remove(bucket, keys)

async function damage(one: Archived, place: SegmentPlace): Promise<void> {
  const bytes = await one.bytesOf(place)
  bytes[bytes.length >> 1]! ^= 1
  await one.objects.put(bucket, segmentKey(place), bytes)
}

test.each<[string, (one: Archived, places: readonly SegmentPlace[]) => Promise<void>, string[]]>([
  ['nothing', async () => {}, []],
  ['a bit of a segment', (one, places) => damage(one, places[1]!), ['damaged 100-199']],
  ['a segment', (one, places) => remove(one, segmentKey(places[1]!)), ['lost 100-199']],
  ['an entry', (one, places) => remove(one, entryKey(places[1]!)), ['gap 100-199', 'unfinished 100-199']],
  ['the first, and its entry', (one, [first]) => remove(one, segmentKey(first!), entryKey(first!)), ['gap 0-99']],
  [
    'the last, and its entry',
    (one, all) => remove(one, ...all.slice(2).flatMap((p) => [segmentKey(p), entryKey(p)])),
    ['gap 200-249'],
  ],
  ['everything', (one, all) => remove(one, ...all.flatMap((p) => [segmentKey(p), entryKey(p)])), ['gap 0-249']],
])('%s is gone', async (_, harm, found) => {
  const one = await archived()
  await harm(one, await one.segments())
  const owed = await owedBy(one.broker, one.topic)
  const { findings } = await verifyArchive(one.objects, one.topic, { isThorough: true, owed })
  expect(findings.map(({ kind, from, next }) => `${kind} ${from}-${next - 1}`).sort()).toEqual(found)
})
