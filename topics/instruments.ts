import {
  type BinRecounted,
  BinRecountedEvent,
  type Particle,
  type ParticleBatch,
  ParticleBatchEvent,
  ParticleEvent,
  type ParticlesAnswered,
  ParticlesAnsweredEvent,
  type ParticlesRequested,
  ParticlesRequestedEvent,
  type ParticlesStored,
  ParticlesStoredEvent,
} from '../schemas/generated/events.ts'
import { answers } from '../schemas/objects.ts'
import { formatStreamKey, type StreamKey } from '../schemas/streams.ts'
import { defineTopic } from './topic.ts'

const keyedBy = 'refdes/method/stream/deployment'
const key = (event: StreamKey): string => formatStreamKey(event)

export const particles = defineTopic<Particle, 'instruments.particles'>({
  name: 'instruments.particles',
  about: 'One sample per message, values by name: the easy way in.',
  owner: 'instruments',
  schema: ParticleEvent,
  key,
  keyedBy,
  partitions: 6,
  retention: { days: 30 },
})

export const particleBatches = defineTopic<ParticleBatch, 'instruments.particle-batches'>({
  name: 'instruments.particle-batches',
  about: 'Many samples of one stream key as an Arrow record batch: the fast way in.',
  owner: 'instruments',
  schema: ParticleBatchEvent,
  key,
  keyedBy,
  partitions: 6,
  retention: { days: 30 },
})

export const particlesStored = defineTopic<ParticlesStored, 'instruments.particles-stored'>({
  name: 'instruments.particles-stored',
  about: 'A chunk of particles is in the store.',
  owner: 'instruments',
  schema: ParticlesStoredEvent,
  key,
  keyedBy,
  partitions: 6,
  retention: { days: 7 },
})

export const binsRecounted = defineTopic<BinRecounted, 'instruments.bins-recounted'>({
  name: 'instruments.bins-recounted',
  about: 'What a bin holds now.',
  owner: 'instruments',
  schema: BinRecountedEvent,
  key,
  keyedBy,
  partitions: 6,
  retention: { days: 7 },
})

export const particlesRequested = defineTopic<ParticlesRequested, 'instruments.particles-requested'>({
  name: 'instruments.particles-requested',
  about: 'Somebody wants the particles of a time range.',
  owner: 'instruments',
  schema: ParticlesRequestedEvent,
  key: (event) => `${event.refdes}/${event.method}/${event.stream}`,
  keyedBy: 'request id (overridden by the asker)',
  isRequest: true,
  partitions: 6,
  retention: { days: 1 },
})

export const particlesAnswered = defineTopic<ParticlesAnswered, 'instruments.particles-answered'>({
  name: 'instruments.particles-answered',
  about: 'The parts of an answer, in order.',
  owner: 'instruments',
  schema: ParticlesAnsweredEvent,
  key: (event) => String(event.part),
  keyedBy: 'request id (set by the answering processor)',
  partitions: 6,
  retention: { days: 1 },
  claimCheck: {
    field: 'arrow',
    bucket: answers,
    objectKey: (part, requestId) => `${requestId}/${part.part}-${part.count}-${part.arrow.length}`,
  },
})
