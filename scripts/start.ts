import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { parseArgs } from 'node:util';
import { findProvider } from '../server/src/providers/registry';
import { english } from '../contracts/messages/say';
import { adminClient } from '../playground/client/admin-client';
import { siteEnvironment } from '../playground/client/site-environment';
import { buildPanel, buildPlugin } from './build';
import { startDemoProviders, type DemoProvider } from './demo-providers';
import { importEverything, type Ended } from './import-everything';
import { readerToken } from './reader-token';
import { readRecordings, type ArrivedRecording } from './read-recordings';
import { ADMIN } from '../playground/client/admin-account';

const ROOT = path.join(__dirname, '..');
const PLAYGROUND = path.join(ROOT, 'playground');
/** A user of the site who may enter rooms. */
const MEMBER = 'nadia:Nadia-2026';

const HELP = `npm start -- [--once] [--json] [--fresh]

Starts the emulated providers and a Strapi with the plugin, sets up one connector per provider,
imports what they hold and prints what arrived.

  --once   use a temporary site without admin panel and end after the table (exit status 0 or 1)
  --json   print one JSON object as the last line of standard output, everything else elsewhere
  --fresh  empty the playground's data first`;

const say = (text: string) => void process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const { values: flags } = parseArgs({
    options: {
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (flags.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  // The table is the result. With --json it goes to standard error.
  const print = flags.json ? say : (text: string) => void process.stdout.write(`${text}\n`);

  if (flags.once) buildPlugin();
  else buildPanel();

  const dataDir = flags.once
    ? mkdtempSync(path.join(os.tmpdir(), 'mc-once-'))
    : path.join(PLAYGROUND, 'data');
  if (flags.fresh && !flags.once && existsSync(dataDir)) rmSync(dataDir, { recursive: true });

  const providers = await startDemoProviders();
  const site = await serve(dataDir, flags.once);
  let status = 1;
  try {
    const admin = adminClient(site.url);
    const runs = await importEverything(admin, site.url, providers);
    const arrived = await readRecordings(admin, site.url);
    print(table(arrived, providers, runs));
    status =
      runs.every(({ run }) => run.status === 'finished' && run.counts.failed === 0) && arrived.length > 0
        ? 0
        : 1;
    if (flags.json) process.stdout.write(`${JSON.stringify({ recordings: arrived })}\n`);
    if (!flags.once) {
      const token = await readerToken(admin, site.url);
      print(
        `\nThe recordings, as your site asks for them:\ncurl -H "Authorization: Bearer ${token}" "${site.url}/api/meeting-connectors/recordings?populate=video&sort=startedAt:desc"`,
      );
      print(
        `\nAdmin panel: ${site.url}/admin\nE-mail: ${ADMIN.email}\nPassword: ${ADMIN.password}\n\nA page with a room: ${site.url}/room.html?connector=${roomConnector(runs)}\nName and password: ${MEMBER.replace(':', ', ')}\n\nCtrl-C ends it; the data stay in playground/data.`,
      );
      await Promise.race([interrupted(), site.ended]);
      status = 0;
    }
  } finally {
    await site.stop();
    await Promise.all(providers.map((provider) => provider.stop()));
    if (flags.once) rmSync(dataDir, { recursive: true, force: true });
  }
  return status;
}

interface Served {
  url: string;
  ended: Promise<void>;
  stop(): Promise<void>;
}

/** Starts Strapi in its own process, with its log on standard error. */
async function serve(dataDir: string, once: boolean): Promise<Served> {
  const child: ChildProcess = spawn(process.execPath, [path.join(PLAYGROUND, 'serve.js')], {
    cwd: PLAYGROUND,
    env: {
      ...process.env,
      ...siteEnvironment({ panel: !once, port: once ? 0 : Number(process.env.PORT ?? 1337) }, dataDir),
      PLAYGROUND_MEMBER: MEMBER,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    readline.createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
      const said = /^\{"listening":"([^"]+)"\}$/.exec(line);
      if (said?.[1] === undefined) say(line);
      else resolve(said[1]);
    });
    void ended.then(() => reject(new Error('Strapi ended before it listened; its messages are above.')));
  });
  return {
    url,
    ended,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The id of the first connector whose rooms are entered with tokens. */
const roomConnector = (ended: Ended[]): string | undefined =>
  ended.find(({ provider }) => findProvider(provider.id)?.mintsJoinTokens !== undefined)?.connectorId;

function table(arrived: ArrivedRecording[], providers: DemoProvider[], ended: Ended[]): string {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;
  const rows = arrived.map((recording) => [
    recording.provider,
    recording.startedAt.slice(0, 16).replace('T', ' '),
    recording.title.slice(0, 48),
    recording.hostEmail ?? '',
    `${recording.durationSeconds} s${recording.joinedFrom > 1 ? ` (${recording.joinedFrom} joined)` : ''}`,
    recording.files.map((file) => `${file.kind} ${megabytes(file.bytes)}`).join(', '),
  ]);
  const head = ['provider', 'started (UTC)', 'title', 'host', 'length', 'files'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => [...(row[column] ?? '')].length)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length))
      .join('  ')
      .trimEnd();
  const notes = [
    ...providers
      .filter((provider) => findProvider(provider.id)?.openFile === undefined)
      .map((provider) => `${provider.label}: no recordings API known`),
    ...ended.map(({ provider, run, imports }) => {
      const waiting = imports.filter(
        (row) => (row.status === 'waiting' || row.status === 'retrying') && row.stage !== 'clean-up',
      );
      const deleted = imports.filter((row) => row.deletion?.state === 'deleted');
      const incomplete = imports.filter((row) => row.missing.length > 0);
      const counts = [
        `${run.counts.found} found`,
        `${run.counts.imported} imported`,
        ...(incomplete.length === 0 ? [] : [`${incomplete.length} with something missing`]),
        `${run.counts.skipped} skipped`,
        `${waiting.length} waiting`,
        `${run.counts.failed} failed`,
        ...(deleted.length === 0 ? [] : [`${deleted.length} deleted at the provider`]),
      ].join(', ');
      return `${provider.label}: run ${run.status}, ${counts}${run.problem === undefined ? '' : ` — ${english(run.problem.what)}`}`;
    }),
  ];
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), '', ...notes].join(
    '\n',
  );
}

const interrupted = () =>
  new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
