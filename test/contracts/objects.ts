/** What every object store does: run on memory and on the S3 store. */
import { Readable } from 'node:stream'
import { sweepBucket } from '../../connectors/minio/sweep.ts'
import { type Bucket, type Claim, defineBucket, type ObjectStore } from '../../schemas/objects.ts'

const kept = defineBucket({ name: 'contract', about: 'Kept for ever.' })
const passing = defineBucket({ name: 'contract-passing', about: 'Swept after two hours.', keepHours: 2 })
export const contractBuckets: readonly Bucket[] = [kept, passing]

/** SHA-256 from FIPS 180-4's examples, and of nothing. */
const sha256OfAbc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const sha256OfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
/** Of a million times `a`, from the same examples. */
const sha256OfMillionAs = 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'

const text = (value: string) => new TextEncoder().encode(value)

/** `make` gives a store with `contractBuckets`; keys are unique per test, so a store may be shared. */
export function objectsContract(name: string, make: () => Promise<ObjectStore & { close?(): Promise<void> }>): void {
  describe(`object store contract: ${name}`, () => {
    let store: ObjectStore & { close?(): Promise<void> }
    let tests = 0
    let prefix = ''
    beforeAll(async () => {
      store = await make()
    })
    afterAll(() => store?.close?.())
    beforeEach(() => {
      prefix = `${++tests}-${Date.now()}/`
    })
    async function streamed(claim: Claim): Promise<Buffer> {
      const parts: Buffer[] = []
      for await (const part of await store.open(claim)) parts.push(part as Buffer)
      return Buffer.concat(parts)
    }

    test('gives back what was put, and claims it by size and SHA-256', async () => {
      const claim = await store.put(kept, `${prefix}abc`, text('abc'))
      expect(claim).toEqual({ bucket: 'contract', key: `${prefix}abc`, size: 3, sha256: sha256OfAbc })
      expect(await store.read(claim)).toEqual(text('abc'))
      expect((await streamed(claim)).toString()).toBe('abc')
    })

    test('an object may be empty', async () => {
      const claim = await store.put(kept, `${prefix}empty`, new Uint8Array(0))
      expect(claim).toMatchObject({ size: 0, sha256: sha256OfNothing })
      expect(await store.read(claim)).toEqual(new Uint8Array(0))
      expect(await store.putStream(kept, `${prefix}empty`, Readable.from([]), 0)).toEqual(claim)
    })

    test('takes part of a larger buffer, not all of it', async () => {
      const claim = await store.put(kept, `${prefix}view`, text('xxabcyy').subarray(2, 5))
      expect(claim.sha256).toBe(sha256OfAbc)
      expect(await store.read(claim)).toEqual(text('abc'))
    })

    test('putting again changes nothing; putting other bytes breaks the old claim', async () => {
      const key = `${prefix}twice`
      const claim = await store.put(kept, key, text('abc'))
      expect(await store.put(kept, key, text('abc'))).toEqual(claim)
      const other = await store.put(kept, key, text('abd'))
      expect(await store.read(other)).toEqual(text('abd'))
      await expect(store.read(claim)).rejects.toMatchObject({ name: 'Reject', code: 'claim-mismatch' })
      await expect(streamed(claim)).rejects.toMatchObject({ name: 'Reject', code: 'claim-mismatch' })
    })

    test('bytes too few or too many for a claim are refused', async () => {
      const claim = await store.put(kept, `${prefix}abc`, text('abc'))
      for (const size of [2, 4]) {
        await expect(store.read({ ...claim, size })).rejects.toMatchObject({ code: 'claim-mismatch' })
        await expect(streamed({ ...claim, size })).rejects.toMatchObject({ code: 'claim-mismatch' })
      }
    })

    test('an absent object is told apart from an absent store', async () => {
      const claim = { bucket: 'contract', key: `${prefix}none`, size: 3, sha256: sha256OfAbc }
      await expect(store.read(claim)).rejects.toMatchObject({ name: 'Reject', code: 'claim-not-found' })
      await expect(store.open(claim)).rejects.toMatchObject({ name: 'Reject', code: 'claim-not-found' })
      expect(await store.stat(kept, claim.key)).toBeNull()
    })

    test.each([
      ['a bucket in capitals', 'UPPER', 'k'],
      ['a bucket with a blank', 'a b', 'k'],
      ['a bucket in a folder', '../contract', 'k'],
      ['a bucket that was never made', 'never-made', 'k'],
      ['a key in a folder above', 'contract', '../k'],
      ['a key that is too long', 'contract', 'k'.repeat(2_000)],
      ['a key with a zero byte', 'contract', 'a\0b'],
      ['a key that is no text', 'contract', '\ud800'],
    ])('a claim of %s names no object', async (_, bucket, key) => {
      const claim = { bucket, key, size: 3, sha256: sha256OfAbc }
      await expect(store.read(claim)).rejects.toMatchObject({ name: 'Reject', code: 'claim-not-found' })
      await expect(store.open(claim)).rejects.toMatchObject({ name: 'Reject', code: 'claim-not-found' })
    })

    test('gives a range of an object', async () => {
      const key = `${prefix}range`
      await store.put(kept, key, text('0123456789'))
      const range = async (from: number, to: number) => {
        const parts: Buffer[] = []
        for await (const part of await store.openRange(kept, key, from, to)) parts.push(part as Buffer)
        return Buffer.concat(parts).toString()
      }
      expect(await range(0, 10)).toBe('0123456789')
      expect(await range(0, 1)).toBe('0')
      expect(await range(3, 6)).toBe('345')
      expect(await range(9, 10)).toBe('9')
      expect(await range(4, 4)).toBe('')
      await expect(store.openRange(kept, `${prefix}none`, 0, 1)).rejects.toMatchObject({ code: 'claim-not-found' })
    })

    test('streams a body of known size', async () => {
      const pieces = Array.from({ length: 1_000 }, () => Buffer.alloc(1_000, 'a'))
      const claim = await store.putStream(kept, `${prefix}million`, Readable.from(pieces), 1_000_000)
      expect(claim).toEqual({ bucket: 'contract', key: `${prefix}million`, size: 1_000_000, sha256: sha256OfMillionAs })
      const bytes = await streamed(claim)
      expect(bytes.length).toBe(1_000_000)
      expect(bytes.every((byte) => byte === 0x61)).toBe(true)
    })

    test('a body of several parts comes back whole', async () => {
      const size = 33 * 1024 * 1024 + 5
      const bytes = Buffer.alloc(size)
      for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(at, at)
      const pieces = Array.from({ length: 34 }, (_, at) => bytes.subarray(at << 20, (at + 1) << 20))
      const claim = await store.putStream(kept, `${prefix}parts`, Readable.from(pieces), size)
      expect(Buffer.compare(await store.read(claim), bytes)).toBe(0)
      expect((await store.stat(kept, claim.key))?.size).toBe(size)
    })

    test('a body of another size than said leaves nothing behind', async () => {
      const key = `${prefix}short`
      await expect(store.putStream(kept, key, Readable.from([text('abc')]), 4)).rejects.toThrow(RangeError)
      await expect(store.putStream(kept, key, Readable.from([text('abc')]), 2)).rejects.toThrow(RangeError)
      expect(await store.stat(kept, key)).toBeNull()
    })

    test('the failure of a body is handed on', async () => {
      async function* failing() {
        yield text('ab')
        throw new Error('the file was removed')
      }
      await expect(store.putStream(kept, `${prefix}f`, Readable.from(failing()), 3)).rejects.toThrow(
        'the file was removed',
      )
      expect(await store.stat(kept, `${prefix}f`)).toBeNull()
    })

    test('lists by prefix, keys of any script', async () => {
      const keys = ['a/1', 'a/2', 'b/ü 日本.log', 'b/+%&=?']
      for (const key of keys) await store.put(kept, `${prefix}${key}`, text(key))
      const names = async (under: string) => {
        const found: string[] = []
        for await (const { key } of store.list(kept, `${prefix}${under}`)) found.push(key.slice(prefix.length))
        return found.sort()
      }
      expect(await names('')).toEqual([...keys].sort())
      expect(await names('a/')).toEqual(['a/1', 'a/2'])
      expect(await names('none')).toEqual([])
    })

    test('tells size and age', async () => {
      const before = Date.now()
      await store.put(kept, `${prefix}abc`, text('abc'))
      const info = await store.stat(kept, `${prefix}abc`)
      expect(info).toMatchObject({ key: `${prefix}abc`, size: 3 })
      const modified = info?.modified.getTime() ?? 0
      // Of whole seconds in some stores.
      expect(modified).toBeGreaterThanOrEqual(before - 2_000)
      expect(modified).toBeLessThanOrEqual(Date.now() + 2_000)
    })

    test('removes what is there; what is absent may be removed', async () => {
      const claim = await store.put(kept, `${prefix}abc`, text('abc'))
      const stays = await store.put(kept, `${prefix}abc2`, text('abc'))
      await store.remove(kept, [claim.key, `${prefix}none`])
      await store.remove(kept, [])
      expect(await store.stat(kept, claim.key)).toBeNull()
      expect(await store.read(stays)).toEqual(text('abc'))
    })

    test('a sweep removes what is older than its bucket keeps, and nothing of a bucket that keeps all', async () => {
      const claim = await store.put(passing, `${prefix}old`, text('abc'))
      const stays = await store.put(kept, `${prefix}old`, text('abc'))
      const hour = 3_600_000
      expect(await sweepBucket(store, passing, Date.now() + 1.9 * hour)).toBe(0)
      expect(await store.read(claim)).toEqual(text('abc'))
      expect(await sweepBucket(store, passing, Date.now() + 2.1 * hour)).toBe(1)
      expect(await store.stat(passing, claim.key)).toBeNull()
      expect(await sweepBucket(store, kept, Date.now() + 1e6 * hour)).toBe(0)
      expect(await store.read(stays)).toEqual(text('abc'))
    })

    test('answers a ping', () => store.ping())
  })
}
