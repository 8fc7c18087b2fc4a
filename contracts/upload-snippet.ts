/** Types that a site takes into its Media Library: `upload.config.security` of `config/plugins`. */
export interface UploadTypes {
  allowedTypes?: readonly string[];
  deniedTypes?: readonly string[];
}

export const SNIPPET_LANGUAGES = ['js', 'ts'] as const;
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number];

/** Path of the file that the snippet belongs into. */
export const snippetFile = (language: SnippetLanguage): string => `config/plugins.${language}`;

const quoted = (value: string): string =>
  /^[^'"\\\n\r]*$/.test(value) ? `'${value}'` : JSON.stringify(value);

const list = (name: string, values: readonly string[]): string[] => [
  `        ${name}: [`,
  ...values.map((value) => `          ${quoted(value)},`),
  '        ],',
];

/**
 * `config/plugins` with these types, as Strapi's own templates write it. Whole, so that it runs as it is;
 * a site that has more in the file takes the entry `upload` over. Pure.
 */
export function uploadSnippet({ allowedTypes, deniedTypes }: UploadTypes, language: SnippetLanguage): string {
  const config = [
    '  upload: {',
    '    config: {',
    '      security: {',
    ...(allowedTypes === undefined ? [] : list('allowedTypes', allowedTypes)),
    ...(deniedTypes === undefined || deniedTypes.length === 0 ? [] : list('deniedTypes', deniedTypes)),
    '      },',
    '    },',
    '  },',
  ];
  return language === 'js'
    ? ['module.exports = () => ({', ...config, '});', ''].join('\n')
    : [
        "import type { Core } from '@strapi/strapi';",
        '',
        'const config = (): Core.Config.Plugin => ({',
        ...config,
        '});',
        '',
        'export default config;',
        '',
      ].join('\n');
}
