import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Unavailable } from '../../../schemas/failures.ts'
import { formatStreamKey } from '../../../schemas/streams.ts'
import { ctdLine, ctdLines, removeFolders, temperatures, type Watching, watch } from './watching.ts'

afterAll(removeFolders)

const sha256 = (text: string) => createHash('sha256').update(text, 'latin1').digest('hex')

test('a finished file becomes batches, is kept by its hash and is announced with its counts', async () => {
  const on = watch()
  const text = `${ctdLines(0, 500)}2026/01/17 00:10:00.000 [ctd1:DLOGP1]:Instrument Stopped\n${ctdLine(1).replace('3.45210', '3.4x210')}`
  writeFileSync(join(on.folder, 'a.log'), text)
  await on.finish()
  expect(on.values('temp')).toEqual(temperatures(0, 500))
  expect(on.batches().map(formatStreamKey)).toEqual([
    'CE02SHSM-RID27-03-CTDBPC000/telemetered/ctdbp_cdef_dcl_instrument/1',
  ])
  expect(on.batches()[0]?.source).toEqual({
    source: 'ctd',
    path: join(on.folder, 'a.log'),
    from: 0,
    to: text.length,
    parser: 'ctdbp_cdef_dcl@1',
    firstSeen: on.arrivals()[0]?.at,
  })
  expect(on.rejected()).toEqual([
    expect.objectContaining({
      code: 'line-unparsed',
      by: 'files',
      file: join(on.folder, 'a.log'),
      line: 502,
      reason: 'conductivity is not a number: "3.4x210"',
      text: ctdLine(1).replace('3.45210', '3.4x210').trimEnd(),
    }),
  ])
  const hash = sha256(text)
  const counts = { lines: 502, particles: 500, ignored: 1, rejected: 1 }
  expect(on.arrivals()).toEqual([
    expect.objectContaining({ state: 'seen', sha256: null, object: null }),
    expect.objectContaining({ state: 'finished', size: text.length, sha256: hash, ...counts }),
  ])
  const object = on.arrivals()[1]?.object ?? ''
  expect(object).toMatch(new RegExp(`^${hash.slice(0, 2)}/${hash}-[0-9a-f]{16}$`))
  expect(on.objects.get(object)?.toString('latin1')).toBe(text)
  expect(on.logged).toContainEqual({
    level: 'info',
    message: 'file finished',
    fields: { path: join(on.folder, 'a.log'), ...counts, bytes: text.length, ms: expect.any(Number) },
  })
})

test('a growing file is followed line by line, and an unfinished line waits for its end', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 2) + ctdLine(2).slice(0, 40))
  await on.settle()
  expect(on.values('temp')).toEqual(temperatures(0, 2))
  appendFileSync(path, ctdLine(2).slice(40))
  await on.settle()
  appendFileSync(path, ctdLines(3, 6))
  await on.settle()
  expect(on.values('temp')).toEqual(temperatures(0, 6))
  expect(on.arrivals().map(({ state }) => state)).toEqual(['seen'])
  await on.finish()
  appendFileSync(path, ctdLines(6, 8))
  await on.finish()
  expect(on.values('temp')).toEqual(temperatures(0, 8))
  expect(on.arrivals().map(({ state, lines }) => [state, lines])).toEqual([
    ['seen', 0],
    ['finished', 6],
    ['finished', 8],
  ])
})

test('a last line without an end waits much longer than the file for its end, then counts', async () => {
  const on = watch()
  const text = ctdLines(0, 3).trimEnd()
  writeFileSync(join(on.folder, 'a.log'), text)
  await on.finish()
  await on.finish()
  expect(on.values('temp')).toEqual(temperatures(0, 2))
  expect(on.arrivals().map(({ state, lines }) => [state, lines])).toEqual([
    ['seen', 0],
    ['finished', 2],
  ])
  const again = on.restart()
  await again.settle()
  expect(again.arrivals()).toHaveLength(2)
  again.clock.now += 300_000
  await again.settle()
  await again.finish()
  expect(again.values('temp')).toEqual(temperatures(0, 3))
  expect(again.arrivals().map(({ state, lines, sha256: of }) => [state, lines, of])).toEqual([
    ['seen', 0, null],
    ['finished', 2, sha256(text)],
    ['finished', 3, sha256(text)],
  ])
  expect(on.objects.size).toBe(1)
})

