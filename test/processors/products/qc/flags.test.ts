import { aggregate, legacyMasks } from '../../../../processors/products/qc/flags.ts'

test('the strongest flag counts: fail, suspect, pass, not evaluated, missing', () => {
  // The row of ioos_qc 3.0, and one of its own for each pair.
  const tests = [
    [1, 1, 1, 9, 1, 1, 9, 9, 9, 2],
    [2, 1, 1, 1, 1, 1, 9, 9, 4, 1],
    [1, 3, 3, 4, 3, 1, 2, 9, 9, 2],
  ].map((flags) => Uint8Array.from(flags))
  expect([...aggregate(10, tests)]).toEqual([1, 3, 3, 4, 3, 1, 2, 9, 4, 1])
  expect([...aggregate(2, [])]).toEqual([2, 2])
  expect(() => aggregate(2, [Uint8Array.of(1)])).toThrow('a test has 1 flags for 2 values')
})

test('the older tests have a bit each, for done and for good', () => {
  const { executed, results } = legacyMasks(
    3,
    new Map([
      ['dataqc_globalrangetest_minmax', Uint8Array.of(1, 0, 2)],
      ['dataqc_spiketest_wrapper', Uint8Array.of(1, 1, 2)],
      ['dataqc_propagateflags_wrapper', Uint8Array.of(0, 1, 1)],
    ]),
  )
  expect([...executed]).toEqual([0b10000101, 0b10000101, 0b10000000])
  expect([...results]).toEqual([0b00000101, 0b10000100, 0b10000000])
})
