/** Tests that need a real Kafka; `npm run test:full` runs them, and them only. */
const full = process.env.TEST_FULL === 'true';

/** One configuration for every project: TypeScript is compiled by swc, packages of this workspace are read from source. */
export default {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: [full ? '**/src/**/*.full.test.ts' : '**/src/**/!(*.full).test.ts'],
  moduleNameMapper: {
    '^@daifa/([^/]+)/(.*)$': ['<rootDir>/libs/$1/src/$2.ts', '<rootDir>/services/$1/src/$2.ts'],
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': ['@swc/jest', {
      jsc: {
        target: 'es2022',
        keepClassNames: true,
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    }],
  },
  reporters: ['default', '<rootDir>/scripts/count-reporter.mjs'],
  workerIdleMemoryLimit: '700MB',
  testTimeout: 60_000,
};
