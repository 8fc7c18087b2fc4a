import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import returns from './scripts/lint/returns.js';

const TYPED = ['server', 'admin', 'contracts', 'emulators', 'tests', 'scripts', 'bench'];

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
        {
          selector:
            'CallExpression[callee.property.name="update"]:matches([callee.object.name="imports"], [callee.object.property.name="imports"]) > ObjectExpression:nth-child(2) > Property[key.name=/^(stage|status)$/]',
          message: 'Stage and status of an import are moved by moveIdle or ImportLedger.',
        },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
