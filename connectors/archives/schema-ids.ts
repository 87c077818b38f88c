/** An archive may be replayed where the registry gives other ids to its schemas, or has none of them yet. */
import type { SchemaRegistry } from '../../schemas/avro/registry.ts'
import { Reject } from '../../schemas/failures.ts'

export class SchemaIds {
  readonly #here = new Map<number, number>()

  constructor(
    private readonly registry: SchemaRegistry,
    private readonly subject: string,
  ) {}

  /** Learns the ids of a segment's schemas here; registers those that are missing, oldest first. */
  async learn(schemas: Readonly<Record<string, string>>): Promise<void> {
    const ids = Object.keys(schemas).map(Number)
    for (const id of ids.sort((a, b) => a - b)) {
      if (this.#here.has(id)) continue
      this.#here.set(id, await this.#idHere(id, schemas[id] as string))
    }
  }

  async #idHere(id: number, schema: string): Promise<number> {
    const same = await unlessUnknown(this.registry.schemaById(id))
    if (same !== null && canonical(same) === canonical(schema)) return id
    return (
      (await unlessUnknown(this.registry.idOf(this.subject, schema))) ?? this.registry.register(this.subject, schema)
    )
  }

  /** The same bytes, with the id that the schema has here. */
  rewritten(bytes: Uint8Array | null): Uint8Array | null {
    if (bytes === null || bytes.length < 5 || bytes[0] !== 0) return bytes
    const id = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(1)
    const here = this.#here.get(id)
    if (here === undefined || here === id) return bytes
    const copy = bytes.slice()
    new DataView(copy.buffer, copy.byteOffset).setUint32(1, here)
    return copy
  }
}

const canonical = (json: string): string => JSON.stringify(JSON.parse(json))

async function unlessUnknown<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Reject) return null
    throw error
  }
}
