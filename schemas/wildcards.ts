/**
 * True when the whole text is like the pattern, in which `*` stands for any characters and `?` for one. By steps, not by a
 * regular expression: many stars cost no more than a few.
 */
export function isLike(text: string, pattern: string): boolean {
  let [at, place, star, mark] = [0, 0, -1, 0]
  while (at < text.length) {
    const one = pattern[place]
    if (one === '*') [star, mark, place] = [place, at, place + 1]
    else if (one === '?' || one === text[at]) [at, place] = [at + 1, place + 1]
    else if (star >= 0) [mark, at, place] = [mark + 1, mark + 1, star + 1]
    else return false
  }
  return /^\**$/.test(pattern.slice(place))
}
