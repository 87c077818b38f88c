import { classify } from '../../../connectors/minio/failures.ts'
import { Unavailable } from '../../../schemas/failures.ts'

const coded = (code: string, message = 'said the store') => Object.assign(new Error(message), { code })

test('an absent bucket is waited for and says how to go on (MinIO refuses it; SeaweedFS makes the bucket)', () => {
  const error = classify(coded('NoSuchBucket'))
  expect(error).toBeInstanceOf(Unavailable)
  expect((error as Error).message).toBe("said the store: run 'tideline provision'")
})

test.each(['ECONNREFUSED', 'ETIMEDOUT', 'SlowDown', 'ServiceUnavailable'])('%s is the world being wrong', (code) => {
  expect(classify(coded(code))).toMatchObject({ name: 'Unavailable', service: 'object-store' })
})

test('a wrong key or a refused signature stays an error', () => {
  for (const code of ['AccessDenied', 'SignatureDoesNotMatch', 'NoSuchKey']) {
    const error = coded(code)
    expect(classify(error)).toBe(error)
  }
})
