import { parseSources } from '../../schemas/sources.ts'

const good = {
  name: 'ctdbp1',
  glob: 'ctdbp1/*.log',
  parser: 'ctdbp_cdef_dcl',
  refdes: 'CE02SHSM-RID27-03-CTDBPC000',
  method: 'telemetered',
  deployment: 1,
}
const parse = (change: object) => () =>
  parseSources(JSON.parse(JSON.stringify({ sources: [{ ...good, ...change }] })), ['ctdbp_cdef_dcl'])

test('quietSeconds is 10 where it is not given', () => {
  expect(parse({})()).toEqual([{ ...good, quietSeconds: 10 }])
})

test.each([
  [{ refdes: 'ctd one' }, /sources\[0\]\.refdes: must be a reference designator like CE02.*, not "ctd one"/],
  [{ deployment: -1 }, /sources\[0\]\.deployment: expected integer to be greater or equal to 0, not -1/],
  [{ deployment: '1' }, /sources\[0\]\.deployment: expected integer, not "1"/],
  [{ parser: 'ctd' }, /sources\[0\]\.parser: no parser "ctd"; there are ctdbp_cdef_dcl/],
  [{ glob: undefined }, /sources\[0\]\.glob: expected required property/],
  [{ quiet: 3 }, /sources\[0\]\.quiet: unexpected property, not 3/],
])('%j is refused by its field', (change, message) => {
  expect(parse(change)).toThrow(message)
})

test('a field that is missing is named once', () => {
  expect(parse({ glob: undefined })).toThrow(/^sources: sources\[0\]\.glob: expected required property$/)
})

test('two sources of one name are refused', () => {
  expect(() => parseSources({ sources: [good, good] })).toThrow(/sources\[1\]\.name: "ctdbp1" is used twice/)
})

test('a document of another shape is refused', () => {
  expect(() => parseSources([])).toThrow(/the document: expected object/)
  expect(() => parseSources({})).toThrow(/sources: expected required property/)
})
