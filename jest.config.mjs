// One project per tier, chosen by file suffix: pure (no I/O), service (one real service), flow (the whole pipeline).
const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' }, sourceMaps: 'inline' },
  ],
}
const shared = {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/test'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform,
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.tideline'],
}
const tiers = {
  pure: { testRegex: '(?<!\\.(service|flow|fault))\\.test\\.ts$' },
  service: { testRegex: '\\.service\\.test\\.ts$' },
  flow: { testRegex: '\\.flow\\.test\\.ts$' },
  fault: { testRegex: '\\.fault\\.test\\.ts$' },
}
export default {
  projects: Object.entries(tiers).map(([displayName, tier]) => ({ ...shared, ...tier, displayName })),
  testTimeout: 300_000,
}
