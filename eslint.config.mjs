import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import returns from './scripts/lint/returns.js';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'playground/dist/',
      'playground/data/',
      'playground/.strapi/',
      'playground/types/',
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
  { files: ['admin/**/*.{ts,tsx}'], ...reactHooks.configs['recommended-latest'] },
  {
    files: ['admin/**/*.{ts,tsx}'],
    plugins: { returns },
    rules: { 'returns/clean-up-only': 'error' },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
