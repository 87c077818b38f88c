import { isLike } from '../../schemas/wildcards.ts'

test.each([
  ['', '', true],
  ['', '*', true],
  ['', '?', false],
  ['ab', 'a', false],
  ['a', 'ab', false],
  ['CE02SHSM', 'CE02*', true],
  ['CE02SHSM', '*SM', true],
  ['CE02SHSM', 'CE0?SHS?', true],
  ['CE02SHSM', '?CE02SHSM', false],
  ['CE02SHSM', 'ce02*', false],
  // The first S after the star is the wrong one.
  ['CE02SHSM', '*SM**', true],
  ['aXbXc', 'a*X?', true],
  ['a.c', 'a?c', true],
  ['abc', 'a.c', false],
])('%j is like %j: %s', (text, pattern, is) => {
  expect(isLike(text, pattern)).toBe(is)
})
