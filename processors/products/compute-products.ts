import {
  annotations,
  calibrations,
  computedStreams,
  deployments,
  identifierStreams,
  resolvedStreams,
} from '../../schemas/catalogue-tables.ts'
import { toArrow } from '../../schemas/columns/arrow.ts'
import { productInputs } from '../../schemas/product-tables.ts'
import { formatStreamKey } from '../../schemas/streams.ts'
import { chunkData, chunkStats, streamBins, streamColumns, streams } from '../../schemas/tables.ts'
import { particlesStored } from '../../topics/instruments.ts'
import { productsComputed } from '../../topics/products.ts'
import { emission } from '../../topics/topic.ts'
import { defineProcessor, type Outcome } from '../processor.ts'
import { type BinProducts, StandingProducts } from './standing/stream-products.ts'

export const computeProducts = defineProcessor({
  name: 'compute-products',
  about: 'Derives the products of each chunk as it is stored, and writes them beside the samples under their version.',
  consumes: [particlesStored],
  produces: [productsComputed],
  reads: {
    data: chunkData,
    stats: chunkStats,
    bins: streamBins,
    streams,
    columns: streamColumns,
    resolved: resolvedStreams,
    identifiers: identifierStreams,
    computed: computedStreams,
    deployments,
    calibrations,
    annotations,
  },
  writes: [chunkData, chunkStats, productInputs],
  batch: { maxRecords: 500, maxWaitMs: 500 },
  async *process(events, views): AsyncGenerator<Outcome<typeof particlesStored, typeof productsComputed>> {
    const standing = new StandingProducts(views)
    const byBin = new Map<string, Promise<BinProducts | null>>()
    for (const { value } of events) {
      const streamKey = formatStreamKey(value)
      const key = `${streamKey} ${value.bin}`
      const isNew = !byBin.has(key)
      const products = byBin.get(key) ?? standing.ofBin({ streamKey, start: value.bin })
      byBin.set(key, products)
      const ofBin = await products
      if (ofBin === null) continue
      if (isNew) yield { write: ofBin.inputs }
      const isComputable = ofBin.versions.size > 0
      const computed = isComputable ? await ofBin.compute({ id: value.chunkId, start: value.first }) : null
      if (computed === null) continue
      const { refdes, method, stream, deployment, bin, chunkId, count, first, last } = value
      const told = { refdes, method, stream, deployment, bin, chunkId, count, first, last }
      const versions = Object.fromEntries(ofBin.versions)
      yield {
        write: [computed.write],
        emit: [emission(productsComputed, { ...told, versions, arrow: toArrow(computed.batch), claim: null })],
      }
    }
  },
})
