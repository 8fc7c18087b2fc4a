import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { withCleanAnswers } from '../../server/src/providers/clean-answers';
import { fake } from '../../server/src/providers/fake';
import type { StartHarness } from './harness';
import { contractOf } from './provider-contract';
import { carriedBy, recordSent, type Carried, type Known } from './sent';
import { providers } from '../../server/src/providers/registry';

/** The harness of a provider lies beside its test server. */
const harnessOf =
  (id: string): StartHarness =>
  async () => {
    const { startHarness }: { startHarness: StartHarness } = await import(`../${id}/harness`);
    const harness = await startHarness();
    const provider = [fake, ...providers].find(({ descriptor }) => descriptor.id === id);
    if (provider !== undefined) known = { provider, harness };
    return harness;
  };

/** The account that is asked right now; tests of this file run one after another. */
let known: Known | undefined;
const carried = new Map<string, Carried>();
let promised = 0;
let ran = 0;
const rowOf = ({ provider, secret, to }: Carried) => `${provider} | ${secret} | ${to}`;

let stopRecording: (() => void) | undefined;
beforeAll(() => {
  stopRecording = recordSent((sent) => {
    for (const one of known === undefined ? [] : carriedBy(sent, known)) carried.set(rowOf(one), one);
  });
});
afterAll(() => stopRecording?.());

/** Rows of the table of providers, with one host each. */
const toldRows = (): string[] =>
  readFileSync(path.join(__dirname, '../../docs/outgoing-requests.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells.length === 6 && cells[1] !== 'provider' && !/^-+$/.test(cells[1] ?? ''))
    .flatMap(([, provider = '', secret = '', , to = '']) =>
      to.split(', ').map((host) => rowOf({ provider, secret, to: host })),
    );

const PROVIDERS = path.join(__dirname, '../../server/src/providers');
const FILES = ['descriptor.ts', 'index.ts'];
/** Of providers with recordings, and of those that can also list them. */
const OF_RECORDINGS = ['download.ts', 'mapper.ts'];
const OF_LISTS = ['client.ts'];

describe('each provider folder', () => {
  it.each([fake, ...providers].map((one) => [one.descriptor.id, one] as const))(
    '%s has the same files',
    (id, one) => {
      const files = [
        ...FILES,
        ...(one.openFile === undefined ? [] : OF_RECORDINGS),
        ...(one.listsRecordings === undefined ? [] : OF_LISTS),
        `${id}.test.ts`,
      ];
      const missing = [
        ...files.map((name) => path.join(PROVIDERS, id, name)),
        ...['emulator.ts', 'harness.ts'].map((name) => path.join(__dirname, '..', id, name)),
      ].filter((file) => !existsSync(file));
      expect(missing).toEqual([]);
      expect(existsSync(path.join(__dirname, '../../docs/providers', `${id}.md`))).toBe(true);
    },
  );

  it('is in the registry once', () => {
    const ids = providers.map(({ descriptor }) => descriptor.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

for (const provider of [withCleanAnswers(fake), ...providers]) {
  for (const { name, cases } of contractOf(provider, harnessOf(provider.descriptor.id))) {
    describe(name, () => {
      for (const { name: promise, run } of cases) {
        if (run === undefined) {
          it.skip(promise, () => undefined);
          continue;
        }
        promised += 1;
        it(promise, async () => {
          ran += 1;
          await run();
        });
      }
    });
  }
}

describe('every request of the whole run above', () => {
  it('carried a secret only to the hosts that the docs name', () => {
    const rows = [...carried.keys()].filter((row) => !row.startsWith(`${fake.descriptor.label} |`));
    const told = toldRows();
    expect(rows.filter((row) => !told.includes(row))).toEqual([]);
    // What the docs name is what was seen, unless a filter left some of the cases out.
    if (ran === promised) expect(told.filter((row) => !rows.includes(row))).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
  });
});
