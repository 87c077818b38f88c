import { countsOf, sitesOf, withChange } from '../../../api/pages/board.ts'
import { durationText, rateText } from '../../../api/pages/wording.ts'
import type { InstrumentStanding, StatusChange } from '../../../api/status/overview-schemas.ts'
import type { State } from '../../../schemas/status/states.ts'

const since = '2026-01-02T03:04:00.000Z'
const stream = (id: number, name: string, state: State) => ({
  ...{ id, stream: name, method: 'streamed', state, since, reason: '', lastParticle: null },
  ...{ expectedRate: 0, warnInterval: 0, failInterval: 0 },
})
const ctd = 'CE02SHSM-RID27-03-CTDBPC000'
const board: InstrumentStanding[] = [
  {
    ...{ refdes: ctd, state: 'degraded', reason: '' },
    streams: [stream(1, 'ctdbp_samples', 'operational'), stream(2, 'ctdbp_metadata', 'degraded')],
  },
  { refdes: 'CE02SHSM-SBD11-06-METBKA000', state: 'failed', reason: '', streams: [stream(3, 'metbk', 'failed')] },
  { refdes: 'RS03CCAL-MJ03F-05-BOTPTA301', state: 'failed', reason: '', streams: [stream(4, 'botpt', 'failed')] },
]
const change: StatusChange = {
  ...{ id: 1, refdes: ctd, stream: 'ctdbp_samples', method: 'streamed', before: 'operational', state: 'failed' },
  ...{ since: '2026-01-02T03:05:00.000Z', reason: 'late', lastParticle: null },
}

const shown = (text: string, ...states: State[]) =>
  sitesOf(board, { text, states: new Set(states) }).map(({ name, instruments }) => [
    name,
    instruments.flatMap(({ streams }) => streams.map(({ id }) => id)),
  ])

test.each([
  [
    '',
    [],
    [
      ['CE02SHSM', [1, 2, 3]],
      ['RS03CCAL', [4]],
    ],
  ],
  ['  meta CE02 ', [], [['CE02SHSM', [2]]]],
  [
    '',
    ['failed'],
    [
      ['CE02SHSM', [3]],
      ['RS03CCAL', [4]],
    ],
  ],
  ['streamed botpt', ['failed', 'degraded'], [['RS03CCAL', [4]]]],
  ['botpt', ['operational'], []],
] as [string, State[], unknown[]][])('words %j and states %j show %j', (text, states, sites) => {
  expect(shown(text, ...states)).toEqual(sites)
})

test('streams are counted by state', () => {
  expect(Object.fromEntries(countsOf(board))).toEqual({ operational: 1, degraded: 1, failed: 2 })
})

test('a change is rolled up; an older one, and one that is there already, change nothing', () => {
  const after = withChange(board, change)
  expect(after?.[0]).toMatchObject({
    ...{ state: 'failed', reason: 'Stream statuses: degraded: 1, failed: 1' },
    streams: [{ id: 1, state: 'failed', since: change.since, reason: 'late' }, { id: 2 }],
  })
  expect(after?.slice(1)).toEqual(board.slice(1))
  expect(withChange(after!, change)).toEqual(after)
  expect(withChange(after!, { ...change, since, state: 'operational' })).toEqual(after)
  expect(withChange(board, { ...change, id: 99 })).toBeNull()
  expect(withChange(board, { ...change, refdes: 'X' })).toBeNull()
})

test.each([
  [-5_000, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min 00 s'],
  [3_599_999, '59 min 59 s'],
  [7_260_000, '2 h 01 min'],
  [86_399_999, '23 h 59 min'],
  [86_400_000 * 3 + 4 * 3_600_000 + 1, '3 d 4 h'],
])('%d ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

test.each([
  [0, '0'],
  [20, '20 /s'],
  [1, '1 /s'],
  [0.9999, '1 /s'],
  [0.1, '6 /min'],
  [1 / 600, '6 /h'],
  [1 / 86_400, '1 /day'],
  [1 / 864_000, '0.1 /day'],
])('%d particles a second are %s', (rate, text) => {
  expect(rateText(rate)).toBe(text)
})
