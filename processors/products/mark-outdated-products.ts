import { computedStreams, deployments, resolvedStreams } from '../../schemas/catalogue-tables.ts'
import { outdatedProducts, productFormulas, productInputs } from '../../schemas/product-tables.ts'
import { formatStreamKey, type StreamKey } from '../../schemas/streams.ts'
import type { Write } from '../../schemas/table.ts'
import { streamBins, streams } from '../../schemas/tables.ts'
import { binsRecounted } from '../../topics/instruments.ts'
import { minuteTicked } from '../../topics/pipeline.ts'
import { annotationsChanged, calibrationsChanged, deploymentsChanged, streamsResolved } from '../../topics/products.ts'
import { defineProcessor } from '../processor.ts'
import {
  always,
  ofAnnotation,
  ofAsset,
  ofFormulas,
  ofInstrument,
  ofRows,
  ofStream,
  type Range,
} from './standing/outdated-by.ts'

const reads = {
  bins: streamBins,
  streams,
  resolved: resolvedStreams,
  computed: computedStreams,
  deployments,
  inputs: productInputs,
  formulas: productFormulas,
}

export const markOutdatedProducts = defineProcessor({
  name: 'mark-outdated-products',
  about: 'Lists the bins whose products may follow from something that changed, and only them.',
  consumes: [streamsResolved, calibrationsChanged, deploymentsChanged, annotationsChanged, binsRecounted, minuteTicked],
  produces: [],
  reads,
  writes: [outdatedProducts, productFormulas],
  async process(events, views) {
    const write: Write[] = []
    const recounted = new Map<string, { key: StreamKey; range: Range; markedAt: number }>()
    for (const input of events) {
      const markedAt = input.time
      switch (input.topic) {
        case 'products.streams-resolved': {
          const { stream, version, previousVersion } = input.value
          if (version === previousVersion) break
          write.push(
            ...(await ofStream(views, stream, { reason: `definitions of ${stream}`, isForced: false, markedAt })),
          )
          break
        }
        case 'products.calibrations-changed': {
          const { asset, name, start, stop } = input.value
          const range = { from: start, to: stop ?? Number.POSITIVE_INFINITY }
          write.push(...(await ofAsset(views, asset, range, `${name} of ${asset}`, markedAt)))
          break
        }
        case 'products.deployments-changed': {
          const { refdes, deployment } = input.value
          const outdating = { reason: `deployment ${deployment} of ${refdes}`, isForced: false, markedAt }
          write.push(...(await ofInstrument(views, refdes, deployment, always, outdating)))
          break
        }
        case 'products.annotations-changed':
          write.push(...(await ofAnnotation(views, input.value, markedAt)))
          break
        case 'instruments.bins-recounted': {
          const { value } = input
          const range = { from: value.first, to: value.last + 1 }
          recounted.set(`${formatStreamKey(value)} ${value.bin}`, { key: value, range, markedAt })
          break
        }
        case 'clock.minute-ticked':
          write.push(...(await ofFormulas(views, markedAt)))
      }
    }
    for (const { key, range, markedAt } of recounted.values()) {
      const outdating = { reason: `data of ${formatStreamKey(key)}`, isForced: false, markedAt }
      write.push(...(await ofRows(views, key, range, outdating)))
    }
    return { write }
  },
})
