import { parseArgs } from 'node:util';
import { emulatedProviders, startDemoProvider, type DemoProvider } from './demo-providers';

const USAGE =
  'npm run emulator -- <provider> [--port N] [--storage-port N] [--empty] [--latency-ms N] [--bytes-per-second N] [--json]';

const OPTIONS = {
  port: { type: 'string' },
  'storage-port': { type: 'string' },
  'latency-ms': { type: 'string' },
  'bytes-per-second': { type: 'string' },
  /** Without the demo account. */
  empty: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) throw new Error(`${text} is not a number of this kind`);
  return number;
}

/** The output for a person about a started emulator. */
function wordsOf({ label, settings = {}, addresses = {} }: DemoProvider): string {
  const width = Math.max(
    0,
    ...[...Object.keys(settings), ...Object.keys(addresses)].map((name) => name.length),
  );
  const table = (rows: object) =>
    Object.entries(rows).map(([name, value]) => `  ${name.padEnd(width)} ${String(value)}`);
  return [
    `${label} is emulated here. A connector needs these settings:`,
    '',
    ...table(settings),
    '',
    "and the plugin's configuration network.allowedPrivateHosts: ['127.0.0.1'].",
    'It listens at',
    '',
    ...table(addresses),
    '',
    'Ctrl+C ends it.',
  ].join('\n');
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const wanted = emulatedProviders().find(({ id }) => id === positionals[0]);
  if (wanted === undefined) {
    const known = emulatedProviders().map(({ id }) => id);
    process.stderr.write(`${USAGE}\nProviders: ${known.join(', ')}\n`);
    process.exitCode = 2;
    return;
  }
  const demo = await startDemoProvider(wanted, {
    port: numberOf(values.port),
    storagePort: numberOf(values['storage-port']),
    latencyMs: numberOf(values['latency-ms']),
    bytesPerSecond: numberOf(values['bytes-per-second']),
    empty: values.empty,
  });
  const facts = { provider: demo.id, pid: process.pid, ...demo.addresses, connectorSettings: demo.settings };
  // Before any output, because the reader may stop us at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void demo.stop());
  process.stdout.write(`${values.json ? JSON.stringify(facts) : wordsOf(demo)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
