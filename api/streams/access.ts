/** Who may come in: passwords and keys, kept as scrypt hashes. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { apiKeys, users } from '../../schemas/access-tables.ts'
import type { TableStore } from '../../schemas/table.ts'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)
const cost = { N: 32_768, r: 8, p: 1 }
const bytes = 32
const keyPattern = /^tlk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/

/** `scrypt$N$r$p$salt$hash`, salt and hash in base64. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(secret.normalize('NFKC'), salt, bytes, { ...cost, maxmem: 128 * cost.N * cost.r * 2 })
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), hash.toString('base64')].join('$')
}

export async function isSecret(secret: string, kept: string): Promise<boolean> {
  const [kind, n, r, p, salt, hash] = kept.split('$')
  if (kind !== 'scrypt' || salt === undefined || hash === undefined) return false
  const [N, blocks] = [Number(n), Number(r)]
  const expected = Buffer.from(hash, 'base64')
  const options = { N, r: blocks, p: Number(p), maxmem: 128 * N * blocks * 2 }
  const got = await derive(secret.normalize('NFKC'), Buffer.from(salt, 'base64'), expected.length, options)
  return timingSafeEqual(got, expected)
}

/** A new key: the text that is shown once, and what is kept. */
export async function newKey() {
  const id = randomBytes(6).toString('hex')
  const secret = randomBytes(32).toString('base64url')
  return { id, key: `tlk_${id}_${secret}`, secret: await hashSecret(secret) }
}

/** The user whom an `authorization` header names rightly; null for anything else. */
export type Authenticate = (header: string | undefined) => Promise<string | null>

/** Takes `Basic` with a password, or with a key in its place, and `Bearer` with a key. */
export function createAuthenticate(tables: Pick<TableStore, 'view'>): Authenticate {
  const known = tables.view(users)
  const keys = tables.view(apiKeys)
  // An unknown user costs the same time as a wrong password.
  let nobody: Promise<string> | null = null

  async function ownerOfKey(key: string): Promise<string | null> {
    const [, id, secret] = keyPattern.exec(key) ?? []
    if (id === undefined || secret === undefined) return null
    const row = await keys.get({ id })
    if (row === null || !(await isSecret(secret, row.secret))) return null
    return (await known.get({ name: row.owner })) === null ? null : row.owner
  }

  return async (header = '') => {
    const [scheme = '', value = ''] = header.split(' ', 2)
    if (scheme.toLowerCase() === 'bearer') return ownerOfKey(value)
    if (scheme.toLowerCase() !== 'basic') return null
    const text = Buffer.from(value, 'base64').toString('utf8')
    const colon = text.indexOf(':')
    if (colon < 1) return null
    const [name, password] = [text.slice(0, colon), text.slice(colon + 1)]
    if (keyPattern.test(password)) return (await ownerOfKey(password)) === name ? name : null
    const row = /\p{Surrogate}|\0/u.test(name) ? null : await known.get({ name })
    nobody ??= hashSecret('')
    const isRight = await isSecret(password, row?.password ?? (await nobody))
    return row !== null && isRight ? name : null
  }
}
