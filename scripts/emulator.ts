import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const PROVIDERS = path.join(__dirname, '..', 'server', 'src', 'providers');

/** What each `emulator.ts` exports for this script: a demo account, served until the process ends. */
interface Served {
  /** What to type into the connector's form. */
  settings?: Record<string, string | boolean | string[]>;
  stop(): Promise<void>;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { port: { type: 'string' } },
  });
  const known = readdirSync(PROVIDERS).filter((name) =>
    existsSync(path.join(PROVIDERS, name, 'emulator.ts')),
  );
  const [name = ''] = positionals;
  if (!known.includes(name)) {
    throw new Error(`npm run emulator -- <provider> [--port N], with one of: ${known.join(', ')}`);
  }
  const { startDemo } = (await import(path.join(PROVIDERS, name, 'emulator.ts'))) as {
    startDemo(options: { port?: number }): Promise<Served>;
  };
  const served = await startDemo(values.port === undefined ? {} : { port: Number(values.port) });
  process.stdout.write(
    `${name} is emulated. Settings for a connector:\n${JSON.stringify(served.settings, null, 2)}\nCtrl-C ends it.\n`,
  );
  process.once('SIGINT', () => void served.stop().then(() => process.exit(0)));
  process.once('SIGTERM', () => void served.stop().then(() => process.exit(0)));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
