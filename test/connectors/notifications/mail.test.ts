/** Mail to a real SMTP server of the test's, read back by mailparser. */
import { streamArrivals } from '../../../schemas/status-tables.ts'
import { put } from '../../../schemas/table.ts'
import { chunkStats, timeColumn } from '../../../schemas/tables.ts'
import { until } from '../../support/until.ts'
import { change, createTelling, minute, openMailServer, target } from './telling.ts'

type Server = Awaited<ReturnType<typeof openMailServer>>
const open: { close(): Promise<unknown> }[] = []
const running: { stop(): Promise<void> }[] = []
let telling: Awaited<ReturnType<typeof createTelling>>

beforeEach(async () => {
  telling = await createTelling()
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()))
  await Promise.all(open.splice(0).map((one) => one.close()))
})
async function serve(...options: Parameters<typeof openMailServer>): Promise<Server> {
  const server = await openMailServer(...options)
  open.push(server)
  return server
}
async function start({ port }: Server): Promise<void> {
  running.push(await telling.start({ smtpUrl: `smtp://monitor:secret@127.0.0.1:${port}` }))
}
const mailed = (addresses: string[], more: object = {}) => target('shore', { kind: 'email', addresses, ...more })
const soon = () => new Promise((resolve) => setTimeout(resolve, 300))
const other = (n: number) => ({ stream: `stream_${n}`, after: 'degraded', before: 'operational' })

test('changes of five minutes come as one mail when one of them touches failed', async () => {
  const server = await serve()
  await telling.declare(mailed(['ops@example.org', 'pi@example.org']))
  await start(server)
  await telling.store(5, change(2), change(5, { ...other(1), reason: 'a < b' }))
  await telling.store(10, change(6, other(2)))
  await telling.tick(0, 1, 4, 5, 6)
  await until('the mail is there', () => server.mails.length === 1)
  const [mail] = server.mails
  expect(server.logins).toEqual(['monitor:secret'])
  expect(mail?.subject).toBe('[Tideline] 2 status changes, 1 failed')
  expect(mail?.from?.text).toBe('"Tideline" <status@example.org>')
  expect([mail?.to].flat().map((one) => one?.text)).toEqual(['ops@example.org, pi@example.org'])
  expect(mail?.headers.get('auto-submitted')).toBe('auto-generated')
  for (const text of [mail?.text, mail?.html || '']) {
    expect(text).toContain('CE02SHSM-RID27-03-CTDBPC000 telemetered ctdbp_cdef_dcl_instrument')
    expect(text).toContain('2024-03-01 00:02 UTC')
    expect(text).not.toContain('stream_2')
  }
  expect(mail?.html).toContain('a &lt; b')
  // Nine changes that touch failed in nothing are not worth a mail; what the second span holds is one.
  await telling.tick(10)
  await soon()
  expect(server.mails).toHaveLength(1)
})

test.each([
  [9, {}, 0],
  [10, {}, 1],
  [2, { minChanges: 2 }, 1],
  [10, { sites: ['CE04OSBP'] }, 0],
  [10, { refdes: 'CE0?SHSM-*CTD*' }, 1],
])('%i changes, and a target with %p: mails %i', async (count, more, mails) => {
  const server = await serve()
  await telling.declare(mailed(['ops@example.org'], more))
  await start(server)
  await telling.store(5, ...Array.from({ length: count }, (_, n) => change(3, other(n))))
  await telling.tick(0, 5)
  if (mails === 0) await soon()
  else await until('the mail is there', () => server.mails.length === mails)
  expect(server.mails).toHaveLength(mails)
})

test('what changed before the target was declared is not mailed', async () => {
  const server = await serve()
  await telling.declare(mailed(['ops@example.org'], { since: minute(3) }))
  await start(server)
  await telling.store(5, change(2), change(4, { ...other(1), after: 'failed' }))
  await telling.tick(0, 5)
  await until('the mail is there', () => server.mails.length === 1)
  expect(server.mails[0]?.subject).toBe('[Tideline] 1 status change, 1 failed')
  expect(server.mails[0]?.text).not.toContain('00:02 UTC')
})

test('an address that is refused is rejected with its name; the others have the mail, once', async () => {
  const server = await serve((address) => (address.startsWith('gone') ? { code: 550, text: 'no such box' } : null))
  await telling.declare(mailed(['ops@example.org', 'gone@example.org']))
  await start(server)
  await telling.store(5, change(3))
  await telling.tick(0, 5)
  await until('it is rejected', async () => (await telling.rejections()).length === 1)
  expect(server.mails).toHaveLength(1)
  const [rejection] = await telling.rejections()
  expect(rejection).toMatchObject({ code: 'notification-refused' })
  expect(rejection?.reason).toContain('gone@example.org')
})

