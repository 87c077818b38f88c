import fc from 'fast-check'
import { storeAnnotations } from '../../../processors/products/store-annotations.ts'
import { storeCalibrations } from '../../../processors/products/store-calibrations.ts'
import { storeDeployments } from '../../../processors/products/store-deployments.ts'
import { storeQualityTests } from '../../../processors/products/store-quality-tests.ts'
import { annotationOf } from '../../../schemas/annotation.ts'
import { annotations, calibrations, deployments, qualityTests } from '../../../schemas/catalogue-tables.ts'
import type {
  AnnotationChanged,
  CalibrationChanged,
  DeploymentChanged,
  QualityTestChanged,
} from '../../../schemas/generated/events.ts'
import {
  annotationsChanged,
  calibrationsChanged,
  deploymentsChanged,
  qualityTestsChanged,
} from '../../../topics/products.ts'
import { drive } from '../../support/drive.ts'

const deployed: DeploymentChanged = {
  refdes: 'CE02SHSM-RID27-03-CTDBPC000',
  deployment: 1,
  start: 1_000,
  stop: null,
  asset: 'CGINS-CTDBPC-50001',
  latitude: 0,
  longitude: -124.5,
  depth: 7,
  waterDepth: 80,
  details: { model: 'SBE 16plus' },
  source: 'CE02SHSM_Deploy.csv',
  version: '',
  isRemoved: false,
}
const calibrated: CalibrationChanged = {
  asset: 'CGINS-CTDBPC-50001',
  name: 'CC_a0',
  start: 500,
  stop: null,
  value: '[[1.0, 2], [3, 4e0]]',
  source: 'CGINS-CTDBPC-50001__20150101.csv',
  version: '',
  isRemoved: false,
}
const annotated: AnnotationChanged = {
  id: 'CE02SHSM-1',
  subsite: 'CE02SHSM',
  node: 'RID27',
  sensor: '03-CTDBPC000',
  method: null,
  stream: null,
  parameters: ['temp'],
  start: 5_000,
  stop: null,
  text: 'Biofouling.',
  isExclusion: true,
  qcFlag: 'fail',
  author: 'a person',
  createdAt: 9_000,
  isRemoved: false,
}
const tested: QualityTestChanged = {
  refdes: deployed.refdes,
  stream: 'a_stream',
  parameter: 'temp',
  test: 'dataqc_globalrangetest_minmax',
  settings: '{}',
  inputs: {},
  source: 'a person',
  version: '',
  isRemoved: false,
}

test('a deployment is kept as it was said last, and goes when it is removed', async () => {
  const pipeline = drive(storeDeployments)
  await pipeline.send(deploymentsChanged, deployed)
  const [first] = await pipeline.rows(deployments)
  expect(first).toMatchObject({ latitude: 0, stop: null, water_depth: 80, details: '{"model":"SBE 16plus"}' })
  await pipeline.send(deploymentsChanged, { ...deployed, source: 'told again' })
  expect(await pipeline.rows(deployments)).toEqual([first])
  await pipeline.send(deploymentsChanged, { ...deployed, stop: 2_000 })
  const [second] = await pipeline.rows(deployments)
  expect(second?.stop).toBe(2_000)
  expect(second?.version).not.toBe(first?.version)
  await pipeline.send(deploymentsChanged, { ...deployed, isRemoved: true })
  expect(await pipeline.rows(deployments)).toEqual([])
})

test('a calibration has one version however its numbers are written', async () => {
  const pipeline = drive(storeCalibrations)
  await pipeline.send(calibrationsChanged, calibrated)
  const [row] = await pipeline.rows(calibrations)
  expect(row?.value).toBe('[[1,2],[3,4]]')
  await pipeline.send(calibrationsChanged, { ...calibrated, value: '[[1,2],[3,4.0]]', version: row?.version ?? '' })
  expect(await pipeline.rows(calibrations)).toEqual([row])
  await pipeline.send(calibrationsChanged, { ...calibrated, isRemoved: true })
  expect(await pipeline.rows(calibrations)).toEqual([])
})

test('an annotation is kept, also withdrawn', async () => {
  const pipeline = drive(storeAnnotations)
  await pipeline.send(annotationsChanged, annotated)
  const [row] = await pipeline.rows(annotations)
  expect(row === undefined ? null : annotationOf(row)).toEqual(annotated)
  await pipeline.send(annotationsChanged, { ...annotated, isRemoved: true })
  expect(await pipeline.rows(annotations)).toEqual([{ ...row, is_removed: true }])
})

test.each<[Partial<DeploymentChanged>, RegExp]>([
  [{ refdes: 'CTD' }, /^refdes "CTD"/],
  [{ deployment: -1 }, /^deployment -1/],
  [{ stop: 1_000 }, /^stop 1970-01-01T00:00:00.001Z must be after/],
  [{ latitude: 91 }, /^latitude 91 must be from -90 to 90/],
  [{ longitude: Number.NaN }, /^longitude NaN/],
  [{ depth: 99_999 }, /^depth/],
  [{ version: 'abc' }, /^version abc/],
])('the deployment %j is refused', async (part, reason) => {
  const pipeline = drive(storeDeployments)
  await pipeline.send(deploymentsChanged, [{ ...deployed, ...part }, deployed])
  expect(pipeline.rejected()).toEqual([
    expect.objectContaining({ code: 'deployment-invalid', reason: expect.stringMatching(reason) }),
  ])
  expect(await pipeline.rows(deployments)).toHaveLength(1)
})

