declare module 'lz4js' {
  const lz4: {
    compress(bytes: Uint8Array): Uint8Array
    decompress(bytes: Uint8Array, maxSize?: number): Uint8Array
    decompressBound(bytes: Uint8Array): number
  }
  export default lz4
}
declare module 'kafkajs-snappy' {
  const codec: () => {
    compress(encoder: { buffer: Buffer }): Promise<Buffer>
    decompress(buffer: Buffer): Promise<Buffer>
  }
  export default codec
}
