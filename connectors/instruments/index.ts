/** The parsers. An explicit list, not discovery. */
import { ctdbpCdef } from './ctdbp-cdef.ts'
import { ctdbpCdefDcl } from './ctdbp-cdef-dcl.ts'
import { metbkADcl } from './metbk-a-dcl.ts'
import type { Parser } from './parser.ts'

export const parsers: readonly Parser[] = [ctdbpCdefDcl, ctdbpCdef, metbkADcl]

const byName = new Map(parsers.map((parser) => [parser.name, parser]))

/** Null: there is no parser of that name. */
export function parserNamed(name: string): Parser | null {
  return byName.get(name) ?? null
}
