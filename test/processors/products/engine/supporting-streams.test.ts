/** The rules by which OOI's Stream Engine finds supporting streams; expected by their words. */
import {
  isMobile,
  type StreamSummary,
  supportingStreams,
} from '../../../../processors/products/engine/supporting-streams.ts'

const wanting = {
  refdes: 'CE02SHSM-RID27-04-DOSTAD000',
  method: 'recovered_host',
  depth: 7,
  from: 1_000,
  to: 2_000,
}
const of = (refdes: string, more: Partial<StreamSummary> = {}): StreamSummary => ({
  ...{ refdes, method: 'recovered_host', stream: 'ctd', count: 10, first: 0, last: 3_000, depth: 100 },
  ...more,
})
const chosen = (streams: readonly StreamSummary[], asked: Partial<typeof wanting> = {}) =>
  supportingStreams({ ...wanting, ...asked }, streams).map(({ refdes, method }) => `${refdes} ${method}`)

test('its own sensor, then the same depth, then the same node, then within 6 m', () => {
  const streams = [
    of('CE02SHSM-SBD11-06-METBKA001', { depth: 24 }),
    of('CE02SHSM-MFD37-03-CTDBPE000', { depth: 13 }),
    of('CE02SHSM-RID26-01-CTDBPE000', { depth: 13.1 }),
    of('CE02SHSM-RID27-03-CTDBPC000'),
    of('CE02SHSM-SBD12-03-CTDBPC000', { depth: 7 }),
    of('CE02SHSM-RID27-04-DOSTAD000', { stream: 'other' }),
    of('CE04OSSM-RID27-03-CTDBPC000', { depth: 7 }),
  ]
  // Surface meteorology may be 17 m away.
  const order = [
    'RID27-04-DOSTAD000',
    'SBD12-03-CTDBPC000',
    'RID27-03-CTDBPC000',
    'MFD37-03-CTDBPE000',
    'SBD11-06-METBKA001',
  ]
  expect(chosen(streams)).toEqual(order.map((one) => `CE02SHSM-${one} recovered_host`))
})

test('the same method before one of its group, and none of another', () => {
  const methods = ['telemetered', 'recovered_inst', 'recovered_host', 'streamed', 'bad_recovered_host']
  const streams = methods.map((method) => of('CE02SHSM-RID27-03-CTDBPC000', { method }))
  const ctd = 'CE02SHSM-RID27-03-CTDBPC000'
  expect(chosen(streams)).toEqual([`${ctd} recovered_host`, `${ctd} recovered_inst`])
  expect(chosen(streams, { method: 'telemetered' })).toEqual([`${ctd} telemetered`])
})

test.each([
  [0, 999, false],
  [0, 1_000, true],
  [1_999, 3_000, true],
  [2_000, 3_000, false],
])('with particles from %d to %d it can support 1000 to 2000: %s', (first, last, isOne) => {
  expect(chosen([of('CE02SHSM-RID27-03-CTDBPC000', { first, last })])).toHaveLength(Number(isOne))
})

test('what moves has no depth: its node alone counts', () => {
  const asked = { refdes: 'CE05MOAS-GL319-02-DOSTAM000', depth: 0 }
  const streams = [of('CE05MOAS-GL319-05-CTDGVM000', { depth: 5 }), of('CE05MOAS-GL320-05-CTDGVM000', { depth: 0 })]
  expect(chosen(streams, asked)).toEqual(['CE05MOAS-GL319-05-CTDGVM000 recovered_host'])
  const nodes = ['GL319', 'PG514', 'SF01A', 'WFP01', 'SP001', 'DP01A', 'PC01B', 'RID27', 'MFD37', 'SBD11']
  expect(nodes.map((node) => isMobile(`CE05MOAS-${node}-02-DOSTAM000`))).toEqual(nodes.map((_, at) => at < 7))
})

test('equal ones by their names, whatever order they come in', () => {
  const streams = ['CTDBPC001', 'CTDBPC000'].map((one) => of(`CE02SHSM-RID27-03-${one}`))
  const names = ['CE02SHSM-RID27-03-CTDBPC000 recovered_host', 'CE02SHSM-RID27-03-CTDBPC001 recovered_host']
  expect(chosen(streams)).toEqual(names)
  expect(chosen([...streams].reverse())).toEqual(names)
})
