/** A change as the body of a POST. A 2xx takes it; 408, 429, 5xx and silence are tried again; all else refuses it. */
import type { StreamStatusChanged } from '../../schemas/generated/events.ts'
import { assetPlace } from '../../schemas/status/notification-target.ts'
import { type Channel, NotDelivered, type Target } from './channel.ts'
import { bodyOf, changeId } from './message-forms.ts'
import { headersFor, type SecretHeaders } from './secret-headers.ts'

const timeoutMs = 10_000
const saidCharacters = 300
/** Nobody makes us wait longer than this. */
const longestRetryAfterMs = 300_000

export function webhookChannel(target: Target, secrets: SecretHeaders): Channel {
  return {
    hears: 'changes',
    async tell(occasion) {
      if (occasion.kind === 'change') await post(target, occasion.change, secrets)
    },
  }
}

/** Resolves with the status that it was taken with. */
export async function post(target: Target, change: StreamStatusChanged, secrets: SecretHeaders): Promise<number> {
  const url = urlFor(target, change)
  const sent: RequestInit = {
    method: 'POST',
    // A redirect would take the secret headers elsewhere.
    redirect: 'manual',
    headers: {
      'user-agent': 'tideline',
      ...headersFor(url, secrets),
      'content-type': 'application/json',
      'idempotency-key': changeId(change),
    },
    body: JSON.stringify(bodyOf(target, change)),
    signal: AbortSignal.timeout(timeoutMs),
  }
  let response: Response
  try {
    response = await fetch(url, sent)
  } catch (error) {
    throw new NotDelivered(`no answer: ${reasonOf(error)}`, { isFinal: false }, { cause: error })
  }
  const said = await beginningOf(response)
  if (response.ok) return response.status
  const { status } = response
  const isFinal = status < 500 && status !== 408 && status !== 429
  const retryAfterMs = isFinal ? null : retryAfter(response.headers.get('retry-after'), Date.now())
  throw new NotDelivered(`answered ${status}${said === '' ? '' : `: ${said}`}`, {
    isFinal,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  })
}

function urlFor({ url }: Target, { asset, refdes }: StreamStatusChanged): string {
  // What is in the template was checked when the target was declared.
  const template = new URL(url ?? '').href.replaceAll(encodeURI(assetPlace), assetPlace)
  if (!template.includes(assetPlace)) return template
  if (asset !== '') return template.replaceAll(assetPlace, encodeURIComponent(asset))
  throw new NotDelivered(`${assetPlace} in the url has no value: no asset of ${refdes} is known`, { isFinal: true })
}

/** Of the answer, for people; the rest is left unread. */
async function beginningOf(response: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  try {
    for await (const piece of response.body ?? []) {
      text += decoder.decode(piece as Uint8Array, { stream: true })
      if (text.length > saidCharacters) break
    }
  } catch {
    // The status alone counts.
  }
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, saidCharacters)
}

/** Seconds, or a date of HTTP (RFC 9110 §10.2.3). Null: none, or none that can be read. */
export function retryAfter(text: string | null, now: number): number | null {
  if (text === null) return null
  const wait = /^\d{1,9}$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isNaN(wait) ? null : Math.min(Math.max(0, wait), longestRetryAfterMs)
}

interface Failure {
  readonly name?: string
  readonly message?: string
  readonly code?: string
  readonly cause?: Failure
}

/** fetch says only that it failed; the cause says why. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Failure
  if (name === 'TimeoutError') return `none within ${timeoutMs / 1000} s`
  return cause?.message || cause?.code || message || String(error)
}
