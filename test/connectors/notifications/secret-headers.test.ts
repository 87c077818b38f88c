import { headersFor, parseSecretHeaders } from '../../../connectors/notifications/secret-headers.ts'

test('the longest beginning counts, up to a slash; a host without a path is all of it', () => {
  const known = parseSecretHeaders({
    'https://hooks.example.org': { authorization: 'a' },
    'https://hooks.example.org/deep': { authorization: 'b' },
  })
  const sent = (url: string) => headersFor(url, known).authorization
  expect(sent('https://hooks.example.org/x')).toBe('a')
  expect(sent('https://hooks.example.org/deep/x')).toBe('b')
  expect(sent('https://hooks.example.org/deeper')).toBe('a')
  expect(sent('https://hooks.example.org.evil.org/x')).toBeUndefined()
  expect(sent('http://hooks.example.org/x')).toBeUndefined()
})

test.each([
  ['an object of URLs', []],
  ['ftp://a must be a URL', { 'ftp://a': {} }],
  ['must have an object of headers', { 'https://a.org': 'b' }],
  ['the value of x must be a text', { 'https://a.org': { x: 1 } }],
  ['x y is no header', { 'https://a.org': { 'x y': 'c' } }],
])('%s', (reason, json) => {
  expect(() => parseSecretHeaders(json)).toThrow(reason)
})
