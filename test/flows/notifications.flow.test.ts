/**
 * A change of status on the real services, from the tick to a webhook and a mailbox: with a target that takes nothing
 * beside, and a process that is killed in the middle. The ticks are the test's, of minutes to come: those of the real
 * clock are older, and judge nothing.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMailServer, openWebServer } from '../connectors/notifications/telling.ts'
import { Pipeline } from '../support/pipeline.ts'
import { rejectedList } from '../support/verify.ts'

const ctd = { refdes: 'CE01TEST-RID16-03-CTDBPC000', method: 'streamed', stream: 'test_samples' }
const minuteMs = 60_000
/** A multiple of five minutes, as mail is told in. */
const began = (Math.floor(Date.now() / (5 * minuteMs)) + 2) * 5 * minuteMs
const timeOf = (minutes: number) => new Date(began + minutes * minuteMs).toISOString()

let pipeline: Pipeline
let web: Awaited<ReturnType<typeof openWebServer>>
let bad: Awaited<ReturnType<typeof openWebServer>>
let post: Awaited<ReturnType<typeof openMailServer>>
beforeAll(async () => {
  web = await openWebServer()
  bad = await openWebServer()
  post = await openMailServer()
  const headers = join(mkdtempSync(join(tmpdir(), 'tideline-notify-')), 'headers.json')
  writeFileSync(headers, JSON.stringify({ [web.url]: { authorization: 'Bearer flow' } }))
  const env = {
    TIDELINE_STATUS_HOLD_SECONDS: '0',
    TIDELINE_NOTIFICATION_TRIES: '3',
    TIDELINE_WEBHOOK_HEADERS: headers,
    TIDELINE_SMTP_URL: `smtp://127.0.0.1:${post.port}`,
  }
  pipeline = await Pipeline.start({ roles: ['processors', 'connectors', 'gateway'], env })
}, 600_000)
afterAll(async () => {
  await pipeline?.stop()
  await Promise.all([web, bad, post].map((one) => one?.close()))
})

const produce = (topic: string, event: object) => pipeline.tideline(['produce', topic], JSON.stringify(event))
const targets = (...args: string[]) => pipeline.tideline(['status', 'targets', ...args])
const tick = (minutes: number) => produce('clock.minute-ticked', { minute: timeOf(minutes) })
const consumeAll = ['consume', 'status.stream-status-changed', '--from', 'beginning', '--until-end', '--json']
const told = () => web.got.map(({ body }) => `${body.before} -> ${body.after}`)

test('targets are declared, listed and tried', async () => {
  await targets('add', 'good', '--webhook', `${web.url}/hook`)
  await targets('add', 'bad', '--webhook', `${bad.url}/hook`, '--site', 'CE01TEST')
  await targets('add', 'shore', '--email', 'ops@example.org', '--refdes', 'CE01*')
  await targets('add', 'gone', '--log')
  expect(await targets('remove', 'gone')).toContain('removed  gone')
  expect(
    (await targets('list'))
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ +/)[0]),
  ).toEqual(['bad', 'good', 'shore'])
  expect(await targets('list')).toContain('CE01*; 10 or a failure in 5 min')
  expect(await targets('test', 'good')).toContain('good answered 200')
  expect(web.got.pop()).toMatchObject({ path: '/hook', headers: { authorization: 'Bearer flow' } })
  bad.answerAlways(500)
  await expect(targets('test', 'bad')).rejects.toThrow('bad: answered 500')
  bad.got.length = 0
  await targets('test', 'shore')
  expect(post.mails.pop()?.subject).toBe('[Tideline] test')
}, 600_000)

test('each change reaches the webhook, however the process that delivers ends', async () => {
  await produce('products.deployments-changed', { refdes: ctd.refdes, deployment: 1, start: '2020-01-01T00:00:00Z' })
  const { stream: name, method } = ctd
  await produce('status.expected-streams-changed', { name, method, warnInterval: 120, failInterval: 600 })
  const posted = await fetch(`${pipeline.url}/particles/${Object.values(ctd).join('/')}?deployment=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ time: new Date(Date.now() - 1000).toISOString(), temp: 9.5 }]),
  })
  expect(posted.status).toBe(202)
  await pipeline.until('the stream failed and that is told', 240_000, async () => {
    // The particle may be stored after the tick, which is late enough for it to have failed however long all this took.
    await tick(28)
    return told().at(-1)?.endsWith('failed') === true
  })
  await pipeline.kill('connectors')
  await produce('status.stream-overrides-changed', { ...ctd, expectedRate: 0, warnInterval: 0, failInterval: 0 })
  await pipeline.until('the stream is disabled', 240_000, async () => {
    await tick(29)
    return (await pipeline.tideline(consumeAll)).includes('disabled')
  })
  await pipeline.spawnRole('connectors')
  await pipeline.until('what changed meanwhile is told', 240_000, async () => told().at(-1) === 'failed -> disabled')
  // What was told when the process was killed may be told again, under the same key.
  const keys = new Map(
    web.got.map(({ headers, body }) => [headers['idempotency-key'], `${body.before} -> ${body.after}`]),
  )
  expect([...keys.values()]).toEqual([...new Set(told())])
}, 600_000)

test('what the bad target did not take is rejected, its own alone; mail tells the five minutes', async () => {
  await pipeline.until('each change was given up', 240_000, async () => {
    const list = await rejectedList(pipeline)
    return list.length >= new Set(told()).size && list.every(({ code }) => code === 'notification-failed')
  })
  const before = [bad.got.length, web.got.length]
  bad.answerAlways(200)
  const [first] = await rejectedList(pipeline)
  await pipeline.tideline(['rejected', 'retry', first?.id ?? '', '--reason', 'it is back'])
  await pipeline.until('it is told again', 240_000, async () => bad.got.length > (before[0] ?? 0))
  expect(web.got.length).toBe(before[1])
  await tick(30)
  await pipeline.until('the mail is there', 240_000, async () => post.mails.length > 0)
  expect(post.mails[0]?.subject).toMatch(/^\[Tideline\] [12] status changes?, 1 failed$/)
  expect(post.mails[0]?.text).toContain(ctd.refdes)
}, 600_000)
