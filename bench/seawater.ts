/**
 * A million CTD samples to Practical Salinity and density: our algorithms beside Python's gsw and NumPy, each in a process of
 * its own, in one run. `node dist/bench/seawater.js`
 */
import { execFileSync } from 'node:child_process'
import type { Numbers } from '../processors/products/algorithm.ts'
import { ctdDensity, ctdPracsal } from '../processors/products/algorithms/ctd.ts'
import { atLeast, type Figure, peakMiB, printTable } from './measure.ts'
import { runPython } from './python.ts'

const samples = 1_000_000
const passes = 15
const place = { lat: 44.6, lon: -125.1 }
/** Rows whose results are compared. */
const every = 997

interface Measured {
  /** Of the quickest pass. */
  readonly seconds: number
  /** Of all passes, for one sample. */
  readonly cpuNanoseconds: number
  readonly peakMiB: number
  readonly density: readonly number[]
}

const python = `
import json, resource, time
import gsw, numpy as np
i = np.arange(${samples})
t = 4 + 8 * np.sin(i * 1e-4) + 1e-3 * (i % 97)
p = 10 + 900 * (1 + np.sin(i * 3e-4))
c = 3.2 + 0.45 * np.sin(i * 1e-4 + 0.1) + 1e-5 * (i % 53)
best, start = 1e9, time.process_time()
for _ in range(${passes}):
    then = time.perf_counter()
    sp = gsw.SP_from_C(10 * c, t, p)
    sa = gsw.SA_from_SP(sp, p, ${place.lon}, ${place.lat})
    rho = gsw.rho(sa, gsw.CT_from_t(sa, t, p), p)
    best = min(best, time.perf_counter() - then)
cpu = (time.process_time() - start) / ${passes * samples} * 1e9
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(dict(seconds=best, cpuNanoseconds=cpu, peakMiB=peak, density=rho[::${every}].tolist())))
`

const column = (of: (row: number) => number): Numbers => ({
  values: Float64Array.from({ length: samples }, (_, row) => of(row)),
  width: 1,
  stride: 1,
  shape: [],
})
const constant = (value: number): Numbers => ({ values: Float64Array.of(value), width: 1, stride: 0, shape: [] })

/** As the engine calls them: salinity first, density from it. */
function measureOurs(): Measured {
  const t = column((row) => 4 + 8 * Math.sin(row * 1e-4) + 1e-3 * (row % 97))
  const p = column((row) => 10 + 900 * (1 + Math.sin(row * 3e-4)))
  const c = column((row) => 3.2 + 0.45 * Math.sin(row * 1e-4 + 0.1) + 1e-5 * (row % 53))
  const [lat, lon] = [constant(place.lat), constant(place.lon)]
  const context = { rows: samples, time: new Float64Array(samples), flag: () => undefined }
  let seconds = Number.POSITIVE_INFINITY
  let density: Float64Array = new Float64Array()
  const start = process.cpuUsage()
  for (let pass = 0; pass < passes; pass++) {
    const then = performance.now()
    const SP = { ...t, values: ctdPracsal.compute({ c, t, p }, context).values }
    density = ctdDensity.compute({ SP, t, p, lat, lon }, context).values
    seconds = Math.min(seconds, (performance.now() - then) / 1000)
  }
  const { user, system } = process.cpuUsage(start)
  return {
    seconds,
    cpuNanoseconds: ((user + system) * 1000) / (passes * samples),
    peakMiB: peakMiB(process.pid),
    density: [...density.filter((_, row) => row % every === 0)],
  }
}

const measureIt = (): Measured =>
  JSON.parse(execFileSync(process.execPath, [import.meta.filename, 'measure'], { encoding: 'utf8' })) as Measured

function figuresOf(who: string, { seconds, cpuNanoseconds, peakMiB }: Measured): Figure[] {
  return [
    { name: `salinity and density, ${who}`, value: samples / seconds, unit: 'samples/s' },
    { name: `salinity and density, ${who}, CPU of a sample`, value: cpuNanoseconds, unit: 'ns' },
    { name: `salinity and density, ${who}, peak memory`, value: peakMiB, unit: 'MiB' },
  ]
}

const quicker = (a: Measured, b: Measured): Measured => (b.cpuNanoseconds < a.cpuNanoseconds ? b : a)

export function seawaterFigures(): Figure[] {
  const measureTheirs = () => runPython<Measured>(python)
  let ours = measureIt()
  try {
    let theirs = measureTheirs()
    // By turns: other work on the machine comes and goes.
    for (let turn = 0; turn < 2; turn++) {
      ours = quicker(ours, measureIt())
      theirs = quicker(theirs, measureTheirs())
    }
    const furthest = Math.max(...ours.density.map((one, k) => Math.abs(one - (theirs.density[k] as number))))
    // By processor time: the machine may be busy with other things.
    const ratio = theirs.cpuNanoseconds / ours.cpuNanoseconds
    return [
      ...figuresOf('ours', ours),
      ...figuresOf('gsw + NumPy', theirs),
      { name: 'salinity and density beside gsw + NumPy, a core', value: ratio, unit: 'times', goal: atLeast(ratio, 1) },
      { name: 'furthest density from gsw', value: furthest, unit: 'kg/m³' },
    ]
  } catch (error) {
    const note = `no gsw to compare with: ${error instanceof Error ? error.message.split('\n', 1)[0] : error}`
    return figuresOf('ours', ours).map((figure, k) => (k === 0 ? { ...figure, note } : figure))
  }
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv[2] === 'measure') console.log(JSON.stringify(measureOurs()))
  else printTable(seawaterFigures())
}
