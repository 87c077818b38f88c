import { createMemoryTables } from '../../../connectors/memory/tables.ts'
import { expectedIn, list } from '../../../deploy/cli/status.ts'
import { streamStatuses } from '../../../schemas/status-tables.ts'
import { put } from '../../../schemas/table.ts'

const head = 'name,method,expected_rate,warn_interval,fail_interval'

test('a file with a bad row is not used at all, and its rows are named', () => {
  const said: string[] = []
  const read = (text: string) => expectedIn(text, 'dir/e.csv', (line) => said.push(line))
  expect(read(`${head}\na,streamed,0,1,2\n`)).toMatchObject([{ name: 'a', source: 'e.csv' }])
  expect(() => read(`${head}\na,streamed,0,1,2\nb,streamed,0,x,2\n`)).toThrow('nothing of dir/e.csv was used')
  expect(said).toEqual(['dir/e.csv:3: warn_interval must be a number; got "x"'])
})

describe('the listing', () => {
  const tables = createMemoryTables()
  beforeAll(() =>
    tables.apply(
      [
        [1, 'CE02SHSM-RID27-03-CTDBPC000', 'b_stream', 'failed'],
        [2, 'CE02SHSM-RID27-03-CTDBPC000', 'a_stream', 'operational'],
        [3, 'CE01ISSM-RID16-03-CTDBPC000', 'a_stream', 'operational'],
      ].map(([id, refdes, stream, state]) =>
        put(streamStatuses, {
          ...({ id, refdes, method: 'streamed', stream, state } as {
            id: number
            refdes: string
            method: string
            stream: string
            state: string
          }),
          ...{ changed_at: 1_485_994_860_000_000, reason: 'so', pending_state: null, pending_since: null },
        }),
      ),
    ),
  )
  const listed = async (options: Parameters<typeof list>[1]) => {
    const lines: string[] = []
    await list(tables, options, (line) => lines.push(line))
    return lines
  }

  test('instruments by name, streams beneath', async () => {
    expect(await listed({})).toEqual([
      'CE01ISSM-RID16-03-CTDBPC000  operational  (Stream statuses: operational: 1)',
      '  STREAM    METHOD    STATE        SINCE                 REASON',
      '  a_stream  streamed  operational  2017-02-02T00:21:00Z  so',
      'CE02SHSM-RID27-03-CTDBPC000  failed  (Stream statuses: operational: 1, failed: 1)',
      '  STREAM    METHOD    STATE        SINCE                 REASON',
      '  a_stream  streamed  operational  2017-02-02T00:21:00Z  so',
      '  b_stream  streamed  failed       2017-02-02T00:21:00Z  so',
      '2 instruments: 1 failed, 1 operational. 3 streams: 1 failed, 2 operational',
    ])
  })

  test('filters select streams; the roll-up is of all', async () => {
    const [line, ...others] = await listed({ refdes: 'CE02', status: 'operational', json: true })
    expect(others).toEqual([])
    expect(JSON.parse(line ?? '')).toMatchObject({ state: 'failed', streams: [{ id: 2, state: 'operational' }] })
    await expect(listed({ status: 'late' })).rejects.toThrow('give one of operational')
    expect(await listed({ stream: 'zzz' })).toEqual(['no such stream was judged yet'])
  })
})
