import { batchesOf, maxArrowBytes } from '../../../connectors/files/batches.ts'
import { inParts } from '../../../connectors/files/piece.ts'
import { fromArrow } from '../../../schemas/columns/arrow.ts'
import { defineStream, float64, int32, timeParameters } from '../../../schemas/definitions/definition.ts'
import { particleBatches } from '../../../topics/instruments.ts'
import { emission } from '../../../topics/topic.ts'

const spectrum = { type: { scalar: 'float64', list: 64 }, units: '1', longName: 'Spectrum' } as const
const stream = defineStream({
  name: 'test_spectra',
  about: 'Wide rows.',
  binMinutes: 1440,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    driver_timestamp: timeParameters.driver_timestamp,
    spectrum,
    count: { type: int32, units: 'counts', longName: 'Count' },
    depth: { type: float64, units: 'm', longName: 'Depth' },
  },
})
const particle = (n: number, values: Record<string, unknown>) => ({ time: n, values, line: n + 1, text: `line ${n}` })

test('wide rows split into batches that fit, none lost and in order', () => {
  const particles = Array.from({ length: 1000 }, (_, n) => particle(n, { spectrum: Array(64).fill(n) }))
  const { batches, misfits } = batchesOf(stream, particles, 5)
  expect(misfits).toEqual([])
  expect(batches.length).toBeGreaterThan(2)
  for (const { arrow } of batches) expect(arrow.length).toBeLessThanOrEqual(maxArrowBytes)
  expect(batches.flatMap(({ arrow }) => [...fromArrow(arrow).time])).toEqual(particles.map(({ time }) => time))
})

test('a particle that does not fit its types is named, and the others go on', () => {
  const particles = [0, 1, 2, 3].map((n) => particle(n, { count: n === 2 ? 0.5 : n }))
  const { batches, misfits } = batchesOf(stream, particles, 5)
  expect(misfits.map(({ particle: { line } }) => line)).toEqual([3])
  expect(misfits[0]?.reason).toContain('0.5')
  expect(batches.reduce((sum, { count }) => sum + count, 0)).toBe(3)
})

test('a parameter that the stream does not define is a misfit that says so', () => {
  const { misfits } = batchesOf(stream, [particle(0, { colour: 'red' })], 5)
  expect(misfits[0]?.reason).toBe('colour: not a parameter of stream test_spectra; add it to its definition')
})

test('only parameters that occur become columns, and the driver time always', () => {
  const { batches } = batchesOf(stream, [particle(0, { depth: 1.5 })], 5)
  expect([...fromArrow(batches[0]?.arrow ?? new Uint8Array()).columns.keys()]).toEqual(['driver_timestamp', 'depth'])
})

test('what is published at once fits one request', () => {
  const key = { refdes: 'A', method: 'b', stream: 'c', deployment: 1, count: 1, source: null }
  const batch = (bytes: number) => emission(particleBatches, { ...key, arrow: new Uint8Array(bytes) })
  const sizes = [200, 200, 200, 200, 100].map((kib) => kib * 1024)
  const parts = inParts(sizes.map(batch)).map((part) => part.map((one) => one.value.arrow.length / 1024))
  expect(parts).toEqual([
    [200, 200],
    [200, 200, 100],
  ])
})
