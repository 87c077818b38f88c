import * as arrow from 'apache-arrow'
import fc from 'fast-check'
import { fromArrow, toArrow } from '../../../schemas/columns/arrow.ts'
import { buildColumn } from '../../../schemas/columns/builder.ts'
import { cell } from '../../../schemas/columns/cells.ts'
import { type ColumnBatch, typeName } from '../../../schemas/columns/column.ts'
import { Reject } from '../../../schemas/failures.ts'
import { batches, cellsOf } from './arbitrary-batch.ts'
import { fixtures } from './arrow-fixtures.ts'

const bytesOf = (name: keyof typeof fixtures) => new Uint8Array(Buffer.from(fixtures[name], 'base64'))
const read = (name: keyof typeof fixtures) => fromArrow(bytesOf(name))
const column = (batch: ColumnBatch, name: string) => cellsOf(batch.columns.get(name)!)
const rejection = (bytes: Uint8Array, limits = {}): string => {
  try {
    fromArrow(bytes, limits)
  } catch (error) {
    if (error instanceof Reject && error.code === 'arrow-invalid') return error.message
    throw error
  }
  throw new Error('nothing was rejected')
}

describe('what pyarrow and polars write', () => {
  const batch = read('types')

  test('the time is microseconds', () => {
    expect([...batch.time]).toEqual([1_600_000_000_000_000, 1_600_000_000_500_000, 1_600_000_001_000_000])
  })

  test.each<[string, string, unknown[]]>([
    ['i8', 'int8', [-128, null, 127]],
    ['u16', 'uint16', [0, 1, 65535]],
    ['i64', 'int64', [-(2n ** 63n), null, 2n ** 63n - 1n]],
    ['u64', 'uint64', [0n, 2n ** 64n - 1n, 5n]],
    ['f16', 'float32', [1.5, -0.00006097555160522461, 65504]],
    ['f32', 'float32', [0.5, null, -2.25]],
    ['f64', 'float64', [0.1, Number.NaN, null]],
    ['flag', 'boolean', [true, null, false]],
    ['text', 'string', ['a', null, 'žluť 🌊']],
    ['large', 'string', ['x', '', 'yz']],
    ['word', 'string', ['up', 'down', null]],
    ['nothing', 'float64', [null, null, null]],
    ['seconds', 'timestamp', [-1_000_000n, null, 86_400_000_000n]],
    // One nanosecond before 1970 lies in the microsecond before it.
    ['nanos', 'timestamp', [-1n, 1_600_000_000_123_456n, null]],
    ['day', 'timestamp', [-86_400_000_000n, null, BigInt(Date.UTC(2020, 1, 29)) * 1000n]],
    ['day64', 'timestamp', [86_400_000_000n, null, null]],
    ['vary', 'int32[]', [[1, 2], null, []]],
    ['big', 'float64[]', [[1.5], [Number.NaN, 2.5], null]],
    ['pair', 'int16[2]', [[1, 2], null, [5, 6]]],
    ['words', 'string[]', [['a', 'bc'], [], null]],
    ['view', 'string', ['short', null, 'a text longer than twelve bytes']],
  ])('%s becomes %s', (name, type, cells) => {
    expect(typeName(batch.columns.get(name)!.type)).toBe(type)
    expect(column(batch, name)).toEqual(cells)
  })

  test('slices and several record batches are one run of rows', () => {
    const sliced = read('sliced')
    const rows = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16]
    expect([...sliced.time]).toEqual(rows.map((k) => 1e15 + k))
    expect(column(sliced, 'n')).toEqual(rows.map((k) => (k % 3 === 0 ? null : k)))
    expect(column(sliced, 's')).toEqual(rows.map((k) => `é${k}`))
    expect(column(sliced, 'l')).toEqual(rows.map((k) => new Array(k % 4).fill(k)))
  })

  test('a file is read as a stream is', () => {
    expect(column(read('file'), 'word')).toEqual(['p', 'q', 'p', null])
  })

  test('a dictionary may grow between batches', () => {
    expect(column(read('delta'), 'w')).toEqual(['a', 'b', 'c', 'a'])
  })

  test('polars: views, categories, nanoseconds', () => {
    const polars = read('polars')
    expect([...polars.time]).toEqual([1.6e15])
    expect(column(polars, 'note')).toEqual(['polars writes text as views'])
    expect(column(polars, 'mode')).toEqual(['auto'])
  })

  test('without rows the types remain', () => {
    const empty = read('empty')
    expect(empty.length).toBe(0)
    expect([...empty.columns].map(([name, { type }]) => [name, typeName(type)])).toEqual([
      ['x', 'float32[3]'],
      ['s', 'string'],
    ])
  })
})

/** Two rows, `numbers` 7 | 8 and 9, whose messages the tests below then change. */
const listMessage = () => {
  const numbers = buildColumn({ scalar: 'int32', list: 'varying' }, [[7], [8, 9]])
  return toArrow({ length: 2, time: new Float64Array(2), columns: new Map([['numbers', numbers]]) })
}
/** Writes `to` over every place where the words `from` stand, at multiples of their size. */
const replaceWords = (bytes: Uint8Array, from: number[], to: number[], places = Number.POSITIVE_INFINITY) => {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  let found = 0
  for (let at = 0; at + from.length <= words.length; at++) {
    if (found < places && from.every((word, each) => words[at + each] === word)) {
      words.set(to, at)
      found++
    }
  }
  expect(found).toBeGreaterThan(0)
  return bytes
}

