/** An Avro schema that knows the TypeScript type of its values. */
export interface EventSchema<T> {
  /** Namespace and name, e.g. `tideline.instruments.Particle`. */
  readonly fullName: string
  /** The self-contained schema as JSON text. */
  readonly json: string
  /** Never set: carries the type. */
  readonly value?: T
}

export function eventSchema<T>(fullName: string, json: string): EventSchema<T> {
  return Object.freeze({ fullName, json })
}
