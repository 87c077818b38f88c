import fc from 'fast-check'
import { SlidingWindow } from '../../../../../processors/products/qc/qartod/sliding-window.ts'

const number = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -50, max: 50 }) }, fc.constant(Number.NaN))
const steps = fc.array(fc.tuple(fc.nat(3), fc.nat(4)), { maxLength: 40 })

test('a window knows what its values have, wherever it slid from', () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 60 }), steps, (values, moves) => {
      const window = new SlidingWindow(Float64Array.from(values, (value) => value + 1e6))
      let from = 0
      let to = 0
      for (const [leave, enter] of moves) {
        to = Math.min(values.length, to + enter)
        from = Math.min(to, from + leave)
        window.moveTo(from, to)
        const inside = values.slice(from, to).filter((value) => !Number.isNaN(value))
        const mean = inside.reduce((sum, value) => sum + value, 0) / inside.length
        const variance = inside.reduce((sum, value) => sum + (value - mean) ** 2, 0) / inside.length
        expect(window.count).toBe(inside.length)
        expect(window.range).toBe(inside.length === 0 ? Number.NaN : Math.max(...inside) - Math.min(...inside))
        if (inside.length > 0) expect(window.deviation).toBeCloseTo(Math.sqrt(variance), 8)
        else expect(window.deviation).toBeNaN()
      }
    }),
  )
})
