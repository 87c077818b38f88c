/** The schema registry over its Confluent HTTP API (Confluent, Apicurio `/apis/ccompat/v7`, Karapace). */
import { setTimeout as pause } from 'node:timers/promises'
import confluent from '@kafkajs/confluent-schema-registry'
import type { SchemaRegistry } from '../../schemas/avro/registry.ts'
import { Reject, Unavailable } from '../../schemas/failures.ts'

export interface RegistryOptions {
  /** E.g. `http://127.0.0.1:8081`. */
  readonly url: string
  /** Put before every subject, invisible outside. */
  readonly subjectPrefix?: string
  /** How long an unknown id stays unknown. Default 30,000. */
  readonly unknownForMs?: number
  /** Default 5,000. */
  readonly timeoutMs?: number
}

const tries = 3
const firstPauseMs = 100
const contentType = 'application/vnd.schemaregistry.v1+json'
/** Registries keep ids as signed 32-bit integers, and some fail at larger ones instead of not finding them. */
const maxId = 2 ** 31 - 1
/** What registries answer for an id that they do not have, or do not take for one. */
const notAnId: ReadonlySet<number> = new Set([400, 404, 422])

interface Refused {
  readonly status: number
  readonly found: null
  readonly said: string
}
type Answer = Refused | { readonly status: number; readonly found: Record<string, unknown> }

/**
 * Ids and schemas never change, so they are kept for ever; an unknown one is asked for again after `unknownForMs`.
 * Concurrent questions for the same thing are asked once.
 */
export function createRegistry(options: RegistryOptions): SchemaRegistry {
  const { url, subjectPrefix = '', unknownForMs = 30_000, timeoutMs = 5_000 } = options
  const root = url.replace(/\/+$/, '')
  const client = new confluent.SchemaRegistry({ host: root, retry: { retries: 2, maxRetryTimeInSecs: 1 } })
  const answers = new Map<string, Promise<unknown>>()

  /** One answer per key for ever, or for a while when it is `unknown-schema`; other failures are not kept. */
  function once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = answers.get(key) as Promise<T> | undefined
    if (known !== undefined) return known
    const answer = ask()
    answers.set(key, answer)
    answer.catch((error: unknown) => {
      const forget = () => answers.delete(key)
      if (error instanceof Reject) setTimeout(forget, unknownForMs).unref()
      else forget()
    })
    return answer
  }

  /** Asks again only while waiting may help. */
  async function call(path: string, body?: object): Promise<Answer> {
    let reason: unknown
    for (let attempt = 0; attempt < tries; attempt += 1) {
      if (attempt > 0) await pause(firstPauseMs * 3 ** (attempt - 1))
      try {
        const response = await fetch(root + path, {
          signal: AbortSignal.timeout(timeoutMs),
          ...(body === undefined
            ? {}
            : { method: 'POST', headers: { 'content-type': contentType }, body: JSON.stringify(body) }),
        })
        const { status } = response
        if (response.ok) return { status, found: (await response.json()) as Record<string, unknown> }
        const said = (await response.text()).slice(0, 200)
        if (status < 500 && status !== 408 && status !== 429) return { status, found: null, said }
        reason = new Error(`status ${status}: ${said}`)
      } catch (error) {
        reason = error
      }
    }
    throw away(reason)
  }

  function refusal({ status, said }: Refused): Error {
    const text =
      status === 401 || status === 403
        ? `the schema registry at ${root} refuses us with status ${status}: ` +
          'check TIDELINE_SCHEMA_REGISTRY_URL and who may read there'
        : `the schema registry at ${root} answers with status ${status}: ${said}`
    return new Error(text)
  }

  const away = (cause: unknown): Unavailable =>
    new Unavailable('schema-registry', `the schema registry at ${root} does not answer: ${describe(cause)}`, { cause })

  return {
    schemaById: (id) =>
      once(`id ${id}`, async () => {
        if (!(id >= 0 && id <= maxId)) throw new Reject('unknown-schema', `${id} can not be the id of a schema`)
        const answer = await call(`/schemas/ids/${id}`)
        const { found } = answer
        if (found === null) {
          if (!notAnId.has(answer.status)) throw refusal(answer)
          throw new Reject('unknown-schema', `the registry has no schema ${id}`)
        }
        if (found.schemaType !== undefined && found.schemaType !== 'AVRO') {
          throw new Reject('unknown-schema', `schema ${id} is of type ${found.schemaType}, not AVRO`)
        }
        return found.schema as string
      }),

    idOf: (subject, schemaJson) =>
      once(`schema ${subject} ${schemaJson}`, async () => {
        const answer = await call(`/subjects/${encodeURIComponent(subjectPrefix + subject)}`, { schema: schemaJson })
        const { found } = answer
        if (found === null) {
          if (answer.status !== 404) throw refusal(answer)
          throw new Reject(
            'unknown-schema',
            `this schema is not registered under ${subject}: provision the topics first`,
          )
        }
        return found.id as number
      }),

    async register(subject, schemaJson) {
      const registration = {
        subject: subjectPrefix + subject,
        compatibility: confluent.COMPATIBILITY.BACKWARD_TRANSITIVE,
      }
      try {
        const { id } = await client.register({ type: confluent.SchemaType.AVRO, schema: schemaJson }, registration)
        answers.delete(`schema ${subject} ${schemaJson}`)
        return id
      } catch (cause) {
        const status = (cause as { status?: number }).status
        // Its HTTP client reports a refused connection as status 400.
        if (
          (status !== undefined && status >= 500) ||
          /ECONN|ENOTFOUND|EAI_AGAIN|socket|timed? ?out/i.test(describe(cause))
        ) {
          throw away(cause)
        }
        throw new Error(`can not register a schema under ${subject}: ${describe(cause)}`, { cause })
      }
    },
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
