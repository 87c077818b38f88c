import {
  deadLetterStream,
  operationNameProblem,
  streamNameProblem,
  streamTopic,
} from '../../../schemas/streams/managed-stream.ts'

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

test('the longest name of an operation gives its dead letters the longest of a stream, which Kafka takes in any namespace', () => {
  const longest = 'x'.repeat(137)
  expect(operationNameProblem(longest)).toBeNull()
  expect(operationNameProblem(`${longest}x`)).toContain(
    '137 characters, so that NAME.dead-letters is a stream; it has 138',
  )
  expect(operationNameProblem('a b')).toContain('" "')
  expect(streamNameProblem(deadLetterStream(longest))).toBeNull()
  // A namespace has at most 24 characters and a dot. https://kafka.apache.org/documentation/ : a topic's name at most 249.
  expect(25 + streamTopic(deadLetterStream(longest)).length).toBeLessThanOrEqual(249)
})