test('a value cut off at the end of a file is not taken for the whole value', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  const cut = ctdLine(2).indexOf('3.45210') + '3.45'.length
  const line = `${ctdLine(2).slice(0, cut)}\r\n`
  writeFileSync(path, ctdLines(0, 2) + line.slice(0, -4))
  await on.finish()
  appendFileSync(path, line.slice(-4) + ctdLines(3, 5))
  await on.finish()
  expect(on.rejected().map(({ text }) => text)).toEqual([line.trimEnd()])
  expect(on.arrivals().map(({ state, lines }) => [state, lines])).toEqual([
    ['seen', 0],
    ['finished', 2],
    ['finished', 5],
  ])
})

test('a last line without an end counts when its file is replaced', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 3).trimEnd())
  await on.finish()
  renameSync(path, join(on.folder, 'a.log.1'))
  writeFileSync(path, ctdLines(100, 102))
  await on.finish()
  expect(on.values('temp')).toEqual([...temperatures(0, 3), ...temperatures(100, 102)])
  expect(on.arrivals().map(({ state, lines }) => [state, lines])).toEqual([
    ['seen', 0],
    ['finished', 2],
    ['finished', 3],
    ['replaced', 3],
    ['seen', 0],
    ['finished', 2],
  ])
})

test.each(['the same watcher', 'another after a restart'])(
  'a last line without an end counts when its file is removed: %s',
  async (how) => {
    const on = watch()
    const path = join(on.folder, 'a.log')
    const text = ctdLines(0, 30).trimEnd()
    writeFileSync(path, text)
    await on.finish()
    rmSync(path)
    await on.finish()
    expect(on.values('temp')).toEqual(temperatures(0, 29))
    const after = how === 'the same watcher' ? on : on.restart()
    after.clock.now += 300_000
    await after.settle()
    await after.finish()
    expect(after.values('temp')).toEqual(temperatures(0, 30))
    expect(after.batches()[1]?.source).toMatchObject({ from: ctdLines(0, 29).length, to: text.length })
    expect(after.arrivals().map(({ state, lines, sha256: of }) => [state, lines, of])).toEqual([
      ['seen', 0, null],
      ['finished', 29, sha256(text)],
      ['finished', 30, sha256(text)],
    ])
    writeFileSync(path, ctdLines(40, 42))
    await after.finish()
    expect(after.values('temp').slice(30)).toEqual(temperatures(40, 42))
  },
)

test('a last line without an end counts when another file is moved over its file', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 30).trimEnd())
  await on.finish()
  writeFileSync(join(on.folder, 'new'), ctdLines(40, 42))
  renameSync(join(on.folder, 'new'), path)
  await on.finish()
  expect(on.values('temp')).toEqual([...temperatures(0, 30), ...temperatures(40, 42)])
  expect(on.arrivals().map(({ state, lines }) => [state, lines])).toEqual([
    ['seen', 0],
    ['finished', 29],
    ['finished', 30],
    ['replaced', 30],
    ['seen', 0],
    ['finished', 2],
  ])
})

test('a last line whose file and bytes are both gone is told once', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 30).trimEnd())
  await on.finish()
  rmSync(path)
  on.objects.clear()
  on.clock.now += 300_000
  await on.finish()
  await on.finish()
  expect(on.logged.filter(({ level }) => level === 'warn')).toEqual([
    expect.objectContaining({
      fields: { path, error: expect.objectContaining({ message: expect.stringContaining('no object') }) },
    }),
  ])
  expect(on.watcher.health()).toEqual({ ready: true, reason: null })
})

test('a kill between publishing and saving repeats the same bytes, also when the file has grown since', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 3000) + ctdLine(3000).slice(0, 30))
  const before = () => on.batches().length
  on.failing.save = () => {
    if (before() === 2) throw new Unavailable('postgres', 'killed')
  }
  await expect(on.settle()).rejects.toThrow('killed')
  const [, lost] = on.batches()
  appendFileSync(path, ctdLine(3000).slice(30) + ctdLines(3001, 3100))
  on.clock.now += 3_600_000
  const again = on.restart()
  await again.settle()
  expect(again.batches()[2]).toEqual(lost)
  expect(new Set(again.values('temp'))).toEqual(new Set(temperatures(0, 3100)))
  const repeated = lost?.count ?? 0
  expect(again.values('temp')).toHaveLength(3100 + repeated)
  expect(new Set(again.values('driver_timestamp')).size).toBe(1)
})

