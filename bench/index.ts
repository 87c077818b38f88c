/** `npm run bench`: measures on the real services, prints a table, writes `.tideline/bench/results.json`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { particleBatches, particles } from '../topics/instruments.ts'
import { askFigures } from './ask.ts'
import { makeBed } from './bed.ts'
import { ingestFigures, publishBatches } from './ingest.ts'
import { type Figure, machine, printTable } from './measure.ts'
import { queryFigures } from './query.ts'

const bed = await makeBed()
const figures: Figure[] = []
try {
  figures.push(...(await ingestFigures(bed)))
  const roles = { processors: await bed.startRole('processors'), gateway: await bed.startRole('gateway') }
  await publishBatches(bed, 2, 10_000_000)
  await bed.untilQuiet(
    ['store-particles', 'recount-bins', 'summarise-streams'],
    [particles.name, particleBatches.name, 'instruments.particles-stored', 'instruments.bins-recounted'],
  )
  figures.push(...(await askFigures(bed)))
  figures.push(...(await queryFigures(bed, roles)))
} finally {
  await bed.close()
}
printTable(figures)
mkdirSync('.tideline/bench', { recursive: true })
const results = { at: new Date().toISOString(), ...machine(), figures }
writeFileSync('.tideline/bench/results.json', `${JSON.stringify(results, null, 2)}\n`)
console.log('Written to .tideline/bench/results.json')
