/** The shipped definitions of bottom pressure: the depth is without the tide that is predicted, and nothing else is needed. */
import { recountBins } from '../../../processors/instruments/recount-bins.ts'
import { storeParticles } from '../../../processors/instruments/store-particles.ts'
import { summariseStreams } from '../../../processors/instruments/summarise-streams.ts'
import { answerData } from '../../../processors/products/answer-data.ts'
import { providersOf, resolveStream } from '../../../processors/products/resolve-stream.ts'
import { resolvedStreams } from '../../../schemas/catalogue-tables.ts'
import { fromArrow } from '../../../schemas/columns/arrow.ts'
import { cell } from '../../../schemas/columns/cells.ts'
import { shippedDefinitions } from '../../../schemas/definitions/shipped.ts'
import { put } from '../../../schemas/table.ts'
import { particles, particlesAnswered } from '../../../topics/instruments.ts'
import { dataRequested } from '../../../topics/products.ts'
import { drive } from '../../support/drive.ts'
import { particle } from '../instruments/particle-pipeline.ts'
import { question } from './products-bed.ts'

const key = { refdes: 'RS03CCAL-MJ03F-05-BOTPTA301', method: 'streamed', stream: 'botpt_nano_sample', deployment: 1 }
/** Published with the tide model of the original: m above the mean at the caldera of Axial Seamount. */
const published = { time: Date.parse('2018-06-12T12:39:45Z') * 1000, tide: -1.458176 }

test('the mean depth of 15 seconds is that of the pressure, less the predicted tide', async () => {
  const { tables, send, events } = drive(storeParticles, recountBins, summariseStreams, answerData)
  const shipped = shippedDefinitions()
  const definitions = {
    parameter: new Map(shipped.parameter.map((one) => [one.id, one])),
    function: new Map(shipped.function.map((one) => [one.id, one])),
    stream: new Map(shipped.stream.map((one) => [one.name, one])),
  }
  for (const one of shipped.stream.filter(({ name }) => name.startsWith('botpt_nano'))) {
    const { name, version, ...rest } = resolveStream(one, definitions, providersOf(definitions))
    const row = { stream: name, version, body: JSON.stringify({ ...rest, name, version }) }
    await tables.apply([put(resolvedStreams, row)])
  }
  const psi = 2250
  const samples = Array.from({ length: 30 }, (_, at) => published.time + (at - 15) * 500_000)
  await send(
    particles,
    samples.map((time) => ({ ...particle(time, { numbers: { bottom_pressure: psi } }), ...key })),
  )
  const { refdes, method } = key
  const asked = { refdes, method, stream: 'botpt_nano_sample_15s', parameters: ['botsflu_meandepth'] }
  await send(dataRequested, { ...question, ...asked })
  const [answer] = events(particlesAnswered)
  const depths = fromArrow(answer?.arrow ?? new Uint8Array()).columns.get('botsflu_meandepth')
  // The DPS: 0.67 m a psi, downward; the tide within 2 mm of the published.
  expect(depths?.length).toBe(1)
  expect(Math.abs((cell(depths as never, 0) as number) - (-0.67 * psi + published.tide))).toBeLessThan(0.002)
})
