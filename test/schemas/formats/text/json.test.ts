import { json } from '../../../../schemas/formats/text/json.ts'
import { batchOf, day, describing, written } from '../writing.ts'

test('annotations have times as rows have them', async () => {
  const types = { temp: { scalar: 'float64' } } as const
  const said = { id: 'a', text: 'Pump off.', parameters: [], isExclusion: true, qcFlag: null, author: 'a person' }
  const annotations = [
    { ...said, start: day, stop: day + 1 },
    { ...said, id: 'b', start: day, stop: null },
  ]
  const text = (
    await written(json, describing(types, { annotations }), [batchOf(types, [[day, { temp: 1 }]])])
  ).toString()
  const start = '2013-11-23T00:00:00.000000Z'
  const answer = JSON.parse(`${text}`) as { annotations: object[]; data: { time: string }[] }
  expect(answer.data[0]?.time).toBe(start)
  expect(answer.annotations).toEqual([
    { ...said, start, stop: '2013-11-23T00:00:00.000001Z' },
    { ...said, id: 'b', start, stop: null },
  ])
})