test('a kill amid a growth repeats the same bytes, whatever has grown since', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 10))
  await on.settle()
  appendFileSync(path, ctdLines(10, 20))
  on.failing.save = () => {
    if (on.batches().length === 2) throw new Unavailable('postgres', 'killed')
  }
  await expect(on.settle()).rejects.toThrow('killed')
  appendFileSync(path, ctdLines(20, 30))
  const again = on.restart()
  await again.settle()
  const [, lost, repeated] = again.batches()
  expect(lost?.count).toBe(10)
  expect(repeated).toEqual(lost)
  expect(again.values('temp')).toEqual([...temperatures(0, 20), ...temperatures(10, 30)])
})

test('a kill at any publish or save loses nothing, and every batch that comes twice is the same', async () => {
  const text = ctdLines(0, 2500)
  for (let killAt = 0; killAt < 14; killAt += 1) {
    let on = watch()
    writeFileSync(join(on.folder, 'a.log'), text)
    let steps = 0
    const step = () => {
      if (steps++ === killAt) throw new Unavailable('kafka', 'killed')
    }
    Object.assign(on.failing, { publish: step, save: step })
    await on.finish().catch(() => {})
    on = on.restart()
    await on.finish()
    const ranges = new Map<number, string>()
    for (const { source, arrow } of on.batches()) {
      const seen = ranges.get(source?.from ?? -1)
      const bytes = Buffer.from(arrow).toString('base64')
      expect(seen ?? bytes).toBe(bytes)
      ranges.set(source?.from ?? -1, bytes)
    }
    expect([...new Set(on.values('temp'))]).toEqual(temperatures(0, 2500))
    expect(on.arrivals().at(-1)).toMatchObject({ state: 'finished', lines: 2500, particles: 2500 })
  }
})

test('a finished file is not read again after a restart', async () => {
  const on = watch()
  writeFileSync(join(on.folder, 'a.log'), ctdLines(0, 10))
  await on.finish()
  const sent = on.emissions.length
  const again = on.restart()
  await again.finish()
  expect(again.emissions).toHaveLength(sent)
})

test('a file rotated to a name outside the glob is read to its end before the new one', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 5))
  await on.settle()
  appendFileSync(path, ctdLines(5, 7))
  renameSync(path, join(on.folder, 'a.log.1'))
  writeFileSync(path, ctdLines(100, 102))
  await on.settle()
  expect(on.values('temp')).toEqual([...temperatures(0, 7), ...temperatures(100, 102)])
  expect(on.arrivals().map(({ state, lines }) => [state, lines])).toEqual([
    ['seen', 0],
    ['finished', 7],
    ['replaced', 7],
    ['seen', 0],
  ])
})

test('a stop while a rotated file is drained loses none of its end', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 10))
  await on.settle()
  appendFileSync(path, ctdLines(10, 8010))
  renameSync(path, join(on.folder, 'a.log.1'))
  writeFileSync(path, ctdLines(8100, 8102))
  on.failing.publish = () => void on.watcher.stop()
  await on.settle()
  expect(on.values('temp').length).toBeLessThan(8000)
  expect(on.arrivals().map(({ state }) => state)).toEqual(['seen'])
  const again = on.restart()
  await again.finish()
  expect(again.values('temp')).toEqual([...temperatures(0, 8010), ...temperatures(8100, 8102)])
  expect(again.arrivals().map(({ state }) => state)).toEqual(['seen', 'finished', 'replaced', 'seen', 'finished'])
})

test('while the end of a rotated file cannot be read the watcher says so, and reads it later', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 10))
  await on.settle()
  appendFileSync(path, ctdLines(10, 20))
  renameSync(path, join(on.folder, 'a.log.1'))
  writeFileSync(path, ctdLines(100, 102))
  on.failing.publish = () => {
    throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE', syscall: 'open' })
  }
  await on.settle()
  await on.settle()
  expect(on.watcher.health()).toEqual({ ready: false, reason: expect.stringContaining('EMFILE') })
  expect(on.logged.filter(({ level }) => level === 'error')).toHaveLength(1)
  expect(on.watcher.health().reason).toContain(path)
  on.failing.publish = () => {}
  await on.finish()
  expect(on.values('temp')).toEqual([...temperatures(0, 20), ...temperatures(100, 102)])
  expect(on.watcher.health()).toEqual({ ready: true, reason: null })
})

