import { createFileRemover } from '../../../connectors/exports/remover.ts'
import { Unavailable } from '../../../schemas/failures.ts'
import { silentLog } from '../../../schemas/log.ts'
import { exports as bucket } from '../../../schemas/objects.ts'
import { jobsChanged } from '../../../topics/exports.ts'
import { emission } from '../../../topics/topic.ts'
import { wanted } from '../../processors/products/exports/export-bed.ts'
import { day, executing, opened, part, rows } from './executing.ts'

const name = 'deployment0003_CE02SHSM-RID27-03-CTDBPC000-telemetered-export_test'

test('a part becomes a file in the store, told with its name, size, hash and rows', async () => {
  const bed = await executing(async () => opened([rows(0, 10), rows(10, 25)]))
  await bed.ask(part())
  const executor = await bed.start()
  const made = await bed.last('made')
  expect(made).toMatchObject({ job: 'job', part: 0, rows: 25, rowsLeftOut: 3, problem: null })
  const [file] = made.files
  expect(file).toMatchObject({
    name: `${name}_20240301T000000.000000-20240301T000024.000000.csv`,
    kind: 'data',
    mediaType: 'text/csv',
    rows: 25,
    first: day,
    last: day + 24_000_000,
  })
  const text = await bed.text(file?.key ?? '')
  expect(text.length).toBe(file?.size)
  expect(text.split('\r\n')[25]).toBe('2024-03-01T00:00:24.000000Z,3,24')
  await bed.objects.read({
    bucket: bucket.name,
    key: file?.key ?? '',
    size: file?.size ?? 0,
    sha256: file?.sha256 ?? '',
  })
  await bed.until(bed.isQuiet)
  await executor.stop()
})

