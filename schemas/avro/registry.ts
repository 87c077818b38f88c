/** The schema registry port: two adapters, connectors/kafka/registry.ts and connectors/memory/registry.ts. */
export interface SchemaRegistry {
  /** The schema as JSON text. Rejects with `Reject('unknown-schema')`, or `Unavailable('schema-registry')`. */
  schemaById(id: number): Promise<string>
  /** The id of exactly this schema under a subject; never registers. Rejects like `schemaById`. */
  idOf(subject: string, schemaJson: string): Promise<number>
  /** For provisioning: sets BACKWARD_TRANSITIVE, then registers. Throws when the schema is not compatible. */
  register(subject: string, schemaJson: string): Promise<number>
}
