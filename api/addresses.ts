/** The addresses that the gateway has: for 405 and for the hint of a 404. */
import type { RouteOptions } from 'fastify'

export interface Addresses {
  add(route: RouteOptions): void
  /** Methods that a path takes; empty when there is nothing at it. */
  methodsAt(path: string): string[]
  /** The known addresses most like a path. */
  nearest(path: string): string[]
}

export function createAddresses(): Addresses {
  const known = new Map<string, { pattern: RegExp; methods: Set<string> }>()
  return {
    add({ url, method }) {
      if (url.includes('*')) return
      const source = url.replaceAll(/[.+?^$()|[\]\\]/g, '\\$&').replaceAll(/:[a-z]+/g, '[^/]+')
      const entry = known.get(url) ?? { pattern: new RegExp(`^${source}/?$`), methods: new Set<string>() }
      for (const name of [method].flat()) entry.methods.add(name)
      known.set(url, entry)
    },
    methodsAt(path) {
      const methods = [...known.values()]
        .filter(({ pattern }) => pattern.test(path))
        .flatMap((entry) => [...entry.methods])
      return [...new Set(methods)].sort()
    },
    nearest(path) {
      const urls = [...known.keys()].filter((url) => !url.startsWith('/ui/'))
      const ranked = urls.map((url) => ({ url, distance: distance(path, url) }))
      return ranked
        .sort((a, b) => a.distance - b.distance || a.url.length - b.url.length)
        .slice(0, 3)
        .map(({ url }) => url.replaceAll(/:([a-z]+)/g, '{$1}'))
    },
  }
}

/** Sum of the edit distances of path segments; a placeholder fits anything. */
function distance(path: string, url: string): number {
  const [asked, known] = [path.split('/').slice(1, 8), url.split('/').slice(1)]
  let sum = 0
  for (let index = 0; index < Math.max(asked.length, known.length); index += 1) {
    const [a, b] = [asked[index]?.slice(0, 40), known[index]]
    if (a === undefined || b === undefined) sum += 3
    else if (!b.startsWith(':')) sum += editDistance(a, b)
  }
  return sum
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