test('a server that is busy is tried again; one that is away is given up with the reason', async () => {
  let busy = 2
  const server = await serve(() => (busy-- > 0 ? { code: 451, text: 'come later' } : null))
  await telling.declare(mailed(['ops@example.org']))
  await start(server)
  await telling.store(5, change(3))
  await telling.tick(0, 5)
  await until('the mail is there', () => server.mails.length === 1)
  expect(await telling.rejections()).toEqual([])
  await server.close()
  await telling.store(10, change(8))
  await telling.tick(10)
  await until('it is rejected', async () => (await telling.rejections()).length === 1)
  expect((await telling.rejections())[0]).toMatchObject({ code: 'notification-failed' })
  const again = await openMailServer()
  open.push(again)
  await Promise.all(running.splice(0).map((one) => one.stop()))
  await start(again)
  await telling.publishAgain((await telling.rejections())[0]!)
  await until('the retried mail is there', () => again.mails.length === 1)
  expect(again.mails[0]?.text).toContain('2024-03-01 00:08 UTC')
})

test('a span waits for the monitor, and is told by the next process when this one ends before', async () => {
  const server = await serve()
  await telling.declare(mailed(['ops@example.org']))
  await start(server)
  await telling.store(4)
  await telling.tick(0, 5)
  await soon()
  expect(server.mails).toEqual([])
  await Promise.all(running.splice(0).map((one) => one.stop()))
  await telling.store(5, change(5))
  await start(server)
  await until('the mail is there', () => server.mails.length === 1)
})

const day = 1_440
/** A particle each second of the first six hours. */
async function storeParticles({ refdes, method, stream }: ReturnType<typeof change>) {
  const [first, last] = [minute(0) + 1_000_000, minute(360)]
  const nothing = { type: 'timestamp', nulls: 0, numbers: null, min: null, max: null, mean: null }
  await telling.tables.apply([
    put(streamArrivals, { refdes, method, stream, deployment: 4, bin: minute(0), last }),
    put(chunkStats, {
      ...{ stream_key: `${refdes}/${method}/${stream}/4`, bin: minute(0), column_name: timeColumn },
      ...{ chunk_start: first, chunk_id: 'a', count: 21_600, first, last, ...nothing },
      ...{ typical_step: 1e6, longest_step: 1e6 },
    }),
  ])
}

/** Width, height (PNG, third edition, §11.2.1). */
const sizeOf = (png: Buffer) => [png.subarray(1, 4).toString('latin1'), png.readUInt32BE(16), png.readUInt32BE(20)]

test('the digest is a mail for each site, with a plot of each stream that was in trouble', async () => {
  const server = await serve()
  await telling.declare(target('daily', { kind: 'digest', addresses: ['ops@example.org'] }))
  await start(server)
  const failed = change(400)
  const well = change(10, { stream: 'well', before: 'notTracked', after: 'operational' })
  const elsewhere = change(20, { refdes: 'CE04OSBP-LJ01C-06-CTDBPO108', before: 'notTracked', after: 'operational' })
  await storeParticles(failed)
  await telling.store(day, failed, well, elsewhere)
  await telling.tick(0, 1, day - 1, day, day + 1)
  await until('the mails are there', () => server.mails.length === 2)
  await soon()
  expect(server.mails.map(({ subject }) => subject)).toEqual([
    '[Tideline] CE02SHSM: daily digest of 2024-03-01',
    '[Tideline] CE04OSBP: daily digest of 2024-03-01',
  ])
  const [mail, without] = server.mails
  expect(mail?.text).toContain('Stream statuses: operational: 1, failed: 1. 2 changes.')
  expect(without?.attachments).toEqual([])
  expect(mail?.attachments).toHaveLength(1)
  const [picture] = mail!.attachments
  expect(picture).toMatchObject({
    filename: 'CE02SHSM-RID27-03-CTDBPC000-telemetered-ctdbp_cdef_dcl_instrument.png',
    contentType: 'image/png',
  })
  expect(sizeOf(picture!.content).slice(0, 2)).toEqual(['PNG', 800])
  // mailparser puts a picture into the page where the page names it.
  expect(mail?.html).toContain('src="data:image/png;base64,')
})

test('a digest that comes late tells the day that is over; after a pause at midnight, it comes all the same', async () => {
  const server = await serve()
  await telling.declare(target('daily', { kind: 'digest', addresses: ['ops@example.org'], plots: 'none' }))
  await start(server)
  await telling.store(day + 30, change(400), change(day + 20, { before: 'failed', after: 'operational' }))
  await telling.tick(0, day - 30, day + 30)
  await until('the mail is there', () => server.mails.length === 1)
  expect(server.mails[0]?.text).toContain('Stream statuses: failed: 1. 1 change.')
})

test('a process that starts at midnight tells the day; a site whose mail failed is told again, it alone', async () => {
  let calls = 0
  const server = await serve(() => (++calls === 2 ? { code: 451, text: 'come later' } : null))
  await telling.declare(target('daily', { kind: 'digest', addresses: ['ops@example.org'], plots: 'none' }))
  await start(server)
  await telling.store(day, change(10), change(20, { refdes: 'CE04OSBP-LJ01C-06-CTDBPO108' }))
  await telling.tick(0, day - 1)
  await soon()
  await Promise.all(running.splice(0).map((one) => one.stop()))
  await telling.tick(day)
  await start(server)
  await until('both mails are there', () => server.mails.length === 2)
  await soon()
  expect(server.mails.map(({ subject }) => subject?.slice(11, 19))).toEqual(['CE02SHSM', 'CE04OSBP'])
  expect(await telling.rejections()).toEqual([])
})
