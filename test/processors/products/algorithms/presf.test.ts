import type { AnyAlgorithm } from '../../../../processors/products/algorithm.ts'
import { presfAlgorithms } from '../../../../processors/products/algorithms/presf.ts'
import { call, type Plain } from '../given.ts'

const values = (name: string, rows: number, given: Readonly<Record<string, Plain>>) =>
  call(presfAlgorithms.find((one) => one.name === name) as AnyAlgorithm, rows, given).values

const none = Number.NaN

// Published rows of the DPS 1341-00230.
test.each([
  ['sfl_sflpres_rtime', { p_psia: [14.868, none] }, [10.2511, none], 1e-4],
  ['sfl_sflpres_tide', { p_dec_tide: [4175754, none], m: 279620.2, b: 18641.3 }, [10.2504, none], 1e-4],
  ['sfl_sflpres_tide', { p_dec_tide: [4175754], m: 279620.2, b: 18641.3, slope: 2, offset: 1 }, [21.1903], 1e-4],
  ['sfl_sbe26plus_prestmp', { t0: [12345.678, 901234.567, none] }, [2.345678, 891.234567, none], 1e-9],
] as const)('%s', (name, given, expected, tolerance) => {
  const computed = values(name, expected.length, given)
  const wrong = expected.filter((value, row) =>
    Number.isNaN(value) ? !Number.isNaN(computed[row]) : Math.abs((computed[row] as number) - value) > tolerance,
  )
  expect(wrong).toEqual([])
})

describe('a wave burst', () => {
  const calibration = {
    u0: 5.856409,
    c1: 230.5367,
    c2: 11.98422,
    c3: -240.1512,
    d1: 0.040954,
    d2: 0,
    t1: 27.81994,
    t2: 0.676078,
    t3: 17.61829,
    t4: 6.000932,
    poff: 0,
  }
  const burst = [8900312, none, 8900312]

  // Published to a ten-thousandth of its value.
  test('published values', () => {
    const computed = values('sfl_sflpres_wave', 2, {
      ...calibration,
      ptcn: [43746280, none],
      p_dec_wave: [burst, burst],
    })
    expect([...computed].map((value) => Math.abs(value - 10.2511) < 1.1e-3)).toEqual([
      true,
      false,
      true,
      false,
      false,
      false,
    ])
    expect([...computed].map(Number.isNaN)).toEqual([false, true, false, true, true, true])
  })

  test('d2 is multiplied by U: it moves the curvature by d2 U, and not by d2', () => {
    const ptcn = 43746280
    const u = 256e6 / ptcn - calibration.u0
    const of = (d1: number, d2: number) =>
      values('sfl_sflpres_wave', 1, { ...calibration, d1, d2, ptcn, p_dec_wave: [[7_000_000]] })[0] as number
    expect(of(0.04, 0.5)).toBeCloseTo(of(0.04 + 0.5 * u, 0), 9)
    expect(Math.abs(of(0.04, 0.5) - of(0.54, 0))).toBeGreaterThan(1)
  })
})
