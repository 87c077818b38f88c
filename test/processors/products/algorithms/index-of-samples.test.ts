import { algorithmNamed } from '../../../../processors/products/algorithms/index.ts'
import { algorithmsOfPython, indexOfSamples } from '../../../../processors/products/algorithms/index-of-samples.ts'
import { call, coefficient } from '../given.ts'

test('samples are numbered, whatever their values', () => {
  const x = coefficient([402.1, Number.NaN, 407.9])
  expect(call(indexOfSamples, 2, { x })).toMatchObject({ values: Float64Array.of(0, 1, 2, 0, 1, 2), width: 3 })
  expect(call(indexOfSamples, 0, { x }).values).toHaveLength(0)
})

test('every text of Python has an algorithm that exists', () => {
  expect(Object.values(algorithmsOfPython).filter((name) => algorithmNamed(name) === null)).toEqual([])
})
