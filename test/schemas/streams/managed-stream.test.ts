import { streamNameProblem } from '../../../schemas/streams/managed-stream.ts'

test.each(['a', 'ctd.lines', 'CE02-raw_2', 'x'.repeat(150)])('%s is a good name', (name) => {
  expect(streamNameProblem(name)).toBeNull()
})

test.each([
  ['', 'empty'],
  ['x'.repeat(151), '150 characters; it has 151'],
  ['a b', '" "'],
  ['bücher', '"ü"'],
  ['😀', '"😀"'],
  ['a/b', '"/"'],
  ['..', 'begin and end'],
  ['-a', 'begin and end'],
  ['a.', 'begin and end'],
])('%j is none, and the rule is named', (name, rule) => {
  expect(streamNameProblem(name)).toContain(rule)
})
