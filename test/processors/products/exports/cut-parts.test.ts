import fc from 'fast-check'
import { cutParts, isWhole, wholePart } from '../../../../processors/products/exports/cut-parts.ts'
import type { CountedBin } from '../../../../processors/products/exports/row-counts.ts'

const day = 86_400_000_000
const bin = (deployment: number, at: number, rows: number): CountedBin => ({
  streamKey: `x/${deployment}`,
  deployment,
  bin: at * day,
  from: at * day,
  to: at * day + day - 1000,
  rows,
})
const range = { from: -5 * day, to: 400 * day }

test('ten days of a gigabyte, in files of 500 MB, are twenty parts of equal size', () => {
  const counted = Array.from({ length: 10 }, (_, at) => bin(1, at, 10_000_000))
  const parts = cutParts({ counted, ...range, bytesPerRow: 100, partBytes: 500_000_000 })
  expect(parts.length).toBe(20)
  expect(parts.every(({ rows, bytes }) => rows === 5_000_000 && bytes === 500_000_000)).toBe(true)
})

test('small days go together, and no few rows are left for the last part', () => {
  const counted = Array.from({ length: 101 }, (_, at) => bin(1, at, 1000))
  const parts = cutParts({ counted, ...range, bytesPerRow: 100, partBytes: 1_000_000 })
  expect(parts.map(({ rows }) => Math.round(rows / 1000))).toEqual([9, 9, 10, 9, 9, 9, 9, 9, 10, 9, 9])
})

test('whatever is counted, the parts of a deployment cover the range once, without a gap, and none is too large', () => {
  const bins = fc.uniqueArray(
    fc.record({ at: fc.integer({ min: 0, max: 300 }), rows: fc.integer({ min: 1, max: 1e6 }) }),
    {
      selector: ({ at }) => at,
      minLength: 1,
      maxLength: 40,
    },
  )
  fc.assert(
    fc.property(bins, fc.integer({ min: 1000, max: 10_000_000 }), (some, partBytes) => {
      const counted = some.sort((a, b) => a.at - b.at).map(({ at, rows }) => bin(7, at, rows))
      const cut = { counted, ...range, bytesPerRow: 50, partBytes }
      const parts = cutParts(cut)
      const isTiled = parts.every(
        ({ part, from, to }, at) => part === at && to > from && from === (at === 0 ? range.from : parts[at - 1]?.to),
      )
      const rows = parts.reduce((sum, part) => sum + part.rows, 0)
      const total = counted.reduce((sum, one) => sum + one.rows, 0)
      // What a limit of parts makes necessary may be more than was wanted.
      const most = 1.25 * Math.max(partBytes / 50, total / 5000) + 2
      expect({
        isTiled,
        end: parts.at(-1)?.to,
        isSame: JSON.stringify(cutParts(cut)) === JSON.stringify(parts),
        isAll: Math.abs(rows - total) <= parts.length,
        large: parts.filter((part) => part.rows > most),
      }).toEqual({ isTiled: true, end: range.to, isSame: true, isAll: true, large: [] })
    }),
    { numRuns: 60 },
  )
})

test('deployments have parts of their own', () => {
  const parts = cutParts({ counted: [bin(1, 0, 10), bin(2, 5, 10)], ...range, bytesPerRow: 10, partBytes: 1e6 })
  expect(parts).toMatchObject([
    { part: 0, deployment: 1, ...range },
    { part: 1, deployment: 2, ...range },
  ])
})

test('nothing counted is no part, and a question whose rows depend on each other is one', () => {
  const cut = { counted: [], ...range, bytesPerRow: 10, partBytes: 1e6 }
  expect(cutParts(cut)).toEqual([])
  expect(wholePart(cut, 0)).toEqual([])
  const [whole] = wholePart({ ...cut, counted: [bin(1, 0, 10), bin(2, 1, 10)] }, 5)
  expect(whole).toMatchObject({ part: 0, deployment: null, ...range, rows: 5, bytes: 50 })
  const asked = { limit: null, interval: null, reduction: null } as Parameters<typeof isWhole>[0]
  expect(isWhole(asked, 'csv')).toBe(false)
  expect(isWhole({ ...asked, reduction: 'full' }, 'csv')).toBe(false)
  expect(isWhole({ ...asked, limit: 5 }, 'csv')).toBe(true)
  expect(isWhole({ ...asked, interval: 1 }, 'csv')).toBe(true)
  expect(isWhole(asked, 'png')).toBe(true)
})
