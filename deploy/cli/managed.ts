/** What the commands of streams, processes, operations and users share. */
import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { GatewayProblem } from '../../api/problems.ts'
import { createPublish } from '../../api/publish.ts'
import { createManaged, type Managed } from '../../api/streams/managed.ts'
import { CommandError, configOf, note, print, withCatalogue, withEvents, withObjects } from './context.ts'

const settleMs = 15_000

/** Opens what the control of streams works with, for the length of `work`; a refusal is one line. */
export async function withManaged<T>(command: Command, work: (managed: Managed) => Promise<T>): Promise<T> {
  const { allowShell: allowsShell } = configOf(command)
  return withEvents(command, ({ broker, codec }) =>
    withCatalogue(command, async (tables) => {
      const publish = createPublish({ broker, codec })
      return withObjects(command, (objects) =>
        refusals(() => work(createManaged({ broker, tables, objects, publish, settleMs, allowsShell }))),
      )
    }),
  )
}

export async function refusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof GatewayProblem) throw new CommandError(error.detail, { cause: error })
    throw error
  }
}

export function noteUnlessStored(isStored: boolean): void {
  if (isStored) return
  note("published, and not stored yet: start 'tideline start --role processors'")
}

/** Whose name stands under what is done here: the option, else who is logged in. */
export const whoIs = ({ user }: { readonly user?: string }): string => user ?? process.env.USER ?? userInfo().username

export const userOption = ['--user <name>', 'to whom it belongs; default: who is logged in'] as const

/** `7d`, `12h`, `30m`, `45s`, `500ms`; null for `forever`. Throws a `CommandError`. */
export function durationMs(option: string): (text: string) => number | null {
  return (text) => {
    if (text === 'forever') return null
    const [, count, unit] = /^([0-9]{1,9})(ms|s|m|h|d)$/.exec(text) ?? []
    const ms = Number(count) * ({ ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? ''] ?? Number.NaN)
    if (ms >= 1_000) return ms
    throw new CommandError(`${option} ${text}: give a time of at least a second such as 7d, 12h or 90s, or forever`)
  }
}

export function durationText(ms: number | null): string {
  if (ms === null) return 'forever'
  const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 }
  const [unit, size] = Object.entries(units).find(([, one]) => ms % one === 0) ?? ['ms', 1]
  return `${ms / size}${unit}`
}

/** A line for each. */
export function printJson(values: readonly object[]): void {
  for (const value of values) print(JSON.stringify(value))
}

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of source) found.push(one)
  return found
}
