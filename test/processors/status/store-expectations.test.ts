import { storeExpectedStreams } from '../../../processors/status/store-expected-streams.ts'
import { storeStreamOverrides } from '../../../processors/status/store-stream-overrides.ts'
import { deployedStreamId, expectedStreamId } from '../../../schemas/status/identity.ts'
import { expectedStreams, streamOverrides } from '../../../schemas/status-tables.ts'
import { expectedStreamsChanged, streamOverridesChanged } from '../../../topics/status.ts'
import { drive } from '../../support/drive.ts'

const expected = { name: 'ctdbp_no_sample', method: 'streamed', source: 'streamed.csv' }
const intervals = { expectedRate: 0.5, warnInterval: 120, failInterval: 600 }
const deployed = { refdes: 'CE04OSBP-LJ01C-06-CTDBPO108', method: 'streamed', stream: 'ctdbp_no_sample' }

test('what was said last of a stream is kept, and what breaks a rule is refused by its field', async () => {
  const pipeline = drive(storeExpectedStreams)
  const said = { ...expected, ...intervals }
  await pipeline.send(expectedStreamsChanged, [
    said,
    { ...said, warnInterval: -1 },
    { ...said, failInterval: 900 },
    { ...said, name: 'CTD' },
    { ...said, expectedRate: Number.NaN },
  ])
  expect(await pipeline.rows(expectedStreams)).toEqual([
    {
      ...expected,
      id: expectedStreamId(expected),
      expected_rate: 0.5,
      warn_interval: 120,
      fail_interval: 900,
    },
  ])
  expect(pipeline.rejected().map(({ code, reason }) => [code, reason.split(' ')[0]])).toEqual([
    ['expected-stream-invalid', 'warnInterval'],
    ['expected-stream-invalid', 'name'],
    ['expected-stream-invalid', 'expectedRate'],
  ])
})

test('an override keeps what it leaves to the expected stream as null', async () => {
  const pipeline = drive(storeStreamOverrides)
  const said = { ...deployed, expectedRate: null, warnInterval: null, failInterval: 30 }
  await pipeline.send(streamOverridesChanged, [said, { ...said, refdes: 'CE04' }])
  await pipeline.redeliver(streamOverridesChanged)
  expect(await pipeline.rows(streamOverrides)).toEqual([
    { ...deployed, id: deployedStreamId(deployed), expected_rate: null, warn_interval: null, fail_interval: 30 },
  ])
  expect(pipeline.rejected()[0]).toMatchObject({
    code: 'stream-override-invalid',
    reason: expect.stringMatching(/^refdes/),
  })
})
