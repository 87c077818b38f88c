import { type ExplainOptions, explainProduct } from '../../../deploy/cli/products.ts'
import { bed, ctd, day, oxygen, second } from '../../processors/products/products-bed.ts'

const on = await bed()
await on.feed(ctd, [
  [day, { counts: 100 }],
  [day + 60 * second, { counts: 300 }],
])
await on.feed(oxygen, [[day + 15 * second, { phase: 1.5 }]])

async function explained(options: ExplainOptions, parameter = 'corrected', { refdes, stream } = oxygen) {
  const lines: string[] = []
  await explainProduct(on.tables, { refdes, stream, parameter }, options, (line) => lines.push(line))
  return lines
}

test('for a person: the value, the tree of its arguments, and what they were read from', async () => {
  const lines = await explained({ time: '2024-03-01T00:00:10Z' })
  expect(lines[0]).toBe('corrected (corrected) of CE02SHSM-RID27-04-DOSTAD000 telemetered test_oxygen')
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}2024-03-01T00:00:15\.000000Z {2}16\.5.* deployment 1$/))
  const text = lines.join('\n')
  expect(text).toMatch(/├─ phase: phase \(phase\) = 1\.5.*, as stored\n└─ t: 15 = temp of CE02SHSM-RID27-03-CTDBPC000/)
  expect(text).toMatch(
    /\n {3}before 2024-03-01T00:00:00\.000000Z, 15 s away: temp \(temp\) = 10.*computed by counts \/ a/,
  )
  expect(text).toMatch(/├─ counts: counts \(counts\) = 100.*, as stored\n.*└─ a: 10 = CC_a, calibration by test, 1970-/)
  expect(text).toMatch(
    /\nread from\n {2}CE02SHSM-RID27-03-CTDBPC000.*: 1 chunk of 2 particles\n {4}chunk [0-9a-f]{32}\n/,
  )
  expect(text).toContain('published to instruments.particles')
})

test('as JSON, all of it', async () => {
  const range = { from: '2024-03-01T00:00:00Z', to: '2024-03-01T00:10:00Z' }
  const { values, query } = JSON.parse((await explained({ ...range, json: true }, 'temp', ctd)).join('\n'))
  expect(values.map(({ value }: { value: number }) => value)).toEqual([10, 30])
  expect(query).toBe(
    '/data/CE02SHSM-RID27-03-CTDBPC000/telemetered/test_ctd?parameters=temp&products=temp&start=2024-03-01T00:00:00.000000Z&stop=2024-03-01T00:10:00.000000Z&provenance=true',
  )
})

test.each([
  [{}, /give --time, or --from and --to/],
  [{ time: 'noon' }, /--time noon: give a time like 2013-/],
  [{ time: '2025-01-01T00:00:00Z' }, /has no row within a day of 2025/],
  [{ from: '2024-03-01T00:00:00Z', to: '2024-03-01T00:00:00Z' }, /must be after/],
  [{ time: '2024-03-01T00:00:00Z', deployment: 'one' }, /--deployment one: give a whole number/],
  [{ time: '2024-03-01T00:00:00Z', method: 'streamed' }, /has no row within a day|streamed/],
])('%j is refused', async (options: ExplainOptions, message) => {
  await expect(explained(options)).rejects.toThrow(message)
})

test('an unknown parameter names those that there are', async () => {
  await expect(explained({ time: '2024-03-01T00:00:00Z' }, 'salt')).rejects.toThrow(/has no parameter salt; it has/)
})
