import { Command } from 'commander'
import { examples, note } from './context.ts'

export const localCommand = (): Command =>
  new Command('local')
    .description('Cares for the native services.')
    .addCommand(
      new Command('build-minio')
        .description('Builds MinIO with the Go toolchain into the cache; the local stack then uses it.')
        .addHelpText('after', examples('tideline local build-minio'))
        .action(async () => {
          const { buildMinio } = await import('../local/minio.ts')
          note(`MinIO is built: ${await buildMinio({ progress: note })}`)
        }),
    )
    .addHelpText('after', examples('tideline local build-minio'))
