/** What a configuration key is, and the forms that several have. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'

export interface Key<S extends TSchema = TSchema> {
  readonly env: string
  /** Other names that are accepted; `env` wins. */
  readonly also?: readonly string[]
  readonly about: string
  readonly schema: S
  /** Undefined: the key has no default and reads as null until it is set. */
  readonly default?: Static<S> extends readonly (infer E)[] ? readonly E[] : Static<S>
  readonly example: string
  /** The accepted form, in words, for messages. */
  readonly form: string
  readonly secret?: true
  /** Endpoints come from `tideline up`; a message about a missing one says so. */
  readonly endpoint?: true
}

export const define = <S extends TSchema, const D extends Omit<Key<S>, 'schema'>>(
  schema: S,
  key: D,
): D & { readonly schema: S } => Object.freeze({ ...key, schema })

export const text = Type.String({ minLength: 1 })
export const url = Type.String({ pattern: '^https?://[^\\s/]+' })