test('a file rotated to a name inside the glob keeps its place', async () => {
  const on = watch({ glob: '*.log*' })
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 5))
  await on.settle()
  appendFileSync(path, ctdLines(5, 7))
  renameSync(path, join(on.folder, 'a.log.1'))
  writeFileSync(path, ctdLines(100, 102))
  await on.finish()
  expect([...on.values('temp')].sort()).toEqual([...temperatures(0, 7), ...temperatures(100, 102)].sort())
  const finished = on.arrivals().filter(({ state }) => state === 'finished')
  expect(finished.map(({ path: of, lines }) => [of.slice(on.folder.length + 1), lines])).toEqual([
    ['a.log', 2],
    ['a.log.1', 7],
  ])
})

describe('names passed on along a chain', () => {
  const rotate = (folder: string, count: number) => {
    for (let n = count; n > 0; n -= 1) {
      renameSync(join(folder, n === 1 ? 'a.log' : `a.log.${n - 1}`), join(folder, `a.log.${n}`))
    }
  }
  const states = (on: Watching) =>
    on.arrivals().map(({ path, state, lines }) => [path.slice(on.folder.length + 1), state, lines])
  const rotatedTwice = async () => {
    const on = watch({ glob: '*.log*' })
    const path = join(on.folder, 'a.log')
    writeFileSync(path, ctdLines(0, 5))
    await on.settle()
    rotate(on.folder, 1)
    writeFileSync(path, ctdLines(100, 105))
    await on.settle()
    return { on, path }
  }
  const all = [...temperatures(0, 5), ...temperatures(100, 107), ...temperatures(200, 202)]

  test.each(['seen by the same watcher', 'met after a restart'])('are followed, none read again: %s', async (how) => {
    const { on, path } = await rotatedTwice()
    appendFileSync(path, ctdLines(105, 107))
    rotate(on.folder, 2)
    writeFileSync(path, ctdLines(200, 202))
    const after = how === 'met after a restart' ? on.restart() : on
    await after.settle()
    expect([...after.values('temp')].sort()).toEqual(all.sort())
    expect(states(after)).toEqual([
      ['a.log', 'seen', 0],
      ['a.log', 'replaced', 5],
      ['a.log', 'seen', 0],
      ['a.log', 'replaced', 5],
      ['a.log.1', 'replaced', 5],
      ['a.log', 'seen', 0],
    ])
  })

  test('are followed when the store was away in between', async () => {
    for (let failAt = 0; failAt < 8; failAt += 1) {
      const { on, path } = await rotatedTwice()
      appendFileSync(path, ctdLines(105, 107))
      rotate(on.folder, 2)
      writeFileSync(path, ctdLines(200, 202))
      let steps = 0
      const step = () => {
        if (steps++ === failAt) throw new Unavailable('kafka', 'away')
      }
      Object.assign(on.failing, { publish: step, save: step })
      await on.settle().catch(() => {})
      await on.settle()
      expect([...new Set(on.values('temp'))].sort()).toEqual(all.sort())
      expect(on.values('temp').length).toBeLessThanOrEqual(all.length + 2)
      expect((await on.positions.load('ctd')).map(({ path: of, lines }) => [of.slice(-7), lines])).toEqual([
        [join(on.folder, 'a.log').slice(-7), 2],
        ['a.log.1', 7],
        ['a.log.2', 5],
      ])
    }
  })

  test('exchange two files', async () => {
    const { on, path } = await rotatedTwice()
    renameSync(path, join(on.folder, 'b'))
    renameSync(join(on.folder, 'a.log.1'), path)
    renameSync(join(on.folder, 'b'), join(on.folder, 'a.log.1'))
    appendFileSync(path, ctdLines(5, 6))
    await on.settle()
    expect([...on.values('temp')].sort()).toEqual([...temperatures(0, 6), ...temperatures(100, 105)].sort())
    expect(states(on).filter(([, state]) => state === 'seen')).toHaveLength(2)
  })

  test('read the one that leaves the glob to its end', async () => {
    const { on, path } = await rotatedTwice()
    appendFileSync(join(on.folder, 'a.log.1'), ctdLines(5, 7))
    renameSync(join(on.folder, 'a.log.1'), join(on.folder, 'old'))
    rotate(on.folder, 1)
    writeFileSync(path, ctdLines(200, 202))
    await on.finish()
    expect([...on.values('temp')].sort()).toEqual(
      [...temperatures(0, 7), ...temperatures(100, 105), ...temperatures(200, 202)].sort(),
    )
    expect(states(on).filter(([name, state]) => name === 'a.log.1' && state === 'replaced')).toEqual([
      ['a.log.1', 'replaced', 7],
    ])
  })

  test('wait for the one whose end cannot be read', async () => {
    const { on, path } = await rotatedTwice()
    appendFileSync(join(on.folder, 'a.log.1'), ctdLines(5, 7))
    renameSync(join(on.folder, 'a.log.1'), join(on.folder, 'old'))
    rotate(on.folder, 1)
    writeFileSync(path, ctdLines(200, 202))
    on.failing.publish = () => {
      throw new Error('no memory')
    }
    await on.settle()
    expect(on.watcher.health().reason).toContain(join(on.folder, 'a.log.1'))
    on.failing.publish = () => {}
    await on.finish()
    expect([...on.values('temp')].sort()).toEqual(
      [...temperatures(0, 7), ...temperatures(100, 105), ...temperatures(200, 202)].sort(),
    )
    expect(on.watcher.health()).toEqual({ ready: true, reason: null })
  })
})

