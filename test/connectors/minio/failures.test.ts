import { classify } from '../../../connectors/minio/failures.ts'
import { Unavailable } from '../../../schemas/failures.ts'

const coded = (code: string, message = 'said the store') => Object.assign(new Error(message), { code })

test('an absent bucket says how to go on (MinIO refuses it; SeaweedFS makes the bucket)', () => {
  const error = classify(coded('NoSuchBucket')) as Error
  expect(error).not.toBeInstanceOf(Unavailable)
  expect(error.message).toBe('said the store: run the provisioning first')
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
