import { tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow'
import { arrowMessages, endOfStream } from '../../../schemas/columns/arrow-stream.ts'

const stream = (from: number) => {
  const x = Float64Array.of(from, from + 1)
  return tableToIPC(tableFromArrays({ x, y: Int32Array.of(7, 8) }), 'stream')
}

test('streams of one schema, taken apart and joined, are one stream to Apache Arrow', () => {
  const [one, two] = [arrowMessages(stream(1)), arrowMessages(stream(3))]
  expect(Buffer.compare(one.schema, two.schema)).toBe(0)
  const joined = Buffer.concat([one.schema, one.batches, two.batches, endOfStream])
  const table = tableFromIPC(joined)
  expect(table.batches).toHaveLength(2)
  expect([...(table.getChild('x') ?? [])]).toEqual([1, 2, 3, 4])
  expect([...(table.getChild('y') ?? [])]).toEqual([7, 8, 7, 8])
})

test('a stream without its end marker has the same messages', () => {
  const whole = stream(1)
  const open = whole.subarray(0, whole.length - endOfStream.length)
  expect(arrowMessages(open)).toEqual(arrowMessages(whole))
})

test('a stream cut anywhere is refused or has whole messages only', () => {
  const whole = stream(1)
  const { schema, batches } = arrowMessages(whole)
  for (let length = 0; length < whole.length; length += 1) {
    const cut = whole.subarray(0, length)
    if (length === schema.length || length >= schema.length + batches.length + 8) {
      expect(arrowMessages(cut).schema).toEqual(schema)
    } else if (length !== schema.length + batches.length) {
      expect(() => arrowMessages(cut)).toThrow(expect.objectContaining({ code: 'arrow-invalid' }))
    }
  }
})

test.each([
  ['text', Buffer.from('time,deployment\r\n')],
  ['a stream without a schema', arrowMessages(stream(1)).batches],
  ['two schemas', Buffer.concat([arrowMessages(stream(1)).schema, stream(1)])],
  ['only an end', endOfStream],
])('%s is refused', (_what, bytes) => {
  expect(() => arrowMessages(bytes)).toThrow(expect.objectContaining({ code: 'arrow-invalid' }))
})
