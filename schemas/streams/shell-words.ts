/**
 * Splits a text as a POSIX shell splits a simple command into words: blanks, quotes and backslashes, and nothing else. No
 * variable, glob, pipe or redirection has a meaning. Throws a RangeError for an open quote or a backslash at the end.
 */
export function shellWords(text: string): string[] {
  const words: string[] = []
  let word: string | null = null
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string
    if (sign === ' ' || sign === '\t' || sign === '\n') {
      if (word !== null) words.push(word)
      word = null
    } else if (sign === "'" || sign === '"') {
      const quoted: { readonly text: string; readonly end: number } =
        sign === "'" ? single(text, at + 1) : double(text, at + 1)
      word = (word ?? '') + quoted.text
      at = quoted.end
    } else if (sign === '\\') {
      at += 1
      const next = text[at]
      if (next === undefined) throw new RangeError('ends with a backslash')
      // A line that goes on in the next.
      if (next !== '\n') word = (word ?? '') + next
    } else word = (word ?? '') + sign
  }
  if (word !== null) words.push(word)
  return words
}

function single(text: string, from: number) {
  const end = text.indexOf("'", from)
  if (end < 0) throw new RangeError("has a ' that is not closed")
  return { text: text.slice(from, end), end }
}

function double(text: string, from: number) {
  let quoted = ''
  for (let at = from; at < text.length; at++) {
    const sign = text[at] as string
    if (sign === '"') return { text: quoted, end: at }
    const next = text[at + 1]
    if (sign === '\\' && next !== undefined && '"\\$`\n'.includes(next)) {
      if (next !== '\n') quoted += next
      at += 1
    } else quoted += sign
  }
  throw new RangeError('has a " that is not closed')
}
