/** Changes to webhooks: on a real web server of the test's, over the memory broker. */
import { retryAfter } from '../../../connectors/notifications/webhook.ts'
import { until } from '../../support/until.ts'
import { change, createTelling, openWebServer, target } from './telling.ts'

let web: Awaited<ReturnType<typeof openWebServer>>
let bad: Awaited<ReturnType<typeof openWebServer>>
let telling: Awaited<ReturnType<typeof createTelling>>
const running: { stop(): Promise<void> }[] = []

beforeEach(async () => {
  web = await openWebServer()
  bad = await openWebServer()
  telling = await createTelling()
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
  await Promise.all([web.close(), bad.close()])
})
async function start(options: Parameters<typeof telling.start>[0] = {}) {
  const notifier = await telling.start(options)
  running.push(notifier)
  return notifier
}

test('a change comes as our event, and as the original posted it', async () => {
  await telling.declare(
    target('ours', { url: `${web.url}/hook` }),
    target('uframe', { url: `${web.url}/events/postto/{asset}`, form: 'original' }),
  )
  await start()
  await telling.tell(change(5))
  await until('both are told', () => web.got.length === 2)
  const [ours, original] = web.got.toSorted((a, b) => (a.path < b.path ? 1 : -1))
  expect(ours).toMatchObject({
    path: '/hook',
    headers: { 'content-type': 'application/json' },
    body: {
      type: 'status.stream-status-changed',
      refdes: 'CE02SHSM-RID27-03-CTDBPC000',
      before: 'operational',
      after: 'failed',
      at: '2024-03-01T00:05:00.000000Z',
      lastParticle: '2024-02-29T23:54:55.000000Z',
    },
  })
  expect(ours?.headers['idempotency-key']).toBe(ours?.body.eventId)
  // By ooi-status, status_message.py of 2019: names, order and values of its fields.
  expect(original?.path).toBe('/events/postto/CGINS-CTDBPC-50013')
  expect(JSON.stringify(original?.body)).toBe(
    JSON.stringify({
      '@class': '.AssetStatusEvent',
      assetUid: 'CGINS-CTDBPC-50013',
      eventType: 'ASSET_STATUS',
      eventName: 'ctdbp_cdef_dcl_instrument',
      status: 'failed',
      severity: 0,
      reason: 'Stream statuses: operational: 2, failed: 1',
      location: null,
      eventStartTime: 1709251500000,
      notes: '(operational -> failed) data interval threshold exceeded (0:10:05 > 0:10:00)',
      dataSource: 'AUTO: data monitor service',
      method: 'automatic',
    }),
  )
})

test('a target that takes nothing keeps no other waiting; what it does not take is rejected, and can be retried', async () => {
  bad.answerAlways(503)
  await telling.declare(target('bad', { url: bad.url }), target('good', { url: web.url }))
  await start({ firstPauseMs: 200 })
  await telling.tell(change(5), change(6, { after: 'operational' }))
  await until('the good one has both', () => web.got.length === 2)
  expect(await telling.rejections()).toEqual([])
  await until('the bad one was given up', async () => (await telling.rejections()).length === 2)
  expect(bad.got).toHaveLength(6)
  const [first] = await telling.rejections()
  expect(first).toMatchObject({ code: 'notification-failed', by: 'notifications' })
  expect(first?.reason).toBe('change for bad, tried 3 times: answered 503: so it is')

  bad.answerAlways(200)
  await telling.publishAgain(first!)
  await until('it is told again', () => bad.got.length === 7)
  expect(bad.got[6]?.body).toEqual(bad.got[0]?.body)
  expect(web.got).toHaveLength(2)

  // The monitor says its newest change again when a tick comes again.
  await telling.tell(change(6, { after: 'operational' }), change(7))
  await until('the newer one is told', () => bad.got.at(-1)?.body.at === '2024-03-01T00:07:00.000000Z')
  expect(bad.got).toHaveLength(8)
})

