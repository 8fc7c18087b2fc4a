const swc = [
  '@swc/jest',
  {
    jsc: { parser: { syntax: 'typescript', tsx: true }, target: 'es2022' },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

/** Unit tests lie beside the code; `tests/` holds what boots a real Strapi, kills it or drives a browser. */
module.exports = {
  testEnvironment: 'node',
  roots: [
    '<rootDir>/server',
    '<rootDir>/admin',
    '<rootDir>/contracts',
    '<rootDir>/tests',
    '<rootDir>/emulators',
    '<rootDir>/scripts',
  ],
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/playground/', '<rootDir>/tests/package/templates/'],
  // They have a configuration and a command of their own: npm run test:services, npm run test:package.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/tests/services/',
    '<rootDir>/tests/package/fresh-app',
  ],
  transform: { '^.+\\.(t|j)sx?$': swc },
  transformIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
};
