/** Headers that webhooks get besides, by the beginning of their URL: tokens, say. They come from a file of the operator's. */

/** A URL, or the beginning of one up to a slash, with its headers. */
export type SecretHeaders = ReadonlyMap<string, Readonly<Record<string, string>>>

export const noHeaders: SecretHeaders = new Map()

/** Throws an error that names what is wrong in `{"https://hooks.example.org/": {"authorization": "Bearer …"}}`. */
export function parseSecretHeaders(json: unknown): SecretHeaders {
  if (!isObject(json)) throw new Error('give an object of URLs, each with its headers')
  return new Map(
    Object.entries(json).map(([url, headers]) => {
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
        throw new Error(`${url} must be a URL that starts with http:// or https://`)
      }
      if (!isObject(headers)) throw new Error(`${url} must have an object of headers`)
      for (const [name, value] of Object.entries(headers)) {
        if (typeof value !== 'string') throw new Error(`${url}: the value of ${name} must be a text`)
        try {
          new Headers([[name, value]])
        } catch {
          throw new Error(`${url}: ${name} is no header that can be sent`)
        }
      }
      return [new URL(url).href, headers as Record<string, string>]
    }),
  )
}

/** Of the longest beginning that fits: a secret goes nowhere else than where the operator said. */
export function headersFor(url: string, known: SecretHeaders): Readonly<Record<string, string>> {
  const fitting = [...known.keys()].filter(
    (start) => url === start || url.startsWith(start.endsWith('/') ? start : `${start}/`),
  )
  const [longest] = fitting.sort((a, b) => b.length - a.length)
  return (longest === undefined ? undefined : known.get(longest)) ?? {}
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
