import { identifierOf, type ResolvedParameter, type ResolvedStream } from '../../schemas/definitions/records.ts'

/** All resolved streams by name, with who provides which identifier. */
export interface KnownStreams {
  readonly byName: ReadonlyMap<string, ResolvedStream>
  readonly byIdentifier: ReadonlyMap<string, readonly ResolvedParameter[]>
}

export function knownStreams(streams: Iterable<ResolvedStream>): KnownStreams {
  const byName = new Map([...streams].map((stream) => [stream.name, stream]))
  const byIdentifier = new Map<string, ResolvedParameter[]>()
  for (const { parameters } of byName.values()) {
    for (const parameter of parameters) {
      const identifier = identifierOf(parameter)
      if (identifier !== null) byIdentifier.set(identifier, [...(byIdentifier.get(identifier) ?? []), parameter])
    }
  }
  return { byName, byIdentifier }
}