test.each<[Partial<CalibrationChanged>, RegExp]>([
  [{ asset: '' }, /^asset/],
  [{ name: 'a b' }, /^name "a b"/],
  [{ stop: 500 }, /^stop/],
  [{ value: '[[1, 2], [3]]' }, /^value .* of CC_a0/],
  [{ value: '"1"' }, /^value/],
  [{ value: '.5' }, /^value/],
  [{ version: 'abc' }, /^version abc/],
])('the calibration %j is refused', async (part, reason) => {
  const pipeline = drive(storeCalibrations)
  await pipeline.send(calibrationsChanged, { ...calibrated, ...part })
  expect(pipeline.rejected()).toEqual([
    expect.objectContaining({ code: 'calibration-invalid', reason: expect.stringMatching(reason) }),
  ])
})

test.each<[Partial<AnnotationChanged>, RegExp]>([
  [{ id: '' }, /^id must/],
  [{ subsite: 'ce02' }, /^subsite must/],
  [{ node: null }, /^node must be given/],
  [{ sensor: 'CTD' }, /^sensor must/],
  [{ method: 'A' }, /^method must/],
  [{ parameters: ['a b'] }, /^parameters must/],
  [{ stop: 5_000 }, /^stop must/],
  [{ text: ' ' }, /^text must/],
  [{ qcFlag: 'good' }, /^qcFlag must be one of pass/],
  [{ author: '' }, /^author must/],
])('the annotation %j is refused', async (part, reason) => {
  const pipeline = drive(storeAnnotations)
  await pipeline.send(annotationsChanged, { ...annotated, ...part })
  expect(pipeline.rejected()).toEqual([
    expect.objectContaining({ code: 'annotation-invalid', reason: expect.stringMatching(reason) }),
  ])
})

test('told in any batches, and again, the last of each counts', async () => {
  const change = fc.record({
    deployment: fc.integer({ min: 1, max: 3 }),
    depth: fc.integer({ min: 0, max: 9 }),
    isRemoved: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(change), fc.integer({ min: 1, max: 4 }), async (changes, size) => {
      const events = changes.map((one) => ({ ...deployed, ...one }))
      const pipeline = drive(storeDeployments)
      for (let from = 0; from < events.length; from += size) {
        await pipeline.send(deploymentsChanged, events.slice(from, from + size))
      }
      await pipeline.redeliver(deploymentsChanged)
      const expected = [1, 2, 3].flatMap((deployment) => {
        const last = changes.findLast((one) => one.deployment === deployment)
        return last === undefined || last.isRemoved ? [] : [[deployment, last.depth]]
      })
      const rows = (await pipeline.rows(deployments)).map((row) => [row.deployment, row.depth])
      expect(rows.sort()).toEqual(expected)
    }),
  )
})

test('whatever order events come in, and however often, the latest of each stands', async () => {
  const change = fc.record({
    deployment: fc.integer({ min: 1, max: 2 }),
    depth: fc.integer({ min: 0, max: 9 }),
    isRemoved: fc.boolean(),
    /** Some come in one and the same millisecond. */
    later: fc.integer({ min: 0, max: 1 }),
  })
  const order = fc.array(fc.array(fc.nat(7), { minLength: 1, maxLength: 3 }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), order, async (changes, batches) => {
      const pipeline = drive(storeDeployments, storeCalibrations, storeAnnotations, storeQualityTests)
      let time = 1_000
      for (const { deployment, depth, isRemoved, later } of changes) {
        time += later * 1_000
        pipeline.publish(deploymentsChanged, { ...deployed, deployment, depth, isRemoved }, time)
        pipeline.publish(calibrationsChanged, { ...calibrated, start: deployment, value: `${depth}`, isRemoved }, time)
        pipeline.publish(annotationsChanged, { ...annotated, id: `a${deployment}`, text: `${depth}`, isRemoved }, time)
        const settings = JSON.stringify({ dat_min: -1, dat_max: depth })
        pipeline.publish(qualityTestsChanged, { ...tested, stream: `s${deployment}`, settings, isRemoved }, time)
      }
      const all = changes.map((_, offset) => offset).reverse()
      const everything = [...batches.slice(0, 3), all, ...batches.slice(3)]
      for (const topic of [deploymentsChanged, calibrationsChanged, annotationsChanged, qualityTestsChanged]) {
        for (const batch of everything) await pipeline.deliver(topic, [batch])
      }
      const last = [1, 2].flatMap((deployment) => changes.findLast((one) => one.deployment === deployment) ?? [])
      const standing = last.filter(({ isRemoved }) => !isRemoved)
      const depths = standing.map(({ depth }) => depth)
      const rows = await pipeline.rows(deployments)
      expect(rows.map(({ deployment, depth }) => [deployment, depth]).sort()).toEqual(
        standing.map(({ deployment, depth }) => [deployment, depth]),
      )
      expect((await pipeline.rows(calibrations)).map(({ value }) => Number(value)).sort()).toEqual(depths.sort())
      const texts = (await pipeline.rows(annotations)).map(({ text, is_removed }) => [Number(text), is_removed])
      expect(texts.sort()).toEqual(last.map(({ depth, isRemoved }) => [depth, isRemoved]).sort())
      const limits = (await pipeline.rows(qualityTests)).map(({ settings }) => JSON.parse(settings).dat_max)
      expect(limits.sort()).toEqual(depths.sort())
    }),
  )
})
