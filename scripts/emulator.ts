import { parseArgs } from 'node:util';
import { seedDemoAccount, startZoomEmulator } from '../server/src/providers/zoom/emulator';

/** What a started emulator tells: where it listens and what a connector needs. */
interface Started {
  lines: string[];
  /** For programs: one JSON line on standard output. */
  facts: Record<string, unknown>;
  stop(): Promise<void>;
}

const USAGE =
  'npm run emulator -- <provider> [--port N] [--storage-port N] [--empty] [--latency-ms N] [--bytes-per-second N] [--json]';

async function startZoom(values: Options): Promise<Started> {
  const zoom = await startZoomEmulator({
    port: numberOf(values.port),
    storagePort: numberOf(values['storage-port']),
    latencyMs: numberOf(values['latency-ms']),
    bytesPerSecond: numberOf(values['bytes-per-second']),
  });
  if (!values.empty) seedDemoAccount(zoom);
  const { apiUrl, oauthUrl, storageUrl, connectorSettings } = zoom;
  return {
    facts: { provider: 'zoom', pid: process.pid, apiUrl, oauthUrl, storageUrl, connectorSettings },
    lines: [
      'Zoom is emulated here. A connector needs these settings:',
      '',
      ...Object.entries(connectorSettings).map(([name, value]) => `  ${name.padEnd(14)} ${value}`),
      '',
      "and the plugin's configuration network.allowedPrivateHosts: ['127.0.0.1'].",
      `Signed downloads come from ${storageUrl}; faults are switched on with POST ${oauthUrl}/__control/faults.`,
      'Ctrl+C ends it.',
    ],
    stop: () => zoom.stop(),
  };
}

const EMULATORS: Record<string, (values: Options) => Promise<Started>> = { zoom: startZoom };

const OPTIONS = {
  port: { type: 'string' },
  'storage-port': { type: 'string' },
  'latency-ms': { type: 'string' },
  'bytes-per-second': { type: 'string' },
  /** Without the demo account. */
  empty: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;
type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) throw new Error(`${text} is not a number of this kind`);
  return number;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const start = EMULATORS[positionals[0] ?? ''];
  if (start === undefined) {
    process.stderr.write(`${USAGE}\nProviders: ${Object.keys(EMULATORS).join(', ')}\n`);
    process.exitCode = 2;
    return;
  }
  const { lines, facts, stop } = await start(values);
  process.stdout.write(`${values.json ? JSON.stringify(facts) : lines.join('\n')}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
