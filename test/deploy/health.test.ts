import { type Check, startHealthServer } from '../../deploy/health.ts'

async function withServer(checks: () => readonly Check[], work: (url: string) => Promise<void>): Promise<void> {
  const server = await startHealthServer({
    host: '127.0.0.1',
    port: 0,
    checks: async () => checks(),
    metrics: async () => 'tideline_events_total 3\n',
  })
  try {
    await work(`http://127.0.0.1:${server.port}`)
  } finally {
    await server.close()
  }
}

test('readiness is 503 with the reasons while one check says no', async () => {
  let reason: string | null = 'store-particles waits for cassandra'
  const checks = () => [
    { name: 'process', ready: true, reason: null },
    { name: 'store-particles', ready: reason === null, reason },
  ]
  await withServer(checks, async (url) => {
    const away = await fetch(`${url}/health/ready`)
    expect(away.status).toBe(503)
    expect(await away.json()).toEqual({ ready: false, checks: checks() })
    expect((await fetch(`${url}/health/live`)).status).toBe(200)
    reason = null
    expect((await fetch(`${url}/health/ready?verbose`)).status).toBe(200)
  })
})

test('metrics are text; other paths name those that exist', async () => {
  await withServer(
    () => [],
    async (url) => {
      const metrics = await fetch(`${url}/metrics`)
      expect(metrics.headers.get('content-type')).toContain('text/plain')
      expect(await metrics.text()).toBe('tideline_events_total 3\n')
      const missing = await fetch(`${url}/nothing`)
      expect(missing.status).toBe(404)
      expect(await missing.text()).toContain('/health/ready')
    },
  )
})
