import fc from 'fast-check'
import { buildColumn } from '../../../schemas/columns/builder.ts'
import type { Column, ColumnBatch, ColumnType } from '../../../schemas/columns/column.ts'
import { convert } from '../../../schemas/columns/convert.ts'
import { murmur128 } from '../../../schemas/columns/mixing.ts'
import { contentId, rowHashes } from '../../../schemas/columns/row-hash.ts'
import { takeRows } from '../../../schemas/columns/rows.ts'
import { batches } from './arbitrary-batch.ts'

const batchOf = (columns: Record<string, Column>, length = Object.values(columns)[0]?.length ?? 0): ColumnBatch => ({
  length,
  time: Float64Array.from({ length }, (_, row) => row),
  columns: new Map(Object.entries(columns)),
})
const column = (scalar: ColumnType['scalar'], ...cells: unknown[]) => buildColumn({ scalar }, cells)
const hashOf = (columns: Record<string, Column>) => rowHashes(batchOf(columns))[0]

/*
 * Computed by a separate program in Python from the description in row-hash.ts and mixing.ts. Chunks are stored under these numbers:
 * they must never change.
 */
test('hashes are what they have always been', () => {
  expect(hashOf({ temperature: column('float64', 12.5), count: column('int32', 7) })).toBe(0xe62c06452b4ddbf7n)
  expect(hashOf({ note: column('string', 'žluť 🌊') })).toBe(0x73fa06efa55ac1b0n)
  expect(hashOf({ pair: buildColumn({ scalar: 'int16', list: 2 }, [[1, 2]]) })).toBe(0xc8635f8a0228515en)
  expect(hashOf({ pair: buildColumn({ scalar: 'string', list: 'varying' }, [[]]) })).toBe(0x1cccc052d587dc78n)
  expect(hashOf({ n: column('int64', 2n ** 62n + 3n) })).toBe(0xf7d27e02b8dceedfn)
})

// Reference values: mmh3 5 for Python, hash_bytes(…, seed=0, x64arch=False).
test('murmur128 is MurmurHash3_x86_128', () => {
  expect(murmur128(Uint32Array.of(1, 2, 3, 4))).toBe('37d6ee173d4a429d3dbb9c175b64b81d')
  expect(murmur128(Uint32Array.of(0xdeadbeef, 0, 7, 0xffffffff, 5, 6, 0x80000000, 9))).toBe(
    'bca14c818f627b214483627883d0483e',
  )
  expect(murmur128(new Uint32Array())).toBe('0'.repeat(32))
})

test('the type of a number does not matter, its value does', () => {
  const fives = ['int8', 'uint16', 'int32', 'int64', 'uint64', 'float32', 'float64', 'timestamp'] as const
  expect(new Set(fives.map((scalar) => hashOf({ x: column(scalar, 5) }))).size).toBe(1)
  expect(hashOf({ x: column('boolean', true) })).toBe(hashOf({ x: column('int8', 1) }))
  expect(hashOf({ x: column('float64', -0) })).toBe(hashOf({ x: column('int8', 0) }))
  expect(hashOf({ x: column('float64', 5) })).not.toBe(hashOf({ y: column('float64', 5) }))
  expect(hashOf({ x: column('float64', 5) })).not.toBe(hashOf({ x: column('string', '5') }))
})

test('every NaN is one, apart from infinity', () => {
  const values = new Float64Array(3)
  const words = new Uint32Array(values.buffer)
  words.set([1, 0xfff80000, 0, 0x7ff80000, 0, 0x7ff00000])
  const [odd, plain, infinity] = rowHashes(
    batchOf({ x: { type: { scalar: 'float64' }, length: 3, values, validity: null, offsets: null } }),
  )
  expect(odd).toBe(plain)
  expect(infinity).not.toBe(plain)
  // Reading does not tidy the reader's values.
  expect(words[0]).toBe(1)
})

test('integers outside the exact range of doubles stay apart', () => {
  const near = [2n ** 53n, 2n ** 53n + 1n, 2n ** 62n, 2n ** 62n + 1n, -(2n ** 53n), -(2n ** 53n) - 1n, -(2n ** 63n)]
  const hashes = rowHashes(batchOf({ x: column('int64', ...near) }))
  expect(new Set(hashes).size).toBe(near.length)
  expect(hashOf({ x: column('uint64', 2n ** 62n) })).toBe(hashOf({ x: column('int64', 2n ** 62n) }))
  expect(hashOf({ x: column('uint64', 2n ** 63n) })).not.toBe(hashOf({ x: column('int64', -(2n ** 63n)) }))
})

