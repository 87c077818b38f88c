import { metTimeflx } from '../../../../processors/products/algorithms/metbk.ts'
import { hourlyFluxes } from '../../../../processors/products/algorithms/metbk-fluxes.ts'
import type { Plan } from '../../../../processors/products/engine/plan.ts'
import { windowOf } from '../../../../processors/products/engine/series.ts'

test('the window of a virtual stream looks back as far as any of its algorithms', () => {
  const [flux] = hourlyFluxes
  const plan = { steps: [{ algorithm: metTimeflx }, { algorithm: flux }, { algorithm: metTimeflx }] } as unknown as Plan
  expect(metTimeflx.window.lookBackMicros).toBe(0)
  expect(windowOf(plan)).toEqual({ ...flux.window, lookAheadMicros: 0 })
})
