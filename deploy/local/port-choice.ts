import { demandFree, freePort, isFree } from './ports.ts'
import type { NativeService, Ports, ServiceName } from './service.ts'
import type { StackOptions } from './stack-types.ts'
import type { StackState } from './state.ts'

/** The ports asked for, else those of the last time that are still free, else free ones. */
export async function pickPorts(
  services: readonly NativeService[],
  options: Pick<StackOptions, 'ports'>,
  before: StackState | null,
): Promise<Partial<Record<ServiceName, Ports>>> {
  const taken = new Set<number>()
  const ports: Partial<Record<ServiceName, Ports>> = {}
  for (const { name, title, portNames } of services) {
    const chosen: Record<string, number> = {}
    for (const [index, portName] of portNames.entries()) {
      const fixed = index === 0 ? options.ports?.[name] : undefined
      if (fixed !== undefined) await demandFree(fixed, title, 'its option')
      const earlier = before?.ports[name]?.[portName]
      const isUsable = earlier !== undefined && !taken.has(earlier) && (await isFree(earlier))
      chosen[portName] = fixed ?? (isUsable ? earlier : await freePort(taken))
      taken.add(chosen[portName])
    }
    ports[name] = chosen
  }
  return ports
}
