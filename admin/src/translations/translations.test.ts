import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fields as fieldsEn } from '../../../contracts/messages/en/fields';
import { fields as fieldsUk } from '../../../contracts/messages/uk/fields';
import { ALL_TEXTS } from './all';
import atOnceEn from './at-once/en.json';
import atOnceUk from './at-once/uk.json';

const english: Record<string, string> = ALL_TEXTS.en;
const languages: Record<string, Record<string, string>> = { uk: ALL_TEXTS.uk };

/** Names of all placeholders of a message, those inside plural branches included. */
function placeholdersOf(elements: MessageFormatElement[]): string[] {
  return elements.flatMap((element): string[] => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      return [
        element.value,
        ...Object.values(element.options).flatMap((option) => placeholdersOf(option.value)),
      ];
    }
    if (element.type === TYPE.tag) return placeholdersOf(element.children);
    return [element.value];
  });
}
const namesIn = (message: string) => [...new Set(placeholdersOf(parse(message)))].sort();

/** All source files of the panel, to see which texts are really used. */
function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) =>
      entry.isDirectory()
        ? sources(join(folder, entry.name))
        : /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.test.ts')
          ? readFileSync(join(folder, entry.name), 'utf8')
          : '',
    )
    .join('\n');
}

/** What the server calls a field, by its label in the settings and on pages. */
const LABELS = {
  'field.adminRoleId': 'authors.adminRoleId',
  'field.memberRoleId': 'authors.memberRoleId',
  'field.lateTextsPass': 'moderation.late',
  'field.moderatorsPublishDirectly': 'moderation.directly',
  'field.reasonTemplates': 'moderation.reasons.label',
  'field.newestFiles': 'verify.newest.count',
  'field.useProxy': 'connector.useProxy',
  'field.hostDomains': 'publish.domains',
  'field.publishAs': 'publish.as',
  'field.publishStatus': 'publish.status',
  'field.visibility': 'publish.visibility',
  'field.folderId': 'publish.folder',
  'field.titleTemplate': 'publish.title',
  'field.scheduleMinutes': 'schedule.minutes',
  'field.deleteAfterHours': 'deletion.hours',
  'field.importSince': 'connector.importSince',
  'field.minDurationMinutes': 'rules.minutes',
  'field.titleContains': 'rules.contains',
  'field.titleExcludes': 'rules.excludes',
  'field.skipConfidential': 'rules.confidential',
  'field.subject': 'mails.subject',
  'field.text': 'mails.text',
} as const;

describe('the texts of the admin panel', () => {
  it.each([
    ['English', fieldsEn, ALL_TEXTS.en],
    ['Ukrainian', fieldsUk, ALL_TEXTS.uk],
  ])('call a field in a refusal as its label does: %s', (_language, fields, texts) => {
    const shown: Record<string, string> = texts;
    const differing = Object.entries(LABELS).flatMap(([field, label]) =>
      fields[field as keyof typeof LABELS] === shown[label] ? [] : [[field, label, shown[label]]],
    );
    expect(differing).toEqual([]);
  });

  it('has every shipped language that the folder holds under test', () => {
    const all = ['en', ...Object.keys(languages)].map((code) => `${code}.json`).sort();
    for (const folder of [__dirname, join(__dirname, 'at-once')]) {
      const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
      expect(files.sort()).toEqual(all);
    }
  });

  it('has at once, in each language, what is shown when nothing else could be loaded', () => {
    expect(Object.keys(atOnceUk).sort()).toEqual(Object.keys(atOnceEn).sort());
    const notice = readFileSync(join(__dirname, '..', 'failure', 'failure-boundary.tsx'), 'utf8');
    const keys = [...notice.matchAll(/\bt\('([^']+)'/g)].map(([, key]) => key);
    expect(keys.length).toBeGreaterThan(3);
    expect(keys.filter((key) => !Object.hasOwn(atOnceEn, key ?? ''))).toEqual([]);
  });

  it.each(Object.entries(languages))('is whole in "%s": the same keys, none empty', (_code, texts) => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it.each(Object.entries(languages))('has the same placeholders in "%s" as in English', (_code, texts) => {
    const different = Object.keys(english).filter(
      (key) => namesIn(texts[key] ?? '').join() !== namesIn(english[key] ?? '').join(),
    );
    expect(different).toEqual([]);
  });

  it.each(Object.entries(languages))('names each plural form that "%s" has', (code, texts) => {
    const { pluralCategories } = new Intl.PluralRules(code).resolvedOptions();
    const lacking = Object.entries(texts).filter(([, text]) =>
      parse(text).some(
        (element) =>
          element.type === TYPE.plural &&
          'one' in element.options &&
          pluralCategories.some((category) => !(category in element.options)),
      ),
    );
    expect(lacking.map(([key]) => key)).toEqual([]);
  });

  it('holds no text that no page uses', () => {
    const source = sources(join(__dirname, '..'));
    // Some keys are put together: `summary.${word}`, `checklist.${key}.help`.
    const unused = Object.keys(english).filter((key) => {
      if (source.includes(`'${key}'`)) return false;
      const parts = key.split('.');
      return !parts.some(
        (_, index) => source.includes(`\`${parts.slice(0, index).join('.')}.\${`) && index > 0,
      );
    });
    expect(unused).toEqual([]);
  });
});