test.each(['shorter', 'longer'])('a file emptied in place and refilled %s is noticed', async (how) => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  const header = `${'# the same header in every file, longer than what identifies a file\n'.repeat(20)}`
  writeFileSync(path, header + ctdLines(0, 20))
  await on.settle()
  truncateSync(path, 0)
  appendFileSync(path, header + (how === 'shorter' ? ctdLines(100, 103) : ctdLines(100, 140)))
  await on.finish()
  expect(on.values('temp')).toEqual([...temperatures(0, 20), ...temperatures(100, how === 'shorter' ? 103 : 140)])
  expect(on.arrivals().map(({ state }) => state)).toEqual(['seen', 'replaced', 'seen', 'finished'])
})

test('content of the same size in place of a finished file is noticed, also after a restart', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  const middle = (n: number) => ctdLines(0, 30) + ctdLine(n) + ctdLines(31, 60)
  writeFileSync(path, middle(30))
  await on.finish()
  writeFileSync(path, middle(500))
  utimesSync(path, new Date(on.clock.now - 60_000), new Date(on.clock.now - 60_000))
  const again = on.restart()
  await again.finish()
  expect(again.values('temp')).toContain(0.5)
  expect(again.arrivals().map(({ state }) => state)).toEqual(['seen', 'finished', 'replaced', 'seen', 'finished'])
})

test('a touched file with the same content is left alone', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 3))
  await on.finish()
  utimesSync(path, new Date(), new Date(on.clock.now + 5_000))
  await on.finish()
  expect(on.arrivals().map(({ state }) => state)).toEqual(['seen', 'finished'])
})

test('an empty file is finished and kept', async () => {
  const on = watch()
  writeFileSync(join(on.folder, 'a.log'), '')
  await on.finish()
  expect(on.arrivals().at(-1)).toMatchObject({ state: 'finished', size: 0, lines: 0, sha256: sha256('') })
  expect(on.objects.size).toBe(1)
})

test('of a file that grows slowly only the last bytes are kept, and the copy of its beginning keeps its own', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 5))
  await on.finish()
  writeFileSync(join(on.folder, 'copy.log'), ctdLines(0, 5))
  await on.finish()
  appendFileSync(path, ctdLines(5, 8))
  await on.finish()
  const again = on.restart()
  appendFileSync(path, ctdLines(8, 50))
  await again.finish()
  const last = new Map(again.arrivals().map(({ path: of, object }) => [of, object ?? '']))
  expect([...on.objects.keys()].sort()).toEqual([...last.values()].sort())
  expect(on.objects.get(last.get(path) ?? '')?.toString('latin1')).toBe(ctdLines(0, 50))
  expect(on.objects.get(last.get(join(on.folder, 'copy.log')) ?? '')?.toString('latin1')).toBe(ctdLines(0, 5))
})

test('bytes that the file no longer begins with stay kept', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 60))
  await on.finish()
  writeFileSync(path, ctdLines(0, 30) + ctdLine(500) + ctdLines(31, 70))
  await on.finish()
  expect(on.arrivals().map(({ state }) => state)).toEqual(['seen', 'finished', 'finished'])
  expect([...on.objects.values()].map(String)).toEqual([
    ctdLines(0, 60),
    ctdLines(0, 30) + ctdLine(500) + ctdLines(31, 70),
  ])
})

test('a shorter object that cannot be removed is told and keeps no file from being finished', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 5))
  await on.finish()
  on.objects.delete = () => {
    throw new Unavailable('minio', 'no answer')
  }
  appendFileSync(path, ctdLines(5, 8))
  await on.finish()
  await on.finish()
  expect(on.arrivals().map(({ state }) => state)).toEqual(['seen', 'finished', 'finished'])
  expect(on.logged.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
    'the bytes of a shorter state of the file could not be removed',
  ])
})

