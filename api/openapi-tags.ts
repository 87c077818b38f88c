/** The chapters of the interface's documentation, in their order. */
export const tags = [
  { name: 'data', description: 'Reading particles' },
  { name: 'exports', description: 'Data as files, made in the background' },
  { name: 'jobs', description: 'Long work: how it stands, its files' },
  { name: 'definitions', description: 'What the parameters of streams are, and how they are computed' },
  { name: 'particles', description: 'Publishing particles' },
  { name: 'assets', description: 'Where instruments were, and coefficients of their sensors' },
  { name: 'annotations', description: 'What people say about data' },
  { name: 'quality', description: 'Which values are tested how' },
  { name: 'availability', description: 'When there are data' },
  { name: 'streams', description: 'Streams that anyone may make: topics, messages' },
  { name: 'processes', description: 'Programs that operations run' },
  { name: 'operations', description: 'Programs that turn messages of one stream into messages of another' },
  { name: 'status', description: 'Which streams deliver, which are late, and what is expected of them' },
  { name: 'pages', description: 'For people, in a browser' },
  { name: 'archives', description: 'Topics kept in the object store, and replaying them' },
  { name: 'service', description: 'The gateway itself' },
] as const
