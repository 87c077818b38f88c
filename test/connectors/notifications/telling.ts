/** A notifier on the memory broker, with a web server and a mail server of its own that remember what they got. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { createMemoryBroker, createMemoryCluster } from '../../../connectors/memory/broker.ts'
import { createMemoryObjects } from '../../../connectors/memory/objects.ts'
import { createMemoryRegistry } from '../../../connectors/memory/registry.ts'
import { createMemoryTables } from '../../../connectors/memory/tables.ts'
import type { Target } from '../../../connectors/notifications/channel.ts'
import { createMailer } from '../../../connectors/notifications/mailer.ts'
import { createNotifier, type NotifierOptions } from '../../../connectors/notifications/notifier.ts'
import { noHeaders, type SecretHeaders } from '../../../connectors/notifications/secret-headers.ts'
import { createCodec } from '../../../schemas/avro/codec.ts'
import type { Rejected, StreamStatusChanged } from '../../../schemas/generated/events.ts'
import { type Log, silentLog } from '../../../schemas/log.ts'
import { deployedStreamId, instrumentId } from '../../../schemas/status/identity.ts'
import * as status from '../../../schemas/status-tables.ts'
import { put } from '../../../schemas/table.ts'
import { chunkStats } from '../../../schemas/tables.ts'
import { minuteTicked, rejected } from '../../../topics/pipeline.ts'
import { createPublisher } from '../../../topics/publisher.ts'
import {
  notificationGroup,
  notificationsWanted,
  notificationTargetsChanged,
  streamStatusChanged,
} from '../../../topics/status.ts'
import { emission, subjectOf } from '../../../topics/topic.ts'

/** 2024-03-01T00:00:00Z and minutes after it, UTC microseconds. */
export const minute = (n: number): number => Date.UTC(2024, 2, 1) * 1000 + n * 60_000_000

export const target = (name: string, more: Partial<Target>): Target => ({
  ...{ name, kind: 'webhook', url: null, form: 'tideline', addresses: [], refdes: '*', sites: [], states: [] },
  ...{ minChanges: 10, everyMinutes: 5, plots: 'troubled', since: minute(0), isRemoved: false },
  ...more,
})

export function change(at: number, more: Partial<StreamStatusChanged> = {}): StreamStatusChanged {
  const { refdes = 'CE02SHSM-RID27-03-CTDBPC000', method = 'telemetered', stream = 'ctdbp_cdef_dcl_instrument' } = more
  return {
    ...{ id: deployedStreamId({ refdes, method, stream }), refdes, method, stream, at: minute(at) },
    ...{ before: 'operational', after: 'failed', reason: 'data interval threshold exceeded (0:10:05 > 0:10:00)' },
    ...{ lastParticle: minute(at) - 605_000_000, elapsed: 605, warnInterval: 120, failInterval: 600 },
    ...{ expectedRate: 1, measuredRate: null, asset: 'CGINS-CTDBPC-50013', deployment: 4 },
    ...{ instrumentId: instrumentId(refdes), instrumentBefore: 'operational', instrumentAfter: 'failed' },
    ...{ instrumentReasonBefore: 'Stream statuses: operational: 3' },
    instrumentReason: 'Stream statuses: operational: 2, failed: 1',
    ...more,
  }
}

interface Got {
  readonly at: number
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Record<string, unknown>
}

