/** What a file is made of, before it is bytes. */
import type { Chunk } from './chunk-index.ts'
import type { H5Type } from './types.ts'

export interface Dimension {
  readonly name: string
  readonly size: number
  readonly isUnlimited: boolean
}

export type AttributeValue = string | NumericAttribute
export interface NumericAttribute {
  readonly type: Extract<H5Type, { kind: 'integer' | 'float' }>
  readonly bytes: Uint8Array
}
export type Attributes = readonly (readonly [name: string, value: AttributeValue])[]

export type Storage =
  | {
      readonly kind: 'chunks'
      readonly sizes: readonly number[]
      readonly deflateLevel: number
      chunks: readonly Chunk[]
    }
  | { readonly kind: 'values'; readonly bytes: Uint8Array }

export interface Variable {
  readonly name: string
  readonly type: H5Type
  readonly dimensions: readonly Dimension[]
  readonly storage: Storage
  /** Bytes of one value. */
  readonly fill: Uint8Array | null
  readonly attributes: Attributes
}

export interface FileContents {
  readonly dimensions: readonly Dimension[]
  readonly variables: readonly Variable[]
  readonly attributes: Attributes
}
