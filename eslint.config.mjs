import { readdirSync, readFileSync } from 'node:fs';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import loops from './scripts/lint/loops.mjs';
import returns from './scripts/lint/returns.js';

const TYPED = ['server', 'admin', 'contracts', 'emulators', 'tests', 'scripts', 'bench', 'playground'];

/** Rooms of `server/src` from the top down: each imports only what stands below it (ARCHITECTURE.md). */
const floors = JSON.parse(readFileSync(new URL('server/floors.json', import.meta.url), 'utf8'));
const room = (name) => `./server/src/${name}`;
const downwards = floors
  .flatMap((rooms, floor) =>
    rooms.map((name) => ({
      target: room(name),
      from: floors
        .slice(0, floor + 1)
        .flat()
        .filter((other) => other !== name)
        .map(room),
      message: 'A room imports only what stands on a lower floor: server/floors.json.',
    })),
  )
  .filter(({ from }) => from.length > 0);
const providers = readdirSync(new URL('server/src/providers', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `./server/src/providers/${name}`);
const apart = providers.map((target) => ({
  target,
  from: providers.filter((other) => other !== target),
  message: 'Providers know nothing of each other.',
}));

/** What is not shipped, from the bottom up: each imports only from folders before it. */
const unshipped = ['./emulators', './playground/client', './scripts', './tests', './bench'];
const upwards = unshipped.slice(0, -1).map((target, index) => ({
  target,
  from: unshipped.slice(index + 1),
  message: 'From the bottom up: emulators, playground/client, scripts, tests, bench.',
}));

/** Hours and days in milliseconds have names: `domain/instant.ts`. */
const unitsByName = [
  'Literal[value=3600000]',
  'Literal[value=86400000]',
  'BinaryExpression[operator="*"][right.value=1000][left.operator="*"][left.right.value=60]',
].map((selector) => ({ selector, message: 'HOUR_MS and DAY_MS are in domain/instant.ts.' }));

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'playground/dist/',
      'playground/data/',
      'playground/.strapi/',
      'playground/types/',
      'tests/package/templates/',
      '**/fixtures/**',
      'coverage/',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    // Rules that need types: a promise that nobody awaits can end the process of the whole site.
    files: TYPED.map((folder) => `${folder}/**/*.{ts,tsx}`),
    languageOptions: {
      parserOptions: {
        project: ['./admin/tsconfig.json', './tsconfig.tools.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      // An object in a text reads [object Object].
      '@typescript-eslint/no-base-to-string': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  { files: ['admin/**/*.{ts,tsx}'], ...reactHooks.configs['recommended-latest'] },
  {
    files: ['admin/**/*.{ts,tsx}'],
    plugins: { returns },
    rules: { 'returns/clean-up-only': 'error' },
  },
  {
    // The state of an import changes by the table of moves alone (`ledger/imports.ts`).
    files: ['server/src/**/*.ts'],
    ignores: ['server/src/ledger/**', '**/*.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...unitsByName,
        {
          selector:
            'CallExpression[callee.property.name="update"]:matches([callee.object.name="imports"], [callee.object.property.name="imports"]) > ObjectExpression:nth-child(2) > Property[key.name=/^(stage|status)$/]',
          message: 'Stage and status of an import are moved by moveIdle or ImportLedger.',
        },
      ],
    },
  },
  {
    files: ['server/src/ledger/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', ...unitsByName] },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  ...loops,
  {
    files: ['server/src/**/*.ts', 'contracts/**/*.ts', 'admin/src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}', '**/fixtures/**'],
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            ...downwards,
            ...apart,
            {
              target: ['./server/src', './contracts', './admin/src'],
              from: ['./emulators', './tests', './bench', './scripts'],
              message: 'What is shipped imports nothing that is not.',
            },
            {
              target: './admin/src',
              from: './server',
              message: 'The panel knows the server by contracts/ only.',
            },
            { target: './contracts', from: ['./server', './admin'], message: 'Contracts import nobody.' },
          ],
        },
      ],
    },
  },
  {
    files: unshipped.map((folder) => `${folder.slice(2)}/**/*.ts`),
    rules: { 'import-x/no-restricted-paths': ['error', { zones: upwards }] },
  },
  {
    // A test server that shared code with the plugin could not find a fault in it.
    files: ['emulators/**/*.ts'],
    ignores: ['emulators/contract/**', 'emulators/*/harness.ts', '**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/server/src/**'],
              allowTypeImports: true,
              message: 'Test servers take only types of the plugin.',
            },
          ],
        },
      ],
    },
  },
);
