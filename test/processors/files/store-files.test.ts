import { storeFiles } from '../../../processors/files/store-files.ts'
import { sourceFiles } from '../../../schemas/tables.ts'
import { filesArrived } from '../../../topics/files.ts'
import { drive } from '../../support/drive.ts'

const arrived = {
  ...{ source: 'ctd', path: 'a.log', firstSeen: 7, parser: 'p@1', at: 9 },
  ...{ state: 'finished' as const, size: 100, sha256: 'aa', object: 'aa/aa-1' },
  ...{ lines: 4, particles: 3, ignored: 0, rejected: 1 },
}

test('each finished state of a file is kept, whatever comes after it', async () => {
  const { send, rows, redeliver } = drive(storeFiles)
  const longer = { ...arrived, size: 200, sha256: 'bb', object: 'bb/bb-1' }
  await send(filesArrived, [{ ...arrived, state: 'seen', sha256: null, object: null }, arrived, longer])
  await send(filesArrived, { ...arrived, path: 'a.log.1', state: 'replaced', sha256: null, object: null })
  const kept = await rows(sourceFiles)
  expect(kept).toMatchObject([
    { first_seen: 7, path: 'a.log', sha256: 'aa', size: 100, particles: 3, rejected: 1 },
    { first_seen: 7, path: 'a.log', sha256: 'bb', size: 200 },
  ])
  await redeliver(filesArrived)
  expect(await rows(sourceFiles)).toEqual(kept)
})