/** Answers with what is asked of it, 200 when nothing is. */
export async function openWebServer() {
  const got: Got[] = []
  const answers: { status: number; headers?: Record<string, string> }[] = []
  let always: number | null = null
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (piece) => {
      text += piece
    })
    request.on('end', () => {
      const { url: path = '', headers } = request
      got.push({ at: Date.now(), path, headers, body: JSON.parse(text) as Record<string, unknown> })
      const answer = answers.shift() ?? { status: always ?? 200 }
      response.writeHead(answer.status, answer.headers ?? {}).end('so it is')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    got,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerWith: (...next: typeof answers) => answers.push(...next),
    answerAlways(status: number) {
      always = status
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/** `refuse`: an SMTP answer to an address, or null. */
export async function openMailServer(refuse: (address: string) => { code: number; text: string } | null = () => null) {
  const mails: ParsedMail[] = []
  const logins: string[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    authOptional: true,
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      logins.push(`${username}:${password}`)
      done(null, { user: username })
    },
    onRcptTo({ address }, _session, done) {
      const refusal = refuse(address)
      done(refusal === null ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code }))
    },
    onData(stream, _session, done) {
      simpleParser(stream).then(
        (mail) => {
          mails.push(mail)
          done()
        },
        (error: Error) => done(error),
      )
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    mails,
    logins,
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  }
}

interface TellingOptions extends Partial<Pick<NotifierOptions, 'tries' | 'firstPauseMs'>> {
  readonly headers?: SecretHeaders
  readonly smtpUrl?: string
}

export async function createTelling() {
  const cluster = createMemoryCluster()
  const registry = createMemoryRegistry()
  const broker = createMemoryBroker(cluster)
  const codec = createCodec(registry, { maxBytes: 1_000_000 })
  const objects = createMemoryObjects()
  const tables = createMemoryTables()
  const topics = [
    [streamStatusChanged, 2],
    [notificationTargetsChanged, 1],
    [notificationsWanted, 1],
    [minuteTicked, 1],
    [rejected, 1],
  ] as const
  for (const [{ name, schema }] of topics) await registry.register(subjectOf(name), schema.json)
  await broker.admin.ensureTopics(topics.map(([{ name }, partitions]) => ({ name, partitions, config: {} })))
  const publisher = createPublisher({ broker, codec, objects, subject: subjectOf })
  /** The targets whose delivery began, each time that it did. */
  const begun: string[] = []
  const log: Log = {
    ...silentLog,
    info(fields, message) {
      if (message === 'changes of status are delivered') begun.push(String((fields as { target?: unknown }).target))
    },
  }

  return {
    tables,
    broker,
    begun,
    /** Whether a target has been told all changes that it is to be told, and this is committed. */
    isTold: async (name: string) =>
      (await broker.admin.lag(notificationGroup(name), [streamStatusChanged.name])).every(({ lag }) => lag === 0n),
    /** Whether changes are heard for any target. */
    isHeard: async () => (await broker.admin.consumersOf(streamStatusChanged.name)).length > 0,
    /** Another process. */
    async start({ headers = noHeaders, smtpUrl, ...more }: TellingOptions = {}) {
      const own = createMemoryBroker(cluster)
      const notifier = createNotifier({
        ...{ broker: own, codec, log, headers, tries: 3, firstPauseMs: 20, ...more },
        publisher: createPublisher({ broker: own, codec, objects, subject: subjectOf }),
        mailer: smtpUrl === undefined ? null : createMailer({ url: smtpUrl, from: 'Tideline <status@example.org>' }),
        views: {
          statuses: tables.view(status.streamStatuses),
          changes: tables.view(status.statusChanges),
          arrivals: tables.view(status.streamArrivals),
          minutes: tables.view(status.judgedMinutes),
          stats: tables.view(chunkStats),
        },
      })
      await notifier.start()
      return notifier
    },
    declare: (...targets: readonly Target[]) =>
      publisher.publish(targets.map((one) => emission(notificationTargetsChanged, one))),
    tell: (...changes: readonly StreamStatusChanged[]) =>
      publisher.publish(changes.map((one) => emission(streamStatusChanged, one))),
    tick: (...minutes: readonly number[]) =>
      publisher.publish(minutes.map((n) => emission(minuteTicked, { minute: minute(n) }))),
    publishAgain: async ({ topic, key, bytes }: Rejected) =>
      broker.publish(topic ?? '', [{ key, value: bytes ?? null }]),
    /** As the monitor leaves them behind, judged up to a minute. */
    async store(judged: number, ...changes: readonly StreamStatusChanged[]) {
      for (const one of changes) {
        const { id, refdes, method, stream, after: state, at, reason } = one
        await tables.apply([
          put(status.statusChanges, { id, at, state, reason, event: JSON.stringify(one) }),
          put(status.streamStatuses, {
            ...{ id, refdes, method, stream, state, changed_at: at, reason },
            ...{ pending_state: null, pending_since: null },
          }),
        ])
      }
      await tables.apply([put(status.judgedMinutes, { monitor: 'streams', minute: minute(judged) })])
    },
    async rejections(): Promise<Rejected[]> {
      const found: Rejected[] = []
      for await (const { value } of broker.read({ topic: rejected.name })) {
        found.push(await codec.decode(rejected.schema, value))
      }
      return found
    },
  }
}
