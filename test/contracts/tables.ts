/** What every table store does: run on memory and on Cassandra. */
import {
  atomically,
  defineTable,
  type KeyOf,
  put,
  type Row,
  remove,
  type Slice,
  type Table,
  type TableStore,
} from '../../schemas/table.ts'

const notes = defineTable({
  name: 'contract_notes',
  about: 'Every column type, two partition columns, three clustering columns.',
  columns: {
    place: { type: 'text', about: '' },
    day: { type: 'bigint', about: '' },
    topic: { type: 'text', about: '' },
    at: { type: 'bigint', about: '' },
    id: { type: 'text', about: '' },
    amount: { type: 'int', about: '', nullable: true },
    level: { type: 'double', about: '', nullable: true },
    is_open: { type: 'boolean', about: '', nullable: true },
    body: { type: 'blob', about: '', nullable: true },
    remark: { type: 'text', about: '', nullable: true },
    big: { type: 'bigint', about: '', nullable: true },
  },
  partitionKey: ['place', 'day'],
  clusteringKey: ['topic', 'at', 'id'],
})
const tallies = defineTable({
  name: 'contract_tallies',
  about: 'Shares its partitions with the notes.',
  columns: {
    place: { type: 'text', about: '' },
    day: { type: 'bigint', about: '' },
    total: { type: 'bigint', about: '' },
  },
  partitionKey: ['place', 'day'],
  clusteringKey: [],
})
const things = defineTable({
  name: 'contract_things',
  about: 'A partition of one column, clustered by a number.',
  columns: { kind: { type: 'text', about: '' }, rank: { type: 'int', about: '' }, size: { type: 'double', about: '' } },
  partitionKey: ['kind'],
  clusteringKey: ['rank'],
})
export const contractTables: readonly Table[] = [notes, tallies, things]

type Note = Row<typeof notes>
const blank = { amount: null, level: null, is_open: null, body: null, remark: null, big: null }
const note = (place: string, topic: string, at: number, id = 'a', rest: Partial<Note> = {}): Note => ({
  place,
  day: 7,
  topic,
  at,
  id,
  ...blank,
  ...rest,
})
const keyOf = ({ place, day, topic, at, id }: Note): KeyOf<typeof notes> => ({ place, day, topic, at, id })

