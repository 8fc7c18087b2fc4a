import { spawn } from 'node:child_process';
import path from 'node:path';
import { once } from 'node:events';
import { providers } from '../../server/src/providers/registry';
import { emulatedProviders } from '../../scripts/demo-providers';

const SCRIPT = path.join(__dirname, '..', '..', 'scripts', 'emulator.ts');

function run(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', error: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.error += text));
  return { child, said, ended: once(child, 'close') };
}

describe('npm run emulator (G10)', () => {
  it('knows every provider of the registry', () => {
    expect(emulatedProviders().map(({ id }) => id)).toEqual(providers.map(({ descriptor }) => descriptor.id));
  });

  it.each(emulatedProviders().map(({ id }) => id))(
    'starts %s, prints the connector’s settings as one line of JSON, and ends on request',
    async (id) => {
      const { child, said, ended } = run(id, '--empty', '--json');
      try {
        await Promise.race([once(child.stdout, 'data'), ended]);
        const facts = JSON.parse(said.out) as {
          provider: string;
          pid: number;
          connectorSettings: Record<string, unknown>;
        };
        expect(facts).toMatchObject({ provider: id, pid: child.pid });
        const settings = providers.find(({ descriptor }) => descriptor.id === id)?.descriptor.settings;
        expect(Object.keys(settings?.fields ?? {})).toEqual(
          expect.arrayContaining(Object.keys(facts.connectorSettings)),
        );
      } finally {
        child.kill('SIGTERM');
      }
      expect(await ended).toEqual([0, null]);
    },
  );

  it('lists the providers if the name is unknown', async () => {
    const { said, ended } = run('nobody');
    expect(await ended).toEqual([2, null]);
    for (const { descriptor } of providers) expect(said.error).toContain(descriptor.id);
  });
});
