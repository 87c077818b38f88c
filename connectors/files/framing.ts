/** Cuts bytes into lines, with bounds: a line has an end to memory, and a piece of a file has an end to work. */

/** Longest line in bytes; a longer one is rejected and skipped. */
export const maxLineBytes = 65_536
/** Pieces end at multiples of this many bytes, so that a repeated piece is the same piece. */
export const pieceBytes = 131_072

export interface FramedLine {
  /** Without its end; bytes as Latin-1 characters. Of a line that is too long, the beginning. */
  readonly text: string
  readonly isTooLong: boolean
}

const newline = 10
const carriageReturn = 13

/** The last byte that a piece beginning at `from` may need of a file of `size` bytes. */
export function windowEnd(from: number, size: number): number {
  return Math.min(size, gridAfter(from) + maxLineBytes + 1)
}

const gridAfter = (from: number): number => (Math.floor(from / pieceBytes) + 1) * pieceBytes

/**
 * Cuts lines from the window of a file that begins at byte `from`. `isLast`: the window ends where the file ends for
 * good, so that what follows the last newline is a line too. `onLine` answers whether the piece may take more lines.
 * Returns the bytes that were consumed, and whether the piece ends inside a line that is being skipped.
 */
export function frameLines(
  window: Uint8Array,
  from: number,
  { isSkipping, isLast }: { readonly isSkipping: boolean; readonly isLast: boolean },
  onLine: (line: FramedLine) => boolean,
): { readonly consumed: number; readonly isSkipping: boolean } {
  const end = gridAfter(from) - from
  let at = 0
  if (isSkipping) {
    const next = window.indexOf(newline)
    if (next === -1) return { consumed: window.length, isSkipping: true }
    at = next + 1
  }
  let more = true
  while (more && at < window.length && at < end) {
    const next = window.indexOf(newline, at)
    const stop = next === -1 ? window.length : next
    if (stop - at > maxLineBytes) {
      more = onLine({ text: latin1(window, at, at + 4096), isTooLong: true })
      if (next === -1) return { consumed: window.length, isSkipping: true }
    } else {
      if (next === -1 && !isLast) break
      more = onLine({ text: latin1(window, at, stop), isTooLong: false })
    }
    at = next === -1 ? window.length : next + 1
  }
  return { consumed: at, isSkipping: false }
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  let end = Math.min(to, bytes.length)
  while (end > from && bytes[end - 1] === carriageReturn) end -= 1
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString('latin1')
}