test('lists may start inside their items', () => {
  expect(column(fromArrow(listMessage()), 'numbers')).toEqual([[7], [8, 9]])
  expect(column(fromArrow(replaceWords(listMessage(), [0, 1, 3], [1, 2, 3])), 'numbers')).toEqual([[8], [9]])
})

test('a word of a dictionary may be missing', () => {
  const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8())
  const dictionary = arrow.vectorFromArray(['a', null], new arrow.Utf8())
  const word = arrow.makeVector(arrow.makeData({ type, length: 3, data: Int8Array.of(0, 1, 0), dictionary }))
  const table = new arrow.Table({ time: arrow.makeVector(new BigInt64Array(3)), word })
  expect(column(fromArrow(arrow.tableToIPC(table)), 'word')).toEqual(['a', null, 'a'])
})

describe('what is refused, and how it is said', () => {
  test.each<[keyof typeof fixtures, string]>([
    ['lz4', 'compressed with lz4; send them uncompressed'],
    ['zstd', 'compressed with zstd; send them uncompressed'],
    ['struct', 'column place has the Arrow type struct'],
    ['decimal', 'column price has the Arrow type decimal'],
    ['nested', 'column deep has the Arrow type list'],
    ['nullTime', 'row 1 has no time'],
    ['farTime', 'row 1: time 10000000000000000 µs since 1970 is outside the years 1900 to 2200'],
    ['noTime', 'there is no column named time'],
    ['floatTime', 'column time is float'],
    ['name', 'column name "_mine" must match'],
    ['twice', 'two columns are named a'],
    ['listGap', 'column gap has lists with 1 null items'],
  ])('%s', (name, reason) => {
    expect(rejection(bytesOf(name))).toContain(reason)
  })

  test('more rows than the limit', () => {
    expect(rejection(bytesOf('types'), { maxRows: 2 })).toContain('more than 2 rows')
    expect(fromArrow(bytesOf('types'), { maxRows: 3 }).length).toBe(3)
  })

  test('nothing, and text', () => {
    expect(rejection(new Uint8Array())).toContain('no Arrow schema')
    expect(rejection(new TextEncoder().encode('{"time": 1, "temperature": 2}'))).toContain('not sound Arrow IPC data')
  })

  test('a short message that would unpack into gigabytes', () => {
    const rows = 300
    const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())
    const dictionary = arrow.vectorFromArray(['x'.repeat(1_000_000)], new arrow.Utf8())
    const word = arrow.makeVector(arrow.makeData({ type, length: rows, data: new Int32Array(rows), dictionary }))
    const time = arrow.makeVector(new BigInt64Array(rows))
    const bytes = arrow.tableToIPC(new arrow.Table({ time, word }))
    expect(bytes.length).toBeLessThan(1_010_000)
    expect(rejection(bytes)).toContain('unpacks to more than 268435456 bytes')
  })

  test('buffers that overlap or leave the body, and rows that cannot be there', () => {
    // The first buffer, of no bytes: the validity of time.
    const none = [0, 0, 0, 0, 0, 0, 16, 0]
    expect(rejection(replaceWords(listMessage(), none, [0, 0, 64, 0]))).toContain('bytes in a body of')
    expect(rejection(replaceWords(listMessage(), none, [999, 0, 0, 0]))).toContain('leaves its body')
    expect(rejection(replaceWords(listMessage(), [2, 0], [0, 256]))).toContain('1099511627776 rows in')
  })

  test('random bytes are rejected, never more', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(rejection(bytes)).not.toBe('')
      }),
      { numRuns: 500 },
    )
  })

  test('damaged data is read or rejected, never more', () => {
    const name = fc.constantFrom(...(Object.keys(fixtures) as (keyof typeof fixtures)[]))
    const damage = fc.array(fc.tuple(fc.nat(5000), fc.constantFrom(0, 1, 127, 128, 255)), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(name, damage, fc.nat(5000), (fixture, changes, end) => {
        const bytes = bytesOf(fixture)
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        try {
          fromArrow(end % 3 === 0 ? bytes.subarray(0, end) : bytes, { maxRows: 1000 })
        } catch (error) {
          expect(error).toBeInstanceOf(Reject)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('there and back', () => {
  test('every batch returns as it went', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const back = fromArrow(toArrow(batch))
        expect([...back.time]).toEqual([...batch.time])
        expect([...back.columns.keys()]).toEqual([...batch.columns.keys()])
        for (const [name, sent] of batch.columns) {
          const came = back.columns.get(name)!
          expect(came.type).toEqual(sent.type)
          expect(cellsOf(came)).toEqual(cellsOf(sent))
        }
      }),
      { numRuns: 200 },
    )
  })

  test('unaligned bytes read the same', () => {
    const bytes = bytesOf('types')
    const shifted = new Uint8Array(bytes.length + 3).subarray(3)
    shifted.set(bytes)
    const [plain, moved] = [fromArrow(bytes), fromArrow(shifted)]
    for (const [name, { length }] of plain.columns) {
      for (let row = 0; row < length; row++) {
        expect(cell(moved.columns.get(name)!, row)).toEqual(cell(plain.columns.get(name)!, row))
      }
    }
  })

  test('numbers without gaps are views of the bytes', () => {
    const x = new Float64Array([1, 2, 3])
    const one = { type: { scalar: 'float64' }, length: 3, values: x, validity: null, offsets: null } as const
    const bytes = toArrow({ length: 3, time: new Float64Array([0, 1, 2]), columns: new Map([['x', one]]) })
    const { values } = fromArrow(bytes).columns.get('x')!
    expect((values as Float64Array).buffer).toBe(bytes.buffer)
  })
})
