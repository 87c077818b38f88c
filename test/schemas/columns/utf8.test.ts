import fc from 'fast-check'
import { decodeTexts, encodeTexts } from '../../../schemas/columns/utf8.ts'

test('strings return as they went', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
      const run = encodeTexts(texts)
      expect(Buffer.from(run.bytes).toString()).toBe(texts.join(''))
      expect(decodeTexts(run, texts.length)).toEqual(texts)
    }),
  )
})

test('halves of a pair in two strings stay apart, each as U+FFFD', () => {
  const run = encodeTexts(['a\ud83d', '\udf0ab'])
  expect([...run.offsets]).toEqual([0, 4, 8])
  expect(decodeTexts(run, 2)).toEqual(['a\ufffd', '\ufffdb'])
})

test('a byte order mark is text', () => {
  expect(decodeTexts(encodeTexts(['\ufeffa', '']), 2)).toEqual(['\ufeffa', ''])
})

test.each([[[0, 3, 2]], [[-1, 0, 3]], [[0, 1, 9]]])('offsets %j of three bytes are refused', (offsets) => {
  const run = { offsets: Int32Array.from(offsets), bytes: new TextEncoder().encode('abc') }
  expect(() => decodeTexts(run, 2)).toThrow(RangeError)
})
