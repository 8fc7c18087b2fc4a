import { existsSync } from 'node:fs';
import path from 'node:path';
import { withCleanAnswers } from '../../server/src/providers/clean-answers';
import { fake } from '../../server/src/providers/fake';
import type { StartHarness } from './harness';
import { contractOf } from './provider-contract';
import { providers } from '../../server/src/providers/registry';

/** The harness of a provider lies beside its test server. */
const harnessOf =
  (id: string): StartHarness =>
  async () => {
    const { startHarness }: { startHarness: StartHarness } = await import(`../${id}/harness`);
    return await startHarness();
  };

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
        if (run === undefined) it.skip(promise, () => undefined);
        else it(promise, async () => await run());
      }
    });
  }
}
