/** The world is wrong, not the event: retry with backoff, reject nothing. */
export class Unavailable extends Error {
  override readonly name: string = 'Unavailable'
  constructor(
    /** What is away: `kafka`, `cassandra`, `object-store`, `postgres`, `schema-registry`. */
    readonly service: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** The event is wrong: it goes to `rejected` with its bytes, origin, this code and this reason. */
export class Reject extends Error {
  override readonly name = 'Reject'
  constructor(
    readonly code: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options)
  }
}
