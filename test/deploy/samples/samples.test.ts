import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parserNamed, parsers } from '../../../connectors/instruments/index.ts'
import { makeSamples } from '../../../deploy/samples/make-samples.ts'
import { practicalSalinity, sigmaT } from '../../../deploy/samples/seawater.ts'
import { parseSources, type Source } from '../../../schemas/sources.ts'
import { parseAll } from '../../connectors/instruments/real-logs.ts'

const folder = join(import.meta.dirname, '../../../deploy/samples')
const samples = makeSamples()
const sources: Source[] = parseSources(
  JSON.parse(readFileSync(join(folder, 'sources.json'), 'utf8')),
  parsers.map(({ name }) => name),
)

test.each([...samples.keys()])('%s is what the model gives', (name) => {
  const isFresh = readFileSync(join(folder, name), 'latin1') === samples.get(name)
  expect(isFresh ? 'fresh' : 'stale: node dist/deploy/samples/make-samples.js deploy/samples').toBe('fresh')
})

test('the samples together stay below a megabyte', () => {
  expect([...samples.values()].reduce((sum, text) => sum + text.length, 0)).toBeLessThan(1_000_000)
})

test.each([
  ['ctdbp1', { particles: 144 * 48 - 2, ignored: 288, rejected: 2 }],
  ['ctdbp2', { particles: 360, ignored: 5, rejected: 0 }],
  ['metbk1', { particles: 360, ignored: 1, rejected: 0 }],
])('%s parses with its source as the model intends', (name, counts) => {
  const source = sources.find((one) => one.name === name)
  const parser = parserNamed(source?.parser ?? '')
  if (parser === null) throw new Error(`no source ${name}`)
  const parsed = parseAll(parser, samples.get(`20240301.${name}.log`) ?? '')
  expect({
    particles: parsed.particles.length,
    ignored: parsed.ignored,
    rejected: parsed.rejected.length,
  }).toEqual(counts)
})

test('salinity and density agree with the check values of UNESCO technical papers 44 and 36', () => {
  // Paper 44: R = 1.2, t = 20, p = 2000 gives 37.245628; EOS-80: S = 35, t = 5 gives 1027.67547 kg/m³.
  expect(practicalSalinity(1.2 * 4.2914, 20, 2000)).toBeCloseTo(37.245628, 5)
  expect(sigmaT(35, 5)).toBeCloseTo(27.67547, 4)
})
