import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Capability } from '../contracts/providers';
import { providers } from '../server/src/providers/registry';
import { capabilitiesOf } from '../server/src/connectors/provider-info';

const README = path.join(__dirname, '..', 'README.md');
const START = '<!-- capabilities:start -->';
const END = '<!-- capabilities:end -->';

const COLUMNS: { capability: Capability; title: string }[] = [
  { capability: 'listsRecordings', title: 'Recordings' },
  { capability: 'pushesRecordings', title: 'Recordings by webhook' },
  { capability: 'receivesWebhooks', title: 'Webhooks' },
  { capability: 'deletesFromCloud', title: 'Deletion at the provider' },
  { capability: 'schedulesMeetings', title: 'Scheduling' },
  { capability: 'reportsAttendance', title: 'Attendance' },
  { capability: 'mintsJoinTokens', title: 'Join tokens' },
  { capability: 'signsInManager', title: 'Sign-in' },
];

/** The capability table of the README: one row per provider, one column per capability. */
export function capabilityTable(): string {
  const shown = COLUMNS.filter(({ capability }) =>
    providers.some((provider) => provider[capability] !== undefined),
  );
  // An empty cell is one space wide, as in the table that is read back.
  const cells = (parts: string[]) => `| ${parts.join(' | ')} |`.replace(/ +/g, ' ');
  return [
    cells(['Provider', ...shown.map(({ title }) => title), 'Host limit', 'Page']),
    cells(['---', ...shown.map(() => '---'), '---', '---']),
    ...[...providers]
      .sort((a, b) => a.descriptor.label.localeCompare(b.descriptor.label))
      .map((provider) => {
        const has = new Set(capabilitiesOf(provider));
        const { label, docsPage, quirks } = provider.descriptor;
        return cells([
          label,
          ...shown.map(({ capability }) => (has.has(capability) ? 'yes' : '')),
          quirks.namesHosts ? 'yes' : '',
          `[${path.basename(docsPage)}](docs/${docsPage})`,
        ]);
      }),
  ].join('\n');
}

/** The text between the two marks in the README. */
export function tableInReadme(readme: string): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error(`README.md has lost its marks ${START} and ${END}`);
  return normal(readme.slice(start + START.length, end));
}

/** Ignores how a formatter aligned the cells. */
const normal = (table: string) => table.trim().replace(/-{3,}/g, '---').replace(/ +/g, ' ');

if (require.main === module) {
  const readme = readFileSync(README, 'utf8');
  const start = readme.indexOf(START) + START.length;
  writeFileSync(
    README,
    `${readme.slice(0, start)}\n\n${capabilityTable()}\n\n${readme.slice(readme.indexOf(END))}`,
  );
}
