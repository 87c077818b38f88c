import { annotationsOn, exclusionsFor } from '../../../processors/products/annotations.ts'
import type { annotations } from '../../../schemas/catalogue-tables.ts'
import type { Row } from '../../../schemas/table.ts'

const stream = { refdes: 'CE02SHSM-RID27-03-CTDBPC000', method: 'telemetered', stream: 'ctdbp_cdef_dcl_instrument' }
const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
const open = Number.POSITIVE_INFINITY

function annotation(id: string, part: Partial<Row<typeof annotations>> = {}): Row<typeof annotations> {
  const about = { subsite: 'CE02SHSM', node: null, sensor: null, method: null, stream: null, parameters: '[]' }
  const said = { text: 'said', qc_flag: null, author: 'somebody', created_at: 0, is_removed: false, is_exclusion: true }
  return { id, ...about, start: 100, stop: 200, ...said, ...part }
}

test.each<[Partial<Row<typeof annotations>>, boolean]>([
  [{}, true],
  [{ subsite: 'CE04OSSM' }, false],
  [{ node: 'RID27' }, true],
  [{ node: 'RID26' }, false],
  [{ node: 'RID27', sensor: '03-CTDBPC000' }, true],
  [{ node: 'RID27', sensor: '04-DOSTAD000' }, false],
  [{ method: 'telemetered' }, true],
  [{ method: 'recovered_host' }, false],
  [{ stream: 'ctdbp_cdef_dcl_instrument' }, true],
  [{ stream: 'another' }, false],
  [{ is_removed: true }, false],
  [{ start: 180, stop: 190 }, false],
  [{ start: 10, stop: 150 }, false],
  [{ start: 179, stop: null }, true],
])('an annotation with %j is about the stream: %s', (part, expected) => {
  const on = annotationsOn(stream, { from: 150, to: 180 }, [annotation('a', part)])
  expect(on.length > 0).toBe(expected)
})

test('what excludes is joined; open ends stay open; parameters are their own', () => {
  const all = [
    annotation('d', { start: 500, stop: null }),
    annotation('b', { start: 150, stop: 300 }),
    annotation('a'),
    annotation('c', { start: 400, stop: 450, is_exclusion: false }),
    annotation('e', { parameters: '["temp","salinity"]', start: 320, stop: 330 }),
    annotation('f', { parameters: '["temp"]', start: 330, stop: 340 }),
  ]
  const { rows, values } = exclusionsFor(stream, always, all)
  expect(rows).toEqual([
    { from: 100, to: 300 },
    { from: 500, to: open },
  ])
  expect([...values]).toEqual([
    ['temp', [{ from: 320, to: 340 }]],
    ['salinity', [{ from: 320, to: 330 }]],
  ])
})
