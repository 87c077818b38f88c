/** Many strings as one run of UTF-8 bytes with int32 starts, and back. A lone surrogate is written as U+FFFD. */

export interface TextRun {
  /** `count + 1` starts into `bytes`. */
  readonly offsets: Int32Array
  readonly bytes: Uint8Array
}

const encoder = new TextEncoder()
const maxRunBytes = 2 ** 31 - 1

export function encodeTexts(texts: readonly string[]): TextRun {
  const joined = texts.join('')
  const bytes = encoder.encode(joined)
  if (bytes.length > maxRunBytes) throw new RangeError(`${bytes.length} bytes of text in one column; split the batch`)
  const offsets = new Int32Array(texts.length + 1)
  const isAscii = bytes.length === joined.length
  let end = 0
  for (let at = 0; at < texts.length; at++) {
    const text = texts[at]!
    end += isAscii ? text.length : byteLength(text)
    offsets[at + 1] = end
  }
  // Joining may marry a high surrogate at the end of one string to a low one at the start of the next.
  return end === bytes.length ? { offsets, bytes } : { offsets, bytes: encodeApart(texts, offsets) }
}

function encodeApart(texts: readonly string[], offsets: Int32Array): Uint8Array {
  const bytes = new Uint8Array(offsets[texts.length]!)
  for (let at = 0; at < texts.length; at++) encoder.encodeInto(texts[at]!, bytes.subarray(offsets[at]!))
  return bytes
}

function byteLength(text: string): number {
  let bytes = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      bytes += 4
      at++
    } else bytes += 3
  }
  return bytes
}

/**
 * `count` strings. Throws RangeError when the starts descend or leave the bytes, when they split a character, or when
 * the bytes are not UTF-8.
 */
export function decodeTexts({ offsets, bytes }: TextRun, count: number): string[] {
  if (count === 0) return []
  checkOffsets(offsets, count, bytes.length)
  const start = offsets[0]!
  const end = offsets[count]!
  const whole = decodeText(bytes.subarray(start, end))
  const texts = new Array<string>(count)
  if (whole.length === end - start) {
    for (let at = 0; at < count; at++) texts[at] = whole.substring(offsets[at]! - start, offsets[at + 1]! - start)
    return texts
  }
  let unit = 0
  let byte = start
  for (let at = 0; at < count; at++) {
    const from = unit
    for (const stop = offsets[at + 1]!; byte < stop; byte++) {
      const lead = bytes[byte]!
      if ((lead & 0xc0) !== 0x80) unit += lead >= 0xf0 ? 2 : 1
    }
    if (byte < end && (bytes[byte]! & 0xc0) === 0x80) throw new RangeError(`text ${at} ends inside a character`)
    texts[at] = whole.substring(from, unit)
  }
  return texts
}

/** Throws RangeError when the bytes are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new RangeError('text that is not UTF-8', { cause })
  }
}

/** Throws RangeError unless the first `count + 1` offsets ascend inside 0 … `limit`. */
export function checkOffsets(offsets: Int32Array, count: number, limit: number): void {
  if (offsets.length < count + 1) throw new RangeError(`${offsets.length} offsets for ${count} items`)
  let previous = 0
  for (let at = 0; at <= count; at++) {
    const offset = offsets[at]!
    if (offset < previous || offset > limit) {
      throw new RangeError(`offset ${at} is ${offset}, outside ${previous} to ${limit}`)
    }
    previous = offset
  }
}
