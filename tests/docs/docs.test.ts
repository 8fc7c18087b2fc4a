import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { capabilityTable, tableInReadme } from '../../scripts/capability-table';
import { pluginConfigSchema } from '../../server/src/config';
import { providers } from '../../server/src/providers/registry';
import { INITIAL_DEFAULTS } from '../../server/src/publishing/defaults';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import { CATALOGUES } from '../../contracts/messages/say';
import { ALL_TEXTS } from '../../admin/src/translations/all';

const panelTexts = ALL_TEXTS.en;

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

describe('the documentation', () => {
  it('names in ARCHITECTURE.md only paths that exist', () => {
    const named = [...read('ARCHITECTURE.md').matchAll(/`([\w.-]+(?:\/[\w.-]+)+\/?|\w+\/)`/g)].map(
      (match) => match[1] ?? '',
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });

  it('shows in the README the capabilities that the registry has', () => {
    expect(tableInReadme(read('README.md'))).toBe(capabilityTable());
  });

  it('links only to files that exist', () => {
    const pages = [
      'README.md',
      'CONTRIBUTING.md',
      'ARCHITECTURE.md',
      ...['docs', 'docs/decisions', 'docs/providers'].flatMap((folder) =>
        readdirSync(path.join(ROOT, folder))
          .filter((file) => file.endsWith('.md'))
          .map((file) => `${folder}/${file}`),
      ),
    ];
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)]
        .map((match) => path.join(path.dirname(page), match[1] ?? ''))
        .filter((target) => !existsSync(path.join(ROOT, target)))
        .map((target) => `${page} → ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('lists each decision page with its date and its status', () => {
    const index = read('docs/decisions/README.md');
    const pages = readdirSync(path.join(ROOT, 'docs/decisions')).filter((page) => page !== 'README.md');
    for (const page of pages) {
      const [, date, status] = /^Date: (\S+) · Status: (.+)$/m.exec(read(`docs/decisions/${page}`)) ?? [];
      expect({ page, date }).toEqual({ page, date: page.slice(0, 10) });
      expect(index).toMatch(new RegExp(`\\| ${date} +\\| .+\\(${page}\\) +\\| ${status} +\\|`));
    }
  });

  it('has a page for each provider', () => {
    for (const { descriptor } of providers) {
      expect(existsSync(path.join(ROOT, 'docs', descriptor.docsPage))).toBe(true);
    }
  });

  it('explains each numbered behaviour, promise and fault that comments and tests cite, and no other', () => {
    const sources = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { cwd: ROOT, encoding: 'utf8' })
      .split('\n')
      .filter((file) => /^(admin|bench|contracts|emulators|playground|scripts|server|tests)\//.test(file));
    const cited = new Set(
      sources.flatMap((file) => {
        const text = read(file);
        return [
          ...[...text.matchAll(/\b[Ff]aults? (\d{1,2}(?:(?:, | and )\d{1,2})*)\b/g)].flatMap(
            ([, numbers = '']) => numbers.split(/, | and /).map((number) => `fault ${number}`),
          ),
          ...[...text.matchAll(/[(;,] ?([A-GP]\d{1,2})\b(?=[);,:])/g)].map(([, number = '']) => number),
        ];
      }),
    );
    const explained = [...read('docs/promises.md').matchAll(/^\| ([A-GP]\d{1,2}|fault \d{1,2}) +\|/gm)].map(
      ([, number = '']) => number,
    );
    expect(cited.size).toBeGreaterThan(70);
    expect([...cited].filter((number) => !explained.includes(number))).toEqual([]);
    expect(explained.filter((number) => !cited.has(number))).toEqual([]);
  });

  it('names in README, CONTRIBUTING and docs only commands and routes that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    // Of the reader's own Strapi project.
    const ofStrapi = ['build', 'develop'];
    for (const page of ['README.md', 'CONTRIBUTING.md']) {
      const commands = [...read(page).matchAll(/npm (?:run )?(start|test|(?<=run )[\w:-]+)/g)].map(
        ([, name]) => name,
      );
      expect(commands.length).toBeGreaterThan(2);
      expect(commands.filter((name = '') => !(name in scripts) && !ofStrapi.includes(name))).toEqual([]);
    }
    const named = [
      ...read('docs/importing.md').matchAll(/`(GET|POST|PUT|DELETE) \/meeting-connectors(\/[^`]+)`/g),
    ];
    expect(named.length).toBeGreaterThan(0);
    const routes = read('server/src/routes/index.ts');
    for (const [, method, route] of named) expect(routes).toContain(`method: '${method}', path: '${route}'`);
  });

  it('tells the defaults of publishing as the code has them', () => {
    const readme = read('README.md');
    const word = (text: string) => `_${text[0]?.toUpperCase()}${text.slice(1)}_`;
    expect(readme).toMatch(
      new RegExp(`_Publish status_ *\\| ${word(DEFAULT_CONNECTOR_OPTIONS.publishStatus)}`),
    );
    expect(readme).toMatch(new RegExp(`_Visibility_ *\\| ${word(INITIAL_DEFAULTS.visibility)}`));
  });

  it('has a page about each question, all of them in its index', () => {
    const index = read('docs/README.md');
    const pages = readdirSync(path.join(ROOT, 'docs')).filter((page) => /^[a-z].*\.md$/.test(page));
    expect(pages.filter((page) => !index.includes(`](${page})`))).toEqual([]);
  });

  it('has a README that is read in a few minutes', () => {
    expect(read('README.md').split(/\s+/).length).toBeLessThan(1_000);
  });

  it('describes every key of the configuration', () => {
    const page = read('docs/configuration.md');
    for (const [group, schema] of Object.entries(pluginConfigSchema.shape)) {
      expect(page).toContain(`| \`${group}`);
      const inner: unknown = Reflect.get(schema.def, 'innerType');
      const shape: unknown =
        typeof inner === 'object' && inner !== null ? Reflect.get(inner, 'shape') : undefined;
      if (typeof shape !== 'object' || shape === null) continue;
      for (const key of Object.keys(shape)) expect(page).toContain(`\`${group}.${key}\``);
    }
  });

  it('quotes in its tables of messages only what the plugin says', () => {
    // An ellipsis in a quotation stands for a value, as a place in braces does in a text.
    const said = [...Object.values(CATALOGUES.en), ...Object.values(panelTexts)].map((text) =>
      text.replaceAll('’', "'"),
    );
    const pages = [
      'docs/troubleshooting.md',
      ...providers.map(({ descriptor }) => `docs/${descriptor.docsPage}`),
    ];
    const quoted = pages.flatMap((page) => {
      const [, table = ''] = read(page).split(/^\| (?:message|text) .*$/m);
      return [...table.matchAll(/^\| (.*?) +\|/gm)].flatMap(([, cell = '']) =>
        [...cell.matchAll(/_([^_]+)_/g)].map(([, words = '']) => ({
          page,
          words: words.replaceAll('’', "'"),
        })),
      );
    });
    expect(quoted.length).toBeGreaterThan(40);
    const isSaid = (words: string) => {
      const parts = words.split('…').map((part) => part.trim());
      return said.some((text) => parts.every((part) => text.includes(part)));
    };
    expect(quoted.filter(({ words }) => !isSaid(words))).toEqual([]);
  });
});
