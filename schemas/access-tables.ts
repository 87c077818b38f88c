/** Who may come in. No event tells of these: topics are read, copied and archived by anyone. */
import { defineTable } from './table.ts'

const home = 'relational'

export const users = defineTable({
  home,
  name: 'users',
  about: 'People and programs that the gateway knows by a password.',
  columns: {
    name: { type: 'text', about: 'Name' },
    password: { type: 'text', about: 'scrypt$N$r$p$salt$hash, base64' },
    created_at: { type: 'bigint', about: 'UTC microseconds' },
  },
  partitionKey: ['name'],
  clusteringKey: [],
})

export const apiKeys = defineTable({
  home,
  name: 'api_keys',
  about: 'Keys with which programs come in for a user.',
  columns: {
    id: { type: 'text', about: 'The first part of the key, no secret' },
    owner: { type: 'text', about: 'The user for whom it stands' },
    label: { type: 'text', about: 'What it is for' },
    secret: { type: 'text', about: 'scrypt$N$r$p$salt$hash of the second part, base64' },
    created_at: { type: 'bigint', about: 'UTC microseconds' },
  },
  partitionKey: ['id'],
  clusteringKey: [],
})

export const accessTables = [users, apiKeys] as const