test('what is missing adds nothing, and the driver time neither', () => {
  const x = column('float64', 1.5)
  const plain = hashOf({ x })
  expect(hashOf({ x, y: column('string', null), z: buildColumn({ scalar: 'int8', list: 2 }, [null]) })).toBe(plain)
  expect(hashOf({ x, driver_timestamp: column('timestamp', 99n) })).toBe(plain)
  expect(hashOf({ x, other_timestamp: column('timestamp', 99n) })).not.toBe(plain)
})

test('lists differ by order, length and nesting; a fixed list is its varying twin', () => {
  const list = (cells: unknown[], fixed?: number) =>
    hashOf({ x: buildColumn({ scalar: 'int8', list: fixed ?? 'varying' }, [cells]) })
  expect(new Set([list([1, 2]), list([2, 1]), list([1]), list([]), list([0]), list([0, 0]), 0n]).size).toBe(7)
  expect(list([1, 2], 2)).toBe(list([1, 2]))
})

test('the order of columns does not matter, and rows hash alone', () => {
  fc.assert(
    fc.property(batches, fc.infiniteStream(fc.nat()), (batch, picks) => {
      const hashes = rowHashes(batch)
      const turned = { ...batch, columns: new Map([...batch.columns].reverse()) }
      expect(rowHashes(turned)).toEqual(hashes)
      const rows = Uint32Array.from({ length: batch.length }, () => picks.next().value! % batch.length)
      const columns = new Map([...batch.columns].map(([name, each]) => [name, takeRows(each, rows)]))
      expect([...rowHashes({ ...batch, columns })]).toEqual([...rows].map((row) => hashes[row]))
    }),
  )
})

test('widening numbers keeps their hashes', () => {
  const narrow = ['int8', 'uint16', 'int32', 'float32', 'boolean'] as const
  fc.assert(
    fc.property(fc.constantFrom(...narrow), fc.boolean(), (scalar, value) => {
      const cells = scalar === 'boolean' ? [value, null] : [value ? 1 : 0, null]
      const x = column(scalar, ...cells)
      expect(hashOf({ x: convert(x, { scalar: 'float64' }) })).toBe(hashOf({ x }))
    }),
  )
})

/** 53 of the 64 bits, whose numbers sort fast: even these collide in a million rows with a chance of 6 in 100 000. */
test('a million plain rows do not collide', () => {
  const length = 1_000_000
  const [row, line, half] = [new Int32Array(length), new Int32Array(length), new Float64Array(length)]
  for (let at = 0; at < length; at++) {
    row[at] = at % 1000
    line[at] = at / 1000
    half[at] = (at % 7) / 2
  }
  const plain = { length, validity: null, offsets: null }
  const hashes = rowHashes(
    batchOf({
      row: { ...plain, type: { scalar: 'int32' }, values: row },
      line: { ...plain, type: { scalar: 'int32' }, values: line },
      half: { ...plain, type: { scalar: 'float64' }, values: half },
    }),
  )
  const words = new Uint32Array(hashes.buffer)
  const tops = new Float64Array(length)
  const set = new Array<number>(64).fill(0)
  for (let at = 0; at < length; at++) {
    const [low, high] = [words[2 * at] as number, words[2 * at + 1] as number]
    tops[at] = high * 2 ** 21 + (low >>> 11)
    for (let bit = 0; bit < 32; bit++) {
      set[bit] = (set[bit] as number) + ((low >>> bit) & 1)
      set[32 + bit] = (set[32 + bit] as number) + ((high >>> bit) & 1)
    }
  }
  tops.sort()
  let same = 0
  for (let at = 1; at < length; at++) if (tops[at] === tops[at - 1]) same++
  expect(same).toBe(0)
  // Every bit is set in about half of the rows: 5 standard deviations of 500.
  expect(set.filter((rows) => Math.abs(rows - length / 2) > 2500)).toEqual([])
})

describe('contentId', () => {
  const batch = batchOf({ x: column('float64', 1, 2, 3) })
  const idOf = (each: ColumnBatch) => contentId(each, rowHashes(each))

  test('32 hex characters that are the same for the same rows in other columns and types', () => {
    expect(idOf(batch)).toMatch(/^[0-9a-f]{32}$/)
    expect(idOf(batchOf({ y: column('int8', null, null, null), x: column('int64', 1, 2, 3) }))).toBe(idOf(batch))
  })

  test('differs by values, order, times, length and driver time', () => {
    const ids = [
      batch,
      batchOf({ x: column('float64', 1, 2, 4) }),
      batchOf({ x: column('float64', 2, 1, 3) }),
      { ...batch, time: Float64Array.of(0, 1, 3) },
      batchOf({ x: column('float64', 1, 2) }),
      batchOf({ ...Object.fromEntries(batch.columns), driver_timestamp: column('timestamp', 1, 2, 3) }),
      batchOf({ ...Object.fromEntries(batch.columns), driver_timestamp: column('timestamp', 1, 2, 4) }),
      batchOf({}, 0),
    ].map(idOf)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
