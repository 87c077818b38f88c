import { basename } from 'node:path'
import { Command } from 'commander'
import { buckets, defineBucket, type ObjectStore, streamObjects } from '../../schemas/objects.ts'
import type { Broker } from '../../topics/broker.ts'
import { createStreamPublisher } from '../../topics/stream-publisher.ts'
import { CommandError, configOf, examples, note, quietLog, withBroker } from './context.ts'
import { infoOf, putFile } from './file-object.ts'
import { demandStream } from './stream-publish.ts'

export const streamFileCommand = (): Command =>
  new Command('file')
    .description('Puts a file of any size into a bucket and publishes its claim check: bucket, key, size, SHA-256.')
    .argument('<name>', 'a stream')
    .argument('<bucket>', 'a bucket of the object store; it is made if it is not there')
    .argument('<file>', 'a file')
    .option('--key <key>', 'the key of the message: messages of one key stay in order')
    .addHelpText('after', examples('tideline stream file pictures images m31.fits'))
    .action((name: string, bucket: string, path: string, { key }: { key?: string }, command: Command) =>
      withBroker(command, async (broker) => {
        if (!/^[a-z0-9][a-z0-9-]{1,40}[a-z0-9]$/.test(bucket)) {
          throw new CommandError(`bucket ${bucket}: give 3 to 42 lower-case letters, digits and hyphens`)
        }
        demandOthersBucket(bucket)
        await demandStream(broker, name)
        const { openObjects } = await import('../wire.ts')
        const objects = await openObjects(configOf(command), quietLog)
        try {
          await objects.provision([defineBucket({ name: bucket, about: 'Files that were published to streams.' })])
          const size = await publishFile({ broker, objects }, name, bucket, path, key ?? null)
          note(`${path}, ${size} bytes, published to ${name}`)
        } finally {
          await objects.close()
        }
      }),
    )

/** What lies in those of the pipeline has keys of its own, and may be swept. */
export function demandOthersBucket(bucket: string): void {
  if (bucket === streamObjects.name || !buckets.some(({ name }) => name === bucket)) return
  throw new CommandError(`bucket ${bucket} is one of the pipeline: choose another, or ${streamObjects.name}`)
}

/** The key tells the content: a file that changes is another object, and its earlier messages stay as they were. */
export async function publishFile(
  ports: { readonly broker: Broker; readonly objects: ObjectStore },
  stream: string,
  bucket: string,
  path: string,
  key: string | null,
): Promise<number> {
  if (!(await infoOf(path)).isFile()) throw new CommandError(`${path} is no file`)
  const where = defineBucket({ name: bucket, about: '' })
  const claim = await putFile(ports.objects, where, path, (sha256) => `${sha256}/${basename(path)}`)
  const headers = { 'file-name': basename(path) }
  const message = { key: key === null ? null : Buffer.from(key), value: new Uint8Array(0), headers, claim }
  await createStreamPublisher(ports).publish(stream, [message])
  return claim.size
}
