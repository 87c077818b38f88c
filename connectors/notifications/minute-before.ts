import type { EventCodec } from '../../schemas/avro/codec.ts'
import type { Broker, IncomingRecord } from '../../topics/broker.ts'
import { minuteTicked } from '../../topics/pipeline.ts'

/**
 * The tick before one: what was over then was told. It stands in the topic, so that neither a restart nor a pause of the
 * clock at midnight leaves a day out. Null: it is gone.
 */
export async function minuteBefore(
  { topic, partition, offset }: IncomingRecord,
  { broker, codec }: { readonly broker: Broker; readonly codec: EventCodec },
): Promise<number | null> {
  if (offset === 0n) return null
  for await (const record of broker.read({ topic, from: new Map([[partition, offset - 1n]]) })) {
    return record.offset < offset ? (await codec.decode(minuteTicked.schema, record.value)).minute : null
  }
  return null
}
