/**
 * 64-bit mixing in 32-bit words, since BigInt is too slow a row at a time. Sources: MurmurHash3 by Austin Appleby (public
 * domain): its finaliser `fmix32`, its body constants, and MurmurHash3_x86_128. Written anew from the description.
 */

// A local name: looking a global up this often is slow where the global object is a sandbox, as under jest.
const { imul } = Math

export interface Words {
  low: number
  high: number
}

/** Every bit of the input sways every bit of the output; one to one. */
export function fmix32(word: number): number {
  let h = word ^ (word >>> 16)
  h = imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/**
 * A four-round Feistel network with `fmix32` as its round function: one to one on 64 bits, so different values of one
 * column never collide. The round constants are the fractional digits of the golden ratio and its multiples.
 */
export function mixWords(words: Words): void {
  let { low, high } = words
  high ^= fmix32((low + 0x9e3779b9) | 0)
  low ^= fmix32((high + 0x3c6ef372) | 0)
  high ^= fmix32((low + 0xdaa66d2b) | 0)
  low ^= fmix32((high + 0x78dde6e4) | 0)
  words.low = low
  words.high = high
}

const rotl = (word: number, by: number) => (word << by) | (word >>> (32 - by))

/** 64 bits of a string's UTF-16 units, into `words`. */
export function mixText(text: string, words: Words): void {
  let low = text.length
  let high = ~text.length
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    low ^= imul(rotl(imul(unit, 0xcc9e2d51), 15), 0x1b873593)
    low = (imul(rotl(low, 13) + high, 5) + 0xe6546b64) | 0
    high ^= imul(rotl(imul(unit, 0x239b961b), 16), 0xab0e9789)
    high = (imul(rotl(high, 17) + low, 5) + 0x0bcaa747) | 0
  }
  words.low = low
  words.high = high
  mixWords(words)
}

/** MurmurHash3_x86_128, seed 0, of whole 16-byte blocks (four little-endian words each), as 32 hex characters. */
export function murmur128(words: Uint32Array): string {
  if (words.length % 4 !== 0) throw new RangeError(`${words.length} words are not whole blocks of four`)
  const c1 = 0x239b961b
  const c2 = 0xab0e9789
  const c3 = 0x38b34ae5
  const c4 = 0xa1e38b93
  let [h1, h2, h3, h4] = [0, 0, 0, 0]
  for (let at = 0; at < words.length; at += 4) {
    h1 ^= imul(rotl(imul(words[at]!, c1), 15), c2)
    h1 = (imul(rotl(h1, 19) + h2, 5) + 0x561ccd1b) | 0
    h2 ^= imul(rotl(imul(words[at + 1]!, c2), 16), c3)
    h2 = (imul(rotl(h2, 17) + h3, 5) + 0x0bcaa747) | 0
    h3 ^= imul(rotl(imul(words[at + 2]!, c3), 17), c4)
    h3 = (imul(rotl(h3, 15) + h4, 5) + 0x96cd1c35) | 0
    h4 ^= imul(rotl(imul(words[at + 3]!, c4), 18), c1)
    h4 = (imul(rotl(h4, 13) + h1, 5) + 0x32ac3b17) | 0
  }
  const sizeBytes = words.length * 4
  const spread = () => {
    h1 = (h1 + h2 + h3 + h4) | 0
    h2 = (h2 + h1) | 0
    h3 = (h3 + h1) | 0
    h4 = (h4 + h1) | 0
  }
  h1 ^= sizeBytes
  h2 ^= sizeBytes
  h3 ^= sizeBytes
  h4 ^= sizeBytes
  spread()
  h1 = fmix32(h1)
  h2 = fmix32(h2)
  h3 = fmix32(h3)
  h4 = fmix32(h4)
  spread()
  return [h1, h2, h3, h4].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
