/** What every store of file positions does: run on memory and on PostgreSQL. */
import type { FilePosition, FilePositions } from '../../schemas/file-positions.ts'

export function positionsContract(
  name: string,
  make: () => Promise<FilePositions & { close?(): Promise<void> }>,
): void {
  describe(`file positions contract: ${name}`, () => {
    let store: FilePositions & { close?(): Promise<void> }
    let tests = 0
    let source = ''
    beforeAll(async () => {
      store = await make()
    })
    afterAll(() => store?.close?.())
    beforeEach(() => {
      source = `source ${++tests} ${Date.now()}`
    })
    const position = (path: string, rest: Partial<FilePosition> = {}): FilePosition => ({
      source,
      path,
      identity: '2049:77:e3b0c442',
      offset: 120,
      size: 4_096,
      lines: 3,
      particles: 2,
      ignored: 1,
      rejected: 0,
      state: null,
      firstSeen: 1_384_992_021_123_456,
      finished: false,
      ...rest,
    })

    test('an unknown source has none', async () => {
      expect(await store.load(source)).toEqual([])
    })

    test.each<[string, Partial<FilePosition>]>([
      ['a position', {}],
      ['numbers at the edge of exactness', { offset: 2 ** 53 - 1, size: 2 ** 53 - 1, particles: 2 ** 40 }],
      ['a time before 1970', { firstSeen: -5 }],
      ['a finished file', { finished: true }],
      ['any path', { path: '/data/it\'s "so"/ü 日本 🌊\n%$1.log' }],
      ['state: an object', { state: { z: 1, a: [1.5, -0.1, null, true, 'ü\u0000"\\'], nested: { deep: {} } } }],
      ['state: text', { state: 'null' }],
      ['state: a list', { state: [[], {}] }],
      ['state: false', { state: false }],
    ])('keeps %s as it is', async (_what, rest) => {
      const kept = position('/data/a.log', rest)
      await store.save(kept)
      expect(await store.load(source)).toEqual([kept])
    })

    test('saving overwrites the position of the same file, and saving again changes nothing', async () => {
      await store.save(position('/a', { state: { line: 3 } }))
      const later = position('/a', { offset: 240, lines: 6, finished: true })
      await store.save(later)
      await store.save(later)
      expect(await store.load(source)).toEqual([later])
    })

    test('a rotated file is another position', async () => {
      const before = position('/a', { identity: '1:2:aa' })
      const after = position('/a', { identity: '1:3:bb', offset: 0 })
      await store.save(after)
      await store.save(before)
      expect(await store.load(source)).toEqual([before, after])
    })

    test('loads by path, in code point order, of its own source only', async () => {
      const paths = ['b', 'a', 'Z', 'ä', '\u{1f30a}', '\uffee', 'aa', 'a-b', 'a/b']
      for (const path of paths) await store.save(position(path))
      await store.save({ ...position('c'), source: `${source}x` })
      const loaded = await store.load(source)
      expect(loaded.map(({ path }) => path)).toEqual(['Z', 'a', 'a-b', 'a/b', 'aa', 'b', 'ä', '\uffee', '\u{1f30a}'])
    })

    test('removes one position; what is absent may be removed', async () => {
      const [a, b] = [position('/a'), position('/b')]
      await store.save(a)
      await store.save(b)
      await store.remove(source, '/a', a.identity)
      await store.remove(source, '/a', a.identity)
      await store.remove(source, '/b', 'another')
      expect(await store.load(source)).toEqual([b])
    })

    test('shares no memory with its callers', async () => {
      const state = { lines: [1] }
      await store.save(position('/a', { state }))
      state.lines.push(2)
      expect((await store.load(source))[0]?.state).toEqual({ lines: [1] })
    })
  })
}
