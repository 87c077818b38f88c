/** The keys of the local S3 store, which listens on loopback only. */
export const accessKey = 'tideline'
export const secretKey = 'tideline-secret'

export const s3Endpoints = (url: string): Readonly<Record<string, string>> => ({
  TIDELINE_S3_ENDPOINT: url,
  TIDELINE_S3_ACCESS_KEY: accessKey,
  TIDELINE_S3_SECRET_KEY: secretKey,
})
