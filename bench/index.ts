/** `npm run bench`: measures on the real services, prints a table, writes `.tideline/bench/results.json`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { recountBins } from '../processors/instruments/recount-bins.ts'
import { storeParticles } from '../processors/instruments/store-particles.ts'
import { summariseStreams } from '../processors/instruments/summarise-streams.ts'
import { archiveFigures } from './archive.ts'
import { askFigures } from './ask.ts'
import { availabilityFigures } from './availability.ts'
import { makeBed } from './bed.ts'
import { exportFigures } from './exports.ts'
import { formatFigures } from './formats.ts'
import { ingestFigures, publishBatches } from './ingest.ts'
import { type Figure, machine, printTable } from './measure.ts'
import { notificationFigures } from './notifications.ts'
import { operationFigures } from './operations.ts'
import { queryFigures } from './query.ts'
import { reductionFigures } from './reduction.ts'
import { seawaterFigures } from './seawater.ts'
import { statusFigures } from './status.ts'

const bed = await makeBed()
const figures: Figure[] = []
try {
  console.log('Measuring ingest: 4 M particles by batches, 600 k by single messages, 40 k by plain INSERTs')
  figures.push(...(await ingestFigures(bed)))
  printTable(figures)
  console.log('Storing 10 M particles to ask for')
  const roles = { processors: await bed.startRole('processors'), gateway: await bed.startRole('gateway') }
  await publishBatches(bed, 2, 10_000_000)
  await bed.untilQuiet(storeParticles, recountBins, summariseStreams)
  console.log('Measuring ask: 50 requests a second')
  figures.push(...(await askFigures(bed)))
  console.log('Measuring long answers')
  figures.push(...(await queryFigures(bed, roles)))
  console.log('Measuring reduced answers, one reader and 32')
  figures.push(...(await reductionFigures(bed)))
  console.log('Measuring availability of ten years')
  figures.push(...(await availabilityFigures(bed)))
  console.log('Measuring a large export')
  figures.push(...(await exportFigures(bed, 2, 10_000_000)))
  console.log('Measuring the monitor: 10,000 streams')
  figures.push(...(await statusFigures(bed)))
  console.log('Measuring archive and replay: 2 M small messages')
  figures.push(...(await archiveFigures(bed)))
  console.log('Measuring operations, beside kcat')
  figures.push(...(await operationFigures(bed)))
} finally {
  await bed.close()
}
console.log('Measuring notifications: from the tick to the webhook')
figures.push(...(await notificationFigures()))
console.log('Measuring salinity and density: a million samples')
figures.push(...seawaterFigures())
console.log('Measuring CSV and NetCDF-4: a million rows')
figures.push(...formatFigures())
printTable(figures)
mkdirSync('.tideline/bench', { recursive: true })
const results = { at: new Date().toISOString(), ...machine(), figures }
writeFileSync('.tideline/bench/results.json', `${JSON.stringify(results, null, 2)}\n`)
console.log('Written to .tideline/bench/results.json')
