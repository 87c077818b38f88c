import { gapsOf, readingsOf } from '../../../schemas/archives/coverage.ts'
import { entryKey, placeOf, segmentKey } from '../../../schemas/archives/segments.ts'

const range = (from: number, next: number) => ({ from, next })
const read = (...segments: { from: number; next: number }[]) =>
  readingsOf(segments).map(({ segment, from, next }) => [segment.from, segment.next, from, next])

test.each([
  [
    'side by side',
    [range(10, 20), range(0, 10)],
    [
      [0, 10, 0, 10],
      [10, 20, 10, 20],
    ],
  ],
  ['one within another is not read', [range(0, 5), range(0, 10), range(2, 4)], [[0, 10, 0, 10]]],
  [
    'each offset once where two overlap',
    [range(0, 10), range(5, 15)],
    [
      [0, 10, 0, 10],
      [5, 15, 10, 15],
    ],
  ],
  ['nothing', [], []],
])('%s', (_, segments, readings) => {
  expect(read(...segments)).toEqual(readings)
})

test.each([
  [[range(0, 10), range(10, 20)], []],
  [
    [range(3, 10), range(12, 20), range(25, 26)],
    [range(10, 12), range(20, 25)],
  ],
  // The longer one bridges what the shorter leaves open.
  [[range(0, 4), range(0, 12), range(12, 13)], []],
])('gaps lie between what is held: %j', (segments, gaps) => {
  expect(gapsOf(segments)).toEqual(gaps)
})

test('the place of a segment stands in its key, and comes back from it', () => {
  // What Nimbus' archive stumbled over: dashes in names, and keys that sort as text.
  const place = { topic: 'stream.a-b-c_d', topicId: 'x-_9', partition: 12, from: 99_999, next: 100_000 }
  expect(placeOf(segmentKey(place))).toEqual(place)
  expect(placeOf(entryKey(place))).toEqual(place)
  expect(placeOf('stream.a/x/topic.json')).toBeNull()
  const keys = [900, 1_000, 99_999, 1_000_000].map((from) => segmentKey({ ...place, from, next: from + 1 }))
  expect(keys.toSorted()).toEqual(keys)
})