test('noise between good lines is rejected line by line', async () => {
  const on = watch()
  const noise = Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 7 + 128) % 256).filter((byte) => byte !== 10))
  writeFileSync(
    join(on.folder, 'a.log'),
    Buffer.concat([Buffer.from(ctdLines(0, 2)), noise, Buffer.from('\n\0\0\0\n'), Buffer.from(ctdLines(2, 4))]),
  )
  await on.finish()
  expect(on.values('temp')).toEqual(temperatures(0, 4))
  expect(on.rejected().map(({ line }) => line)).toEqual([3, 4])
  expect(on.rejected()[1]?.text).toBe('\0\0\0')
})

test('a line of 10 MB is rejected once with its beginning, in pieces of bounded size', async () => {
  const on = watch()
  const path = join(on.folder, 'a.log')
  writeFileSync(path, ctdLines(0, 2) + 'x'.repeat(10_000_000))
  await on.settle()
  expect(on.rejected()).toHaveLength(1)
  appendFileSync(path, `${'x'.repeat(100)}\n${ctdLines(2, 4)}`)
  const again = on.restart()
  await again.finish()
  expect(again.values('temp')).toEqual(temperatures(0, 4))
  expect(again.rejected()).toEqual([
    expect.objectContaining({
      line: 3,
      text: 'x'.repeat(4096),
      reason: 'is longer than 65536 bytes; skipped to the next line',
    }),
  ])
  expect(again.arrivals().at(-1)).toMatchObject({ state: 'finished', lines: 5, particles: 4, rejected: 1 })
})

test('a hexadecimal upload splits into batches below the limits of a topic', async () => {
  const on = watch({ parser: 'ctdbp_cdef', method: 'recovered_inst' })
  const lines = Array.from({ length: 20_000 }, (_, n) => `0390230A677208164965CF${(463_864_090 + n).toString(16)}`)
  writeFileSync(join(on.folder, 'a.log'), `*END*\n${lines.join('\n')}\n`)
  await on.finish()
  expect(on.batches().reduce((sum, batch) => sum + batch.count, 0)).toBe(20_000)
  for (const { count, arrow, stream } of on.batches()) {
    expect(stream).toBe('ctdbp_cdef_instrument_recovered')
    expect(count).toBeLessThanOrEqual(4_000)
    expect(arrow.length).toBeLessThanOrEqual(200 * 1024)
  }
})

test('files that cannot be read are told once and keep no other from being read', async () => {
  const on = watch({ glob: '**/*.log' })
  mkdirSync(join(on.folder, 'folder.log'))
  symlinkSync(join(on.folder, 'nowhere'), join(on.folder, 'broken.log'))
  writeFileSync(join(on.folder, 'closed.log'), ctdLine(1))
  chmodSync(join(on.folder, 'closed.log'), 0)
  mkdirSync(join(on.folder, 'deep/er'), { recursive: true })
  writeFileSync(join(on.folder, 'deep/er/open.log'), ctdLine(2))
  await on.finish()
  await on.finish()
  expect(on.values('temp')).toContain(0.002)
  const warned = on.logged.filter(({ level }) => level === 'warn').map(({ fields }) => String(fields.path))
  expect(warned).toContain(join(on.folder, 'broken.log'))
  expect(new Set(warned).size).toBe(warned.length)
  expect(on.watcher.health()).toEqual({ ready: true, reason: null })
})

test('while the broker is away the watcher says so, and goes on when it is back', async () => {
  const on = watch()
  writeFileSync(join(on.folder, 'a.log'), ctdLines(0, 3))
  expect(on.watcher.health().ready).toBe(false)
  on.failing.publish = () => {
    throw new Unavailable('kafka', 'no broker answers')
  }
  await on.watcher.start()
  while (on.watcher.health().reason !== 'kafka is away: no broker answers') await new Promise((r) => setTimeout(r, 5))
  on.failing.publish = () => {}
  while (on.values('temp').length === 0) await new Promise((r) => setTimeout(r, 5))
  await on.watcher.stop()
  expect(on.values('temp')).toEqual(temperatures(0, 3))
})

test('a source with an unknown parser is refused', () => {
  expect(() => watch({ parser: 'ctd' })).toThrow('source ctd: there is no parser ctd')
})