test('a plot is one file of the size that was asked for, however small a file may be', async () => {
  const bed = await executing(async () => opened([rows(0, 10_000), rows(10_000, 20_000)]))
  await bed.ask(part({ file: { ...wanted('png', 1_000), width: 400, height: 200 } }))
  const executor = await bed.start()
  const { files } = await bed.last('made')
  expect(files.map(({ mediaType, rows }) => [mediaType, rows])).toEqual([['image/png', 20_000]])
  const png = await bed.bytes(files[0]?.key ?? '')
  expect([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', 400, 200])
  await executor.stop()
})

test('a file that would be too large is several, each whole', async () => {
  const bed = await executing(async () => opened([rows(0, 60_000)]))
  await bed.ask(part({ file: wanted('csv', 1_000_000) }))
  const executor = await bed.start()
  const { files } = await bed.last('made')
  expect(files.map(({ size }) => size <= 1_100_000)).toEqual([true, true, true])
  expect(files.reduce((sum, file) => sum + file.rows, 0)).toBe(60_000)
  for (const { key } of files) expect(await bed.text(key)).toMatch(/^time,deployment,temp\r\n2024/)
  expect(new Set(files.map((file) => file.name)).size).toBe(3)
  await executor.stop()
})

test('one file of provenance and one of annotations tell of all parts of the job', async () => {
  const annotation = (id: string, start: number) => {
    return { id, start, stop: null, text: 'fouled', parameters: [], isExclusion: false, qcFlag: null, author: null }
  }
  const support = { refdes: 'r', method: 'm', stream: 's', parameter: 'p', maxGapSeconds: 30 }
  const note = { parameter: 'temp', code: 'row-failed', detail: 'no' }
  const of = [
    {
      annotations: [annotation('7', day)],
      rows: [rows(0, 30_000)],
      distance: 5,
      note: { ...note, rows: 2, first: 3, last: 9 },
    },
    {
      annotations: [annotation('7', day), annotation('6', day - 1)],
      rows: [rows(40_000, 40_005, 4)],
      distance: 9,
      note: { ...note, rows: 1, first: 1, last: 1 },
    },
    // All of its rows were left out.
    { annotations: [], rows: [], distance: 1, note: { ...note, rows: 0, first: null, last: null } },
  ]
  const bed = await executing(async ({ part: number }) => {
    const { annotations, rows: batches, distance, note: noted } = of[number] as (typeof of)[0]
    const closing = {
      notes: [noted],
      rowsOutsideDeployments: 2,
      rowsExcluded: 1,
      interpolations: [{ ...support, maxDistanceSeconds: distance }],
      deploymentsUsed: [{ refdes: 'r', deployment: 1, coefficients: ['a', `of ${distance}`] }],
      ...(batches.length === 0 ? {} : { chunksRead: { stream: { chunks: distance } } }),
    }
    return { ...opened(batches, { provenance: { of: 'things' }, annotations }), closing: () => closing }
  })
  for (const number of of.keys()) await bed.ask(part({ part: number, file: wanted('csv', 500_000) }))
  const executor = await bed.start()
  const made = async () => (await bed.steps()).filter(({ step }) => step === 'made')
  await bed.until(async () => (await made()).length === 3)
  const data = (await made()).sort((a, b) => (a.part ?? 0) - (b.part ?? 0)).flatMap(({ files }) => files)
  expect(data.length).toBeGreaterThan(2)
  expect(data.map(({ kind }) => kind)).toEqual(data.map(() => 'data'))
  await bed.ask(part({ part: 3, dataParts: 3 }))
  await bed.until(async () => (await made()).length === 4)
  const { files, rows: none } = (await made()).at(-1)!
  expect([files.map(({ kind }) => kind), none]).toEqual([['provenance', 'annotations'], 0])
  const range = '20240301T000000.000000-20240301T110644.000000'
  const series = 'deployment0003-0004_CE02SHSM-RID27-03-CTDBPC000-telemetered-export_test'
  expect(files[0]?.name).toBe(`${series}_provenance_${range}.json`)
  expect(JSON.parse(await bed.text(files[0]?.key ?? ''))).toMatchObject({
    job: 'job',
    files: data.map(({ name: of, sha256 }) => ({ name: of, sha256 })),
    provenance: { of: 'things' },
    notes: [{ ...note, rows: 3, first: 1, last: 9 }],
    rowsOutsideDeployments: 6,
    rowsExcluded: 3,
    interpolations: [{ ...support, maxDistanceSeconds: 9 }],
    deploymentsUsed: [{ refdes: 'r', deployment: 1, coefficients: ['a', 'of 5', 'of 9', 'of 1'] }],
    chunksRead: [
      { files: data.slice(0, -1).map((file) => file.name), streams: { stream: { chunks: 5 } } },
      { files: [data.at(-1)?.name], streams: { stream: { chunks: 9 } } },
    ],
  })
  const said = JSON.parse(await bed.text(files[1]?.key ?? ''))
  expect(said.annotations.map(({ id }: { id: string }) => id)).toEqual(['6', '7'])
  await executor.stop()
})

test('what a killed executor was making is begun again; what it had made is told again, not made again', async () => {
  let opens = 0
  const bed = await executing(async ({ part: number }) => {
    opens += 1
    const hangs = number === 1 && opens <= 2
    return opened(
      (async function* () {
        yield rows(0, 10)
        if (hangs) await new Promise(() => {})
        yield rows(10, 20)
      })(),
    )
  })
  await bed.ask(part())
  await bed.ask(part({ part: 1 }))
  const first = await bed.start()
  await bed.until(async () => (await bed.steps()).some((step) => step.step === 'made'))
  await bed.until(() => opens === 2)
  await first.stop()
  expect((await bed.steps()).filter(({ step }) => step === 'made').map((step) => step.part)).toEqual([0])
  // As if it had been killed between the file and its commit.
  await bed.ask(part())
  const second = await bed.start()
  await bed.until(async () => (await bed.steps()).filter(({ step }) => step === 'made').length === 3)
  await bed.until(bed.isQuiet)
  expect(opens).toBe(3)
  const made = (await bed.steps()).filter(({ step }) => step === 'made')
  expect(made.filter((step) => step.part === 0).map(({ files }) => files[0]?.sha256)).toEqual(
    Array(2).fill(made[0]?.files[0]?.sha256),
  )
  expect(made.find((step) => step.part === 1)?.rows).toBe(20)
  bed.know('job', 0)
  await bed.ask(part())
  await bed.until(bed.isQuiet)
  expect((await bed.steps()).filter(({ step }) => step === 'made').length).toBe(3)
  await second.stop()
})

test('a part is given up as soon as nobody wants it, and leaves nothing in the store', async () => {
  let isWanted = true
  let isEnded = false
  const bed = await executing(
    async () =>
      opened(
        (async function* () {
          try {
            for (let at = 0; ; at += 10) {
              yield rows(at, at + 10)
              await new Promise((resolve) => setTimeout(resolve, 5))
            }
          } finally {
            isEnded = true
          }
        })(),
      ),
    () => isWanted,
  )
  await bed.ask(part({ file: wanted('csv', 1_000) }))
  const executor = await bed.start()
  expect(await bed.last('making')).toMatchObject({ part: 0 })
  await bed.until(async () => {
    for await (const _ of bed.objects.list(bucket, '')) return true
    return false
  })
  isWanted = false
  await bed.until(bed.isQuiet)
  await bed.until(() => isEnded)
  await bed.until(async () => {
    for await (const _ of bed.objects.list(bucket, '')) return false
    return true
  })
  expect((await bed.steps()).every(({ step }) => step === 'making')).toBe(true)
  await executor.stop()
})

test.each([
  ['a problem of the question is told at once', { code: 'unknown-stream', detail: 'which?', field: 'stream' }, 1],
  ['code that fails is tried three times', new Error('it broke'), 3],
])('%s', async (_name, outcome, times) => {
  let opens = 0
  const bed = await executing(async () => {
    opens += 1
    if (outcome instanceof Error) throw outcome
    return outcome
  })
  await bed.ask(part())
  const executor = await bed.start()
  const { problem } = await bed.last('failed')
  expect(opens).toBe(times)
  expect(problem).toMatchObject(outcome instanceof Error ? { code: 'answer-failed', detail: 'it broke' } : outcome)
  await bed.until(bed.isQuiet)
  await executor.stop()
})

test('a deadline ends a part that hangs', async () => {
  const bed = await executing(() => new Promise(() => {}))
  await bed.ask(part({ deadlineAt: (Date.now() + 50) * 1000 }))
  const executor = await bed.start()
  expect((await bed.last('failed')).problem).toMatchObject({ code: 'deadline-passed' })
  await executor.stop()
})

test('an absent service is waited for', async () => {
  let opens = 0
  const bed = await executing(async () => {
    opens += 1
    if (opens < 6) throw new Unavailable('cassandra', 'away')
    return opened([rows(0, 3)])
  })
  await bed.ask(part())
  const executor = await bed.start()
  expect(await bed.last('made')).toMatchObject({ rows: 3 })
  expect(executor.health()).toEqual({ ready: true, reason: null })
  await executor.stop()
})

test('files of cancelled and expired jobs are removed, and of no other', async () => {
  const bed = await executing(async () => opened([]))
  for (const job of ['a', 'b', 'ab']) await bed.objects.put(bucket, `${job}/0/x`, new Uint8Array(1))
  const remover = createFileRemover({ ...bed, log: silentLog })
  await remover.start()
  const state = { progress: 0, parts: 1, partsMade: 0, rows: 0, bytes: 0, problem: null, changedAt: day }
  await bed.publisher.publish([
    emission(jobsChanged, { ...state, job: 'a', state: 'cancelled' }),
    emission(jobsChanged, { ...state, job: 'b', state: 'finished' }),
  ])
  await bed.until(async () => (await bed.objects.stat(bucket, 'a/0/x')) === null)
  await remover.stop()
  expect(await bed.objects.stat(bucket, 'b/0/x')).not.toBeNull()
  expect(await bed.objects.stat(bucket, 'ab/0/x')).not.toBeNull()
})
