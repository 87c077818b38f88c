/** The notifier and what it needs, from the configuration. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Connector } from '../../connectors/connector.ts'
import type { StatusViews } from '../../connectors/notifications/channel.ts'
import { noHeaders, parseSecretHeaders, type SecretHeaders } from '../../connectors/notifications/secret-headers.ts'
import type { Log } from '../../schemas/log.ts'
import { judgedMinutes, statusChanges, streamArrivals, streamStatuses } from '../../schemas/status-tables.ts'
import type { TableStore } from '../../schemas/table.ts'
import { chunkStats } from '../../schemas/tables.ts'
import { type Config, ConfigError } from '../config.ts'
import type { Wiring } from '../wire.ts'

export async function openNotifier(config: Config, wiring: Wiring, log: Log): Promise<Connector> {
  const { createNotifier } = await import('../../connectors/notifications/notifier.ts')
  return createNotifier({
    ...wiring,
    log,
    views: statusViews(wiring.tables),
    headers: loadSecretHeaders(config),
    mailer: await openMailer(config),
    tries: config.notificationTries,
  })
}

export async function openMailer({ smtpUrl, mailFrom }: Config) {
  if (smtpUrl === null) return null
  const { createMailer } = await import('../../connectors/notifications/mailer.ts')
  return createMailer({ url: smtpUrl, from: mailFrom })
}

const statusViews = (tables: TableStore): StatusViews => ({
  statuses: tables.view(streamStatuses),
  changes: tables.view(statusChanges),
  arrivals: tables.view(streamArrivals),
  minutes: tables.view(judgedMinutes),
  stats: tables.view(chunkStats),
})

/** Throws a `ConfigError` that names the file and what is wrong in it, never a value. */
export function loadSecretHeaders({ webhookHeaders }: Config): SecretHeaders {
  if (webhookHeaders === null) return noHeaders
  const file = resolve(webhookHeaders)
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    // What JSON.parse says may quote the file.
    const reason = error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message
    throw new ConfigError(`TIDELINE_WEBHOOK_HEADERS: cannot read ${file} as JSON (${reason})`)
  }
  try {
    return parseSecretHeaders(json)
  } catch (error) {
    throw new ConfigError(`${file}: ${(error as Error).message}`)
  }
}
