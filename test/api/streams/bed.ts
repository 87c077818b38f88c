/** A gateway on a broker and tables in memory, with the processors that keep what is said of streams. */
import { createServer, stopServer } from '../../../api/server.ts'
import { hashSecret } from '../../../api/streams/access.ts'
import { createManaged } from '../../../api/streams/managed.ts'
import { createMemoryBroker } from '../../../connectors/memory/broker.ts'
import { createMemoryObjects } from '../../../connectors/memory/objects.ts'
import { followOperations } from '../../../processors/streams/follow-operations.ts'
import { storeOperations } from '../../../processors/streams/store-operations.ts'
import { storeProcessDefinitions } from '../../../processors/streams/store-process-definitions.ts'
import { storeStreams } from '../../../processors/streams/store-streams.ts'
import { users } from '../../../schemas/access-tables.ts'
import { put } from '../../../schemas/table.ts'
import { drive } from '../../support/drive.ts'
import { fakeGateway } from '../pipeline.ts'

/** Hashing takes its time: once. */
const known = Promise.all(
  ['ann', 'bob'].map(async (name) => ({ name, password: await hashSecret(`${name}'s secret`), created_at: 1 })),
)

export async function streamBed() {
  const pipeline = drive(storeStreams, storeOperations, storeProcessDefinitions, followOperations)
  const broker = createMemoryBroker()
  const objects = createMemoryObjects()
  const managed = createManaged({
    broker,
    objects,
    tables: pipeline.tables,
    publish: (topic, events) => pipeline.send(topic, events),
    settleMs: 100,
  })
  const { gateway } = fakeGateway({ managed })
  const app = createServer(gateway, { maxEventLoopDelayMs: 0 })
  await pipeline.tables.apply((await known).map((row) => put(users, row)))

  async function call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown, user?: string) {
    const secret = Buffer.from(`${user}:${user}'s secret`).toString('base64')
    const response = await app.inject({
      method,
      url,
      ...(body === undefined ? {} : { payload: body as object }),
      headers: user === undefined ? {} : { authorization: `Basic ${secret}` },
    })
    // biome-ignore lint/suspicious/noExplicitAny: answers of many forms
    const json: any = response.body === '' ? null : JSON.parse(response.body)
    return { status: response.statusCode, json, headers: response.headers }
  }

  return {
    pipeline,
    broker,
    objects,
    managed,
    app,
    call,
    async close() {
      await managed.sessions.close()
      // A client that opens connections ahead would hold it up.
      await stopServer(app, 100)
      await broker.close()
    },
  }
}
