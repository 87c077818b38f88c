import {
  type AnnotationChanged,
  AnnotationChangedEvent,
  type CalibrationChanged,
  CalibrationChangedEvent,
  type DataRequested,
  DataRequestedEvent,
  type DefinitionChanged,
  DefinitionChangedEvent,
  type DeploymentChanged,
  DeploymentChangedEvent,
  type ProductsComputed,
  ProductsComputedEvent,
  type ProductsRenewed,
  ProductsRenewedEvent,
  type QualityTestChanged,
  QualityTestChangedEvent,
  type StreamResolved,
  StreamResolvedEvent,
} from '../schemas/generated/events.ts'
import { productBatches } from '../schemas/objects.ts'
import { formatStreamKey } from '../schemas/streams.ts'
import { defineTopic } from './topic.ts'

export const definitionsChanged = defineTopic<DefinitionChanged, 'products.definitions-changed'>({
  name: 'products.definitions-changed',
  about: 'Parameters, functions and streams as they are defined.',
  owner: 'products',
  schema: DefinitionChangedEvent,
  key: ({ kind, id }) => `${kind}/${id}`,
  keyedBy: 'kind/id',
  partitions: 1,
  retention: 'compact',
})

export const streamsResolved = defineTopic<StreamResolved, 'products.streams-resolved'>({
  name: 'products.streams-resolved',
  about: 'A stream has new definitions, or the same ones told again.',
  owner: 'products',
  schema: StreamResolvedEvent,
  key: ({ stream }) => stream,
  keyedBy: 'stream',
  partitions: 1,
  retention: 'compact',
})

export const dataRequested = defineTopic<DataRequested, 'products.data-requested'>({
  name: 'products.data-requested',
  about: 'Somebody wants data of a time range with derived products.',
  owner: 'products',
  schema: DataRequestedEvent,
  key: (event) => `${event.refdes}/${event.method}/${event.stream}`,
  keyedBy: 'request id (overridden by the asker)',
  isRequest: true,
  partitions: 6,
  retention: { days: 1 },
})

export const deploymentsChanged = defineTopic<DeploymentChanged, 'products.deployments-changed'>({
  name: 'products.deployments-changed',
  about: 'When an instrument was where, and which sensor it was.',
  owner: 'products',
  schema: DeploymentChangedEvent,
  key: ({ refdes, deployment }) => `${refdes}/${deployment}`,
  keyedBy: 'refdes/deployment',
  partitions: 1,
  retention: 'compact',
})

export const calibrationsChanged = defineTopic<CalibrationChanged, 'products.calibrations-changed'>({
  name: 'products.calibrations-changed',
  about: 'Coefficients of sensors, each with its validity.',
  owner: 'products',
  schema: CalibrationChangedEvent,
  key: ({ asset, name, start }) => `${asset}/${name}/${start}`,
  keyedBy: 'asset/name/start',
  partitions: 1,
  retention: 'compact',
})

export const annotationsChanged = defineTopic<AnnotationChanged, 'products.annotations-changed'>({
  name: 'products.annotations-changed',
  about: 'What people say about data, and which data are not to be given out.',
  owner: 'products',
  schema: AnnotationChangedEvent,
  key: ({ id }) => id,
  keyedBy: 'id',
  partitions: 1,
  retention: 'compact',
})

export const productsComputed = defineTopic<ProductsComputed, 'products.products-computed'>({
  name: 'products.products-computed',
  about: 'Derived parameters of particles, as they are stored.',
  owner: 'products',
  schema: ProductsComputedEvent,
  key: formatStreamKey,
  keyedBy: 'refdes/method/stream/deployment',
  partitions: 6,
  retention: { days: 7 },
  claimCheck: {
    field: 'arrow',
    bucket: productBatches,
    objectKey: (event, recordKey) =>
      `${recordKey}/${event.chunkId}-${Object.values(event.versions).join('').slice(0, 32)}`,
  },
})

export const productsRenewed = defineTopic<ProductsRenewed, 'products.products-renewed'>({
  name: 'products.products-renewed',
  about: 'Products of a bin were looked at anew after something that they follow from had changed.',
  owner: 'products',
  schema: ProductsRenewedEvent,
  key: formatStreamKey,
  keyedBy: 'refdes/method/stream/deployment',
  partitions: 6,
  retention: { days: 30 },
})

export const qualityTestsChanged = defineTopic<QualityTestChanged, 'products.quality-tests-changed'>({
  name: 'products.quality-tests-changed',
  about: 'Which values are tested how.',
  owner: 'products',
  schema: QualityTestChangedEvent,
  key: ({ refdes, stream, parameter, test }) => `${refdes ?? '*'}/${stream ?? '*'}/${parameter ?? '*'}/${test}`,
  keyedBy: 'refdes/stream/parameter/test',
  partitions: 1,
  retention: 'compact',
})
