/** A schema registry in memory, for tests. */
import type { SchemaRegistry } from '../../schemas/avro/registry.ts'
import { Reject } from '../../schemas/failures.ts'

export function createMemoryRegistry(): SchemaRegistry {
  const schemas: string[] = []
  const subjects = new Map<string, Map<string, number>>()
  const canonical = (json: string): string => JSON.stringify(JSON.parse(json))

  return {
    async schemaById(id) {
      const json = schemas[id - 1]
      if (json === undefined) throw new Reject('unknown-schema', `the registry has no schema ${id}`)
      return json
    },
    async idOf(subject, schemaJson) {
      const id = subjects.get(subject)?.get(canonical(schemaJson))
      if (id === undefined) {
        throw new Reject('unknown-schema', `this schema is not registered under ${subject}: provision the topics first`)
      }
      return id
    },
    async register(subject, schemaJson) {
      const json = canonical(schemaJson)
      const ids = subjects.get(subject) ?? new Map<string, number>()
      subjects.set(subject, ids)
      const known = ids.get(json) ?? schemas.indexOf(json) + 1
      const id = known > 0 ? known : schemas.push(json)
      ids.set(json, id)
      return id
    },
  }
}
