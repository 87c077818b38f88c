import { csvColumns, readCsv } from '../../schemas/csv.ts'

const rows = (text: string) => readCsv(text).map(({ line, field }) => [line, field('a'), field('b')])

// RFC 4180, and a byte order mark, as spreadsheets write it.
test.each([
  ['plain', 'a,b\n1,2', [[2, '1', '2']]],
  ['a mark, CRLF, spaces and an end of line', '\uFEFFa, b \r\n 1 ,2\r\n', [[2, '1', '2']]],
  [
    'quotes, commas and line breaks in quotes',
    'a,b\n"x,""y""","z\nw"\n3,4\n',
    [
      [2, 'x,"y"', 'z\nw'],
      [4, '3', '4'],
    ],
  ],
  ['lines without a value', 'a,b\n\n,\n  \n1,2\n', [[5, '1', '2']]],
  [
    'fields too few, and too many',
    'a,b\n1\n1,2,3\n',
    [
      [2, '1', ''],
      [3, '1', '2'],
    ],
  ],
  ['other columns', 'b,x,a\n2,9,1', [[2, '1', '2']]],
  ['what follows a quoted text is not lost', 'a,b\n"1"9,"2" \n', [[2, '"1"9', '2']]],
  ['a quote that is not closed stays', 'a,b\n"1,2\n', [[2, '"1', '2']]],
  ['nothing', '', []],
])('%s', (_, text, expected) => {
  expect(rows(text)).toEqual(expected)
})

test('the names of the head', () => {
  expect(csvColumns('\uFEFFa,"b, c" , d\r\n1')).toEqual(['a', 'b, c', 'd'])
})
