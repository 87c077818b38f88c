/** Schemas by the registry's id, looked up once. A first byte of zero may also be chance: such ids are of no schema. */
import type { SchemaRegistry } from '../../schemas/avro/registry.ts'
import { Reject } from '../../schemas/failures.ts'

const kept = 2_000

export class KnownSchemas {
  readonly #texts = new Map<number, string | null>()

  constructor(private readonly registry: Pick<SchemaRegistry, 'schemaById'>) {}

  /** Of those ids that name a schema. Rejects with `Unavailable`. */
  async of(ids: readonly number[]): Promise<Record<string, string>> {
    const found: Record<string, string> = {}
    for (const id of ids) {
      const text = await this.text(id)
      if (text !== null) found[id] = text
    }
    return found
  }

  async text(id: number): Promise<string | null> {
    const known = this.#texts.get(id)
    if (known !== undefined) return known
    if (this.#texts.size > kept) this.#texts.clear()
    const text = await this.registry.schemaById(id).catch((error: unknown) => {
      if (error instanceof Reject) return null
      throw error
    })
    this.#texts.set(id, text)
    return text
  }
}
