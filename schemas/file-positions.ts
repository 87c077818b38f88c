/** The file position port: how far each watched file has been published, so that a restart loses and repeats nothing. */

/** A value that JSON keeps as it is. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export interface FilePosition {
  /** The configured source that the file belongs to. */
  readonly source: string
  /** As the watcher sees it. A renamed file has another path and the same identity. */
  readonly path: string
  /** Device, inode and a hash of the first bytes (up to 1024): tells a rotated file from the one before it. */
  readonly identity: string
  /** Bytes from the beginning that are published; reading goes on here. */
  readonly offset: number
  /** Bytes of the file when it was last looked at. */
  readonly size: number
  readonly lines: number
  readonly particles: number
  readonly ignored: number
  readonly rejected: number
  /** The parser's state after `offset`; null: it has none. */
  readonly state: Json
  /** UTC microseconds since 1970. */
  readonly firstSeen: number
  /** Hashed, stored and announced; all read but for a last line without an end, which `offset` leaves out. */
  readonly finished: boolean
}

/** Keyed by source, path and identity. Any call rejects with `Unavailable('postgres', …)` when the store is away. */
export interface FilePositions {
  /** All positions of a source, by path and then identity (code point order). */
  load(source: string): Promise<FilePosition[]>
  /** Absolute: overwrites the position of the same source, path and identity. Durable when it resolves. */
  save(position: FilePosition): Promise<void>
  /** Removing what is not there changes nothing. */
  remove(source: string, path: string, identity: string): Promise<void>
}
