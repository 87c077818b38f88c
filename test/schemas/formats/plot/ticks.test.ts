import { timeTicks, valueTicks } from '../../../../schemas/formats/plot/ticks.ts'

test.each([
  [0, 1, 5, ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']],
  [-6, 106, 5, ['0', '50', '100']],
  [9.97, 10.03, 4, ['9.98', '10.00', '10.02']],
  [2e9, 4e9, 2, ['2e+9', '3e+9', '4e+9']],
])('from %d to %d', (min, max, count, texts) => {
  expect(valueTicks(min, max, count).map(({ text }) => text)).toEqual(texts)
})

const micros = (iso: string) => Date.parse(iso) * 1000
const said = (from: string, to: string, count: number) =>
  timeTicks(micros(from), micros(to), count).map(({ text }) => text.join(' '))

test('times are round, and say what they need', () => {
  expect(said('2024-03-01T21:30:00Z', '2024-03-02T03:00:00Z', 3)).toEqual([
    '22:00 2024-03-01',
    '00:00 2024-03-02',
    '02:00',
  ])
  expect(said('2024-02-28T00:00:00Z', '2024-03-01T00:00:00Z', 2)).toEqual(['2024-02-28', '2024-02-29', '2024-03-01'])
  expect(said('2023-11-15T00:00:00Z', '2024-03-15T00:00:00Z', 4)).toEqual(['2023-12', '2024-01', '2024-02', '2024-03'])
  expect(said('2014-06-01T00:00:00Z', '2024-06-01T00:00:00Z', 5)).toEqual(['2016', '2018', '2020', '2022', '2024'])
  expect(said('2024-03-01T00:00:00Z', '2024-03-01T00:00:01Z', 2)).toEqual([
    '00:00:00.000 2024-03-01',
    '00:00:00.500',
    '00:00:01.000',
  ])
})
