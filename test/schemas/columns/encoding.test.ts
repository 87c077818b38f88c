import fc from 'fast-check'
import { buildColumn } from '../../../schemas/columns/builder.ts'
import type { Column } from '../../../schemas/columns/column.ts'
import { decodeColumn, encodeColumn } from '../../../schemas/columns/encoding.ts'
import { cellsOf, columns } from './arbitrary-batch.ts'

const anyColumn = fc.nat(40).chain(columns)

test('every column returns as it went, from aligned and unaligned bytes', () => {
  fc.assert(
    fc.property(anyColumn, fc.nat(7), (column, shift) => {
      const encoded = encodeColumn(column)
      const bytes = new Uint8Array(encoded.length + shift).subarray(shift)
      bytes.set(encoded)
      const back = decodeColumn(bytes)
      expect(back.type).toEqual(column.type)
      expect(cellsOf(back)).toEqual(cellsOf(column))
    }),
    { numRuns: 500 },
  )
})

test('the bytes of a small column, by hand', () => {
  const column = buildColumn({ scalar: 'int16' }, [1, null, -2])
  expect(Buffer.from(encodeColumn(column)).toString('hex')).toBe(
    // magic, version, int16, validity · 3 rows · no list length · no text · bitmap 0b101 · 1, 0, -2, each part of 8 bytes
    'c1010101 03000000 00000000 00000000 0500000000000000 01000000feff0000'.replaceAll(' ', ''),
  )
})

test('aligned bytes are viewed, not copied', () => {
  const bytes = encodeColumn(buildColumn({ scalar: 'float64' }, [1, 2, 3]))
  expect((decodeColumn(bytes).values as Float64Array).buffer).toBe(bytes.buffer)
})

test('damaged bytes decode or throw RangeError, never more', () => {
  fc.assert(
    fc.property(anyColumn, fc.nat(), fc.nat(255), fc.nat(), (column, at, value, cut) => {
      const bytes = encodeColumn(column)
      bytes[at % Math.min(bytes.length, 64)] = value
      try {
        cellsOf(decodeColumn(cut % 4 === 0 ? bytes.subarray(0, cut % (bytes.length + 1)) : bytes))
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
    { numRuns: 3000 },
  )
})

test.each<[string, (bytes: Uint8Array) => Uint8Array, string]>([
  ['no bytes', () => new Uint8Array(), 'shorter than its head'],
  ['other magic', (bytes) => bytes.fill(0, 0, 1), 'begins with 0 1, not 193 1'],
  ['unknown type', (bytes) => bytes.fill(99, 2, 3), 'scalar type 99'],
  ['cut', (bytes) => bytes.subarray(0, bytes.length - 8), 'ends before byte'],
  ['longer', (bytes) => Buffer.concat([bytes, new Uint8Array(8)]), 'should end at byte'],
  ['more rows', (bytes) => bytes.fill(255, 4, 8), 'ends before byte'],
])('%s', (_, damage, message) => {
  const bytes = damage(encodeColumn(buildColumn({ scalar: 'float32' }, [1, 2, 3])))
  expect(() => decodeColumn(bytes)).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }))
})

test('text that is not UTF-8 or splits a character is refused', () => {
  const column: Column = buildColumn({ scalar: 'string' }, ['é', 'x'])
  const bytes = encodeColumn(column)
  const [offsets, text] = [16, 16 + 16]
  const split = bytes.slice()
  split[offsets + 4] = 1
  expect(() => decodeColumn(split)).toThrow('text 0 ends inside a character')
  const broken = bytes.slice()
  broken[text] = 0xff
  expect(() => decodeColumn(broken)).toThrow('not UTF-8')
})
