import { connectObjects } from '../../../connectors/minio/objects.ts'
import { silentLog } from '../../../schemas/log.ts'
import { contractBuckets, objectsContract } from '../../contracts/objects.ts'
import { endpoint, freshNamespace } from '../../support/endpoints.ts'

const bucketPrefix = freshNamespace('tideline-test-')
const connect = (endpointUrl = endpoint('TIDELINE_S3_ENDPOINT')) =>
  connectObjects({
    endpoint: endpointUrl,
    accessKey: endpoint('TIDELINE_S3_ACCESS_KEY'),
    secretKey: endpoint('TIDELINE_S3_SECRET_KEY'),
    bucketPrefix,
    log: silentLog,
  })

objectsContract('S3', async () => {
  const objects = connect()
  await objects.provision(contractBuckets)
  return objects
})

test('provisioning makes what is missing, once', async () => {
  const objects = connect()
  const bucket = { name: 'made-once', about: '' }
  expect(await objects.provision([bucket])).toEqual([`${bucketPrefix}-made-once`])
  expect(await objects.provision([bucket])).toEqual([])
  await objects.close()
})

test('a listing goes past one page of a thousand keys', async () => {
  const objects = connect()
  const bucket = { name: 'many', about: '' }
  await objects.provision([bucket])
  const keys = Array.from({ length: 1_050 }, (_, at) => `key ${String(at).padStart(4, '0')}`)
  for (let at = 0; at < keys.length; at += 50) {
    await Promise.all(keys.slice(at, at + 50).map((key) => objects.put(bucket, key, new Uint8Array(1))))
  }
  const found: string[] = []
  for await (const { key } of objects.list(bucket, '')) found.push(key)
  expect(found).toEqual(keys)
  await objects.remove(bucket, keys)
  for await (const { key } of objects.list(bucket, '')) throw new Error(`${key} is still there`)
  await objects.close()
})

test('an absent store is Unavailable', async () => {
  const objects = connect('http://127.0.0.1:9')
  const away = { name: 'Unavailable', service: 'object-store' }
  await expect(objects.ping()).rejects.toMatchObject(away)
  await expect(objects.put({ name: 'b', about: '' }, 'a', new Uint8Array(1))).rejects.toMatchObject(away)
  await expect(objects.read({ bucket: 'b', key: 'a', size: 1, sha256: '' })).rejects.toMatchObject(away)
  await expect(objects.stat({ name: 'b', about: '' }, 'a')).rejects.toMatchObject(away)
  await expect(objects.list({ name: 'b', about: '' }, '')[Symbol.asyncIterator]().next()).rejects.toMatchObject(away)
  await objects.close()
})
