import { Unavailable } from '../../schemas/failures.ts'

/** SQLSTATE: connection lost, out of resources, being shut down or started, locked or deadlocked, or told to retry. */
const worldlyStates = /^(08...|53...|57P0[123]|55P03|40P01|40001|57014)$/
const socketCodes = /^(ECONN|EPIPE|EHOST|ENET|ETIMEDOUT|EAI_AGAIN|ENOTFOUND)/
/** The client gives these no code. */
const lostMessages =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|connection ended/i

/** `Unavailable` when the world is wrong; anything else comes back as it is. */
export function classify(error: unknown): unknown {
  if (error instanceof Unavailable) return error
  const { code, message, errors } = (error ?? {}) as { code?: unknown; message?: unknown; errors?: readonly unknown[] }
  const state = typeof code === 'string' ? code : ''
  // A host name with several addresses fails with one error for each.
  const text = typeof message === 'string' && message !== '' ? message : (errors ?? []).map(String).join('; ')
  if (state === '3F000' || state === '42P01') {
    return new Error(`${text}: run the provisioning first`, { cause: error })
  }
  if (!worldlyStates.test(state) && !socketCodes.test(state) && !lostMessages.test(text)) return error
  return new Unavailable('postgres', `PostgreSQL does not answer: ${text || state}`, { cause: error })
}

/** Throws on a schema name that would have to be escaped. */
export function schemaName(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) {
    throw new TypeError(`"${name}" cannot be a schema name: use a-z, 0-9 and _, a letter first, at most 63 characters`)
  }
  return `"${name}"`
}