test.each([
  [404, 1, 'notification-refused'],
  [401, 1, 'notification-refused'],
  [302, 1, 'notification-refused'],
  [408, 3, 'notification-failed'],
  [429, 3, 'notification-failed'],
  [500, 3, 'notification-failed'],
])('an answer of %i is tried %i times', async (status, times, code) => {
  web.answerAlways(status)
  await telling.declare(target('one', { url: web.url }))
  await start()
  await telling.tell(change(5))
  await until('it is given up', async () => (await telling.rejections()).length === 1)
  expect(web.got).toHaveLength(times)
  expect((await telling.rejections())[0]?.code).toBe(code)
})

test('nobody listens at a port: that is tried, and given up with the reason', async () => {
  await web.close()
  await telling.declare(target('one', { url: web.url }))
  await start()
  await telling.tell(change(5))
  await until('it is given up', async () => (await telling.rejections()).length === 1)
  expect((await telling.rejections())[0]?.reason).toContain('ECONNREFUSED')
  web = await openWebServer()
})

test('who asks to be called later is called later', async () => {
  web.answerWith({ status: 429, headers: { 'retry-after': '1' } })
  await telling.declare(target('one', { url: web.url }))
  await start()
  await telling.tell(change(5))
  await until('it is told', () => web.got.length === 2)
  expect(web.got[1]!.at - web.got[0]!.at).toBeGreaterThanOrEqual(990)
})

// RFC 9110 §10.2.3: a number of seconds, or a date.
test.each([
  ['120', 120_000],
  ['Fri, 01 Mar 2024 00:00:30 GMT', 30_000],
  ['Thu, 29 Feb 2024 00:00:00 GMT', 0],
  ['86400', 300_000],
  ['soon', null],
  [null, null],
])('retry-after %s', (text, milliseconds) => {
  expect(retryAfter(text, Date.UTC(2024, 2, 1))).toBe(milliseconds)
})

test('what was not told when a process ended is told by the next, and what was told is not', async () => {
  bad.answerAlways(503)
  await telling.declare(target('one', { url: web.url }), target('two', { url: bad.url }))
  const first = await start({ tries: 50, firstPauseMs: 100 })
  await telling.tell(change(5), change(6), change(6))
  await until('one of the two is told', async () => bad.got.length > 0 && (await telling.isTold('one')))
  await first.stop()
  bad.answerAlways(200)
  bad.got.length = 0
  await telling.tell(change(7))
  await start()
  await until('all is told', async () => (await telling.isTold('one')) && (await telling.isTold('two')))
  expect(web.got.map(({ body }) => body.at)).toEqual(bad.got.map(({ body }) => body.at))
  expect(bad.got.map(({ body }) => body.at)).toEqual(
    ['05', '06', '07'].map((minutes) => `2024-03-01T00:${minutes}:00.000000Z`),
  )
  expect(await telling.rejections()).toEqual([])
})

test('targets come, change and go while it runs; each is told what happens since it is there', async () => {
  await telling.tell(change(1), change(3))
  await start()
  await telling.declare(target('one', { url: `${web.url}/a`, since: change(2).at }))
  await until('it is told of the newer one', () => web.got.length === 1)
  await telling.declare(target('one', { url: `${web.url}/b`, since: change(2).at, states: ['degraded'] }))
  await until('the change is heeded', () => telling.begun.length === 2)
  await telling.tell(change(4), change(5, { after: 'degraded' }))
  await until('the other path is told', () => web.got.length === 2)
  await telling.declare(target('one', { url: null, isRemoved: true }))
  await until('nobody hears for it', async () => !(await telling.isHeard()))
  await telling.tell(change(6, { after: 'degraded' }))
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(web.got.map(({ path, body }) => [path, body.at])).toEqual([
    ['/a', '2024-03-01T00:03:00.000000Z'],
    ['/b', '2024-03-01T00:05:00.000000Z'],
  ])
})

test('secret headers go where the operator said, and nowhere else', async () => {
  const secret = { authorization: 'Bearer abc' }
  await telling.declare(
    target('known', { url: `${web.url}/hooks/1` }),
    target('other', { url: `${web.url}/hooks-of-others/1` }),
  )
  await start({ headers: new Map([[`${web.url}/hooks`, secret]]) })
  await telling.tell(change(5))
  await until('both are told', () => web.got.length === 2)
  const sent = Object.fromEntries(web.got.map(({ path, headers }) => [path, headers.authorization]))
  expect(sent).toEqual({ '/hooks/1': 'Bearer abc', '/hooks-of-others/1': undefined })
})
