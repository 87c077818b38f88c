import { byteRange } from '../../api/byte-range.ts'
import { preferredWait } from '../../api/prefer.ts'

test.each([
  [undefined, null],
  ['bytes=0-0', { from: 0, to: 1 }],
  ['bytes=2-5', { from: 2, to: 6 }],
  ['bytes=2-', { from: 2, to: 10 }],
  ['bytes=-3', { from: 7, to: 10 }],
  ['bytes=-30', { from: 0, to: 10 }],
  ['bytes=9-99', { from: 9, to: 10 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  // Not understood, so the whole is sent (RFC 9110 §14.2).
  ['bytes=5-2', null],
  ['bytes=0-1,4-5', null],
  ['bytes=-', null],
  ['lines=1-2', null],
])('%s of ten bytes', (header, expected) => {
  expect(byteRange(header, 10)).toEqual(expected)
})

test.each([
  [undefined, 0],
  ['wait=10', 10],
  ['respond-async, wait=5', 5],
  ['Wait = "7"; x=1', 7],
  ['wait=9999', 600],
  ['wait=-1', 0],
  [['return=minimal', 'wait=3'], 3],
])('Prefer: %s', (header, seconds) => {
  expect(preferredWait(header)).toBe(seconds)
})