/** `make` gives a store that holds `contractTables`; places are unique per test, so a store may be shared. */
export function tablesContract(name: string, make: () => Promise<TableStore>): void {
  describe(`table store contract: ${name}`, () => {
    let store: TableStore
    let tests = 0
    let place = ''
    beforeAll(async () => {
      store = await make()
    })
    afterAll(() => store?.close())
    beforeEach(() => {
      place = `place ${++tests} ${Date.now()}`
    })
    const add = (...rows: Note[]) => store.apply(rows.map((row) => put(notes, row)))
    const slice = (rest: Omit<Slice<typeof notes>, 'partition'> = {}) =>
      store.view(notes).slice({ partition: { place, day: 7 }, ...rest } as Slice<typeof notes>)
    const names = (rows: readonly Note[]) => rows.map((row) => `${row.topic}${row.at}${row.id}`)

    test('gives back what was put, each type exactly', async () => {
      const full = note(place, 'Größe 日本 🌊', -5, 'ü', {
        amount: -(2 ** 31),
        level: -0.1,
        is_open: false,
        body: new Uint8Array([0, 255, 7]),
        remark: '',
        big: -(2 ** 53 - 1),
      })
      await add(full)
      expect(await store.view(notes).get(keyOf(full))).toEqual(full)
      expect(await slice()).toEqual([full])
    })

    test.each([['bigint', [0, -1, 1_384_992_021_123_456, 2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 32, -(2 ** 32) - 1]]])(
      '%s is exact over the range of a double',
      async (_type, values) => {
        await add(...values.map((big, at) => note(place, 't', at, 'a', { big })))
        expect((await slice()).map((row) => row.big)).toEqual(values)
      },
    )

    test('a double may be NaN, infinite, minus zero or denormal', async () => {
      const values = [
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        -0,
        5e-324,
        1.7976931348623157e308,
      ]
      await add(...values.map((level, at) => note(place, 't', at, 'a', { level })))
      expect((await slice()).map((row) => row.level)).toEqual(values)
    })

    test('an absent row is null, an absent partition empty', async () => {
      expect(await store.view(notes).get(keyOf(note(place, 't', 1)))).toBeNull()
      expect(await slice()).toEqual([])
    })

    test('a put replaces the whole row, nulls included', async () => {
      await add(note(place, 't', 1, 'a', { amount: 1, remark: 'old', level: 2 }))
      await add(note(place, 't', 1, 'a', { amount: 2 }))
      expect(await slice()).toEqual([note(place, 't', 1, 'a', { amount: 2 })])
      await add(note(place, 't', 1, 'a', { remark: 'new' }))
      expect(await slice()).toEqual([note(place, 't', 1, 'a', { remark: 'new' })])
    })

    test('a row of nulls is a row', async () => {
      await add(note(place, 't', 1))
      await add(note(place, 't', 1))
      expect(await slice()).toEqual([note(place, 't', 1)])
    })

    test('applying the same writes again changes nothing', async () => {
      const rows = [note(place, 'a', 1, 'x', { amount: 3 }), note(place, 'b', 2, 'y'), note(place, 'b', 3, 'z')]
      const writes = [...rows.map((row) => put(notes, row)), remove(notes, keyOf(rows[2]!))]
      for (const write of writes) await store.apply([write])
      const once = await slice()
      for (const write of writes) await store.apply([write])
      expect(await slice()).toEqual(once)
      expect(names(once)).toEqual(['a1x', 'b2y'])
    })

    test('removes one row, and not its neighbours; what is absent may be removed', async () => {
      const rows = [note(place, 't', 1), note(place, 't', 2), note(place, 't', 3)]
      await add(...rows)
      await store.apply([remove(notes, keyOf(rows[1]!))])
      await store.apply([remove(notes, keyOf(rows[1]!)), remove(notes, keyOf(note(place, 'none', 9)))])
      expect(await slice()).toEqual([rows[0], rows[2]])
      await add(rows[1]!)
      expect(await slice()).toEqual(rows)
    })

    test('slices come in clustering order: text by code point, numbers by value', async () => {
      const topics = ['b', 'a', '', 'ä', 'Z', '\u{1f30a}', '\uffee', 'a\u0000', 'aa']
      await add(...topics.map((topic) => note(place, topic, 0)), note(place, 'a', -10), note(place, 'a', 9, 'b'))
      await add(note(place, 'a', 9, 'a'), note(place, 'a', 10))
      expect(names(await slice())).toEqual([
        '0a',
        'Z0a',
        'a-10a',
        'a0a',
        'a9a',
        'a9b',
        'a10a',
        'a\u00000a',
        'aa0a',
        'b0a',
        'ä0a',
        '\uffee0a',
        '\u{1f30a}0a',
      ])
    })

    test('a prefix, bounds, a limit and columns narrow a slice', async () => {
      for (const topic of ['a', 'b', 'c']) {
        await add(...[1, 2, 3, 4].map((at) => note(place, topic, at, 'i', { amount: at * 10 })))
      }
      expect(names(await slice({ prefix: { topic: 'b' } }))).toEqual(['b1i', 'b2i', 'b3i', 'b4i'])
      expect(names(await slice({ prefix: { topic: 'b' }, from: 2, to: 4 }))).toEqual(['b2i', 'b3i'])
      expect(names(await slice({ prefix: { topic: 'b' }, from: 3 }))).toEqual(['b3i', 'b4i'])
      expect(names(await slice({ prefix: { topic: 'b' }, to: 2 }))).toEqual(['b1i'])
      expect(names(await slice({ prefix: { topic: 'b', at: 3 } }))).toEqual(['b3i'])
      expect(names(await slice({ prefix: { topic: 'b', at: 3 }, from: 'j' }))).toEqual([])
      expect(names(await slice({ from: 'b', to: 'c', limit: 3 }))).toEqual(['b1i', 'b2i', 'b3i'])
      expect(names(await slice({ limit: 0 }))).toEqual([])
      expect(await slice({ columns: ['at', 'amount'], prefix: { topic: 'c' }, limit: 2 })).toEqual([
        { at: 1, amount: 10 },
        { at: 2, amount: 20 },
      ])
    })

    test('a partition is of all its columns', async () => {
      await add(note(place, 't', 1))
      expect(await store.view(notes).slice({ partition: { place, day: 8 } })).toEqual([])
      expect(await store.view(notes).slice({ partition: { place: `${place}x`, day: 7 } })).toEqual([])
    })

    test('one write covers rows of several tables in one partition', async () => {
      const total = { place, day: 7, total: 2 }
      await store.apply([
        atomically(put(notes, note(place, 't', 1)), put(notes, note(place, 't', 2)), put(tallies, total)),
      ])
      expect(names(await slice())).toEqual(['t1a', 't2a'])
      expect(await store.view(tallies).get({ place, day: 7 })).toEqual(total)
      const moved = atomically(remove(notes, keyOf(note(place, 't', 1))), put(notes, note(place, 't', 3)))
      await store.apply([atomically(moved, put(tallies, { ...total, total: 1 }))])
      expect(names(await slice())).toEqual(['t2a', 't3a'])
      expect(await store.view(tallies).slice({ partition: { place, day: 7 } })).toEqual([{ ...total, total: 1 }])
    })

    test('a write over two partitions is refused, and nothing of the call is done', async () => {
      const mixed = atomically(put(notes, note(place, 't', 1)), put(notes, { ...note(place, 't', 1), day: 8 }))
      await expect(store.apply([put(notes, note(place, 't', 0)), mixed])).rejects.toThrow(/spans two partitions.*7.*8/)
      expect(await slice()).toEqual([])
      const otherShape = atomically(put(notes, note(place, 't', 1)), put(things, { kind: place, rank: 1, size: 1 }))
      await expect(store.apply([otherShape])).rejects.toThrow(TypeError)
      await expect(store.apply([{ rows: [] }])).rejects.toThrow(/no rows/)
    })

    test.each<[string, Record<string, unknown>, RegExp]>([
      ['a missing column', { remark: undefined }, /contract_notes\.remark takes a string.*undefined/],
      ['an unknown column', { colour: 'red' }, /no column colour/],
      ['a null key', { topic: null }, /contract_notes\.topic takes/],
      ['an integer too large', { big: 2 ** 53 }, /contract_notes\.big takes.*9007199254740992/],
      ['a fraction in an int', { amount: 1.5 }, /contract_notes\.amount takes.*1\.5/],
      ['an int too large', { amount: 2 ** 31 }, /contract_notes\.amount takes.*2147483648/],
      ['text for a number', { level: '3' }, /contract_notes\.level takes/],
      ['a lone surrogate', { remark: '\ud800' }, /contract_notes\.remark takes/],
    ])('%s is refused by name and value', async (_what, values, message) => {
      const wrong = { ...note(place, 't', 1), ...values } as unknown as Note
      await expect(store.apply([put(notes, wrong)])).rejects.toThrow(message)
      expect(await slice()).toEqual([])
    })

    test('a slice that is no range of a partition is refused', async () => {
      await expect(slice({ prefix: { at: 1 } })).rejects.toThrow(/must fix topic/)
      await expect(slice({ prefix: { topic: 't', at: 1, id: 'a' }, from: 1 })).rejects.toThrow(
        /every clustering column/,
      )
      await expect(slice({ from: 5 })).rejects.toThrow(/contract_notes\.topic takes/)
      await expect(slice({ limit: -1 })).rejects.toThrow(/limit/)
    })

    test('a scan sees every row once', async () => {
      const rows = Array.from({ length: 25 }, (_, rank) => ({ kind: `${place} ${rank % 3}`, rank, size: rank / 2 }))
      await store.apply(rows.map((row) => put(things, row)))
      const seen: Row<typeof things>[] = []
      for await (const row of store.view(things).scan()) if (row.kind.startsWith(`${place} `)) seen.push(row)
      expect(seen.sort((a, b) => a.rank - b.rank)).toEqual(rows)
    })

    test('slices longer than a page are whole and in order', async () => {
      const rows = Array.from({ length: 4_500 }, (_, rank) => ({ kind: place, rank, size: rank / 2 }))
      for (let at = 0; at < rows.length; at += 500) {
        await store.apply([atomically(...rows.slice(at, at + 500).map((row) => put(things, row)))])
      }
      expect(await store.view(things).slice({ partition: { kind: place } })).toEqual(rows)
      expect(await store.view(things).slice({ partition: { kind: place }, from: 10, limit: 4_200 })).toEqual(
        rows.slice(10, 4_210),
      )
    })

    test('blobs of a megabyte, several in one write, come back as they were', async () => {
      const bodies = [1, 2, 3, 4].map((seed) => Uint8Array.from({ length: 1 << 20 }, (_, at) => (at * seed) % 251))
      await store.apply([
        atomically(...bodies.map((body, at) => put(notes, note(place, 't', at, 'a', { body })))),
        put(notes, note(place, 'u', 0, 'a', { body: new Uint8Array(0) })),
      ])
      const rows = await slice({ columns: ['body'] })
      expect(rows.map((row) => row.body?.length)).toEqual([1 << 20, 1 << 20, 1 << 20, 1 << 20, 0])
      bodies.forEach((body, at) => {
        expect(Buffer.compare(rows[at]?.body as Uint8Array, body)).toBe(0)
      })
    })

    test('a store shares no memory with its callers', async () => {
      const body = new Uint8Array([1, 2, 3])
      await add(note(place, 't', 1, 'a', { body }))
      body[0] = 9
      const [first] = await slice()
      expect(first?.body).toEqual(new Uint8Array([1, 2, 3]))
      first!.body![1] = 9
      expect((await slice())[0]?.body).toEqual(new Uint8Array([1, 2, 3]))
    })

    test('many writes at once are all done when the call returns', async () => {
      await add(...Array.from({ length: 300 }, (_, at) => note(place, 't', at)))
      expect(await slice()).toHaveLength(300)
      await store.apply([])
    })

    test('answers a ping', () => store.ping())
  })
}
