import { parseArgs } from 'node:util';
import { importOne } from './w01-import-one';
import { memory } from './w02-memory';
import { manySmall } from './w03-many-small';
import { joinSegments } from './w04-join';
import { webhookStorm } from './w05-webhook-storm';
import { noOpSync } from './w06-no-op-sync';
import { incrementalSync } from './w07-incremental-sync';
import { growingLibrary } from './w08-growing-library';
import { responsiveness } from './w09-responsiveness';
import { killAndResume } from './w10-kill-and-resume';
import { backlogDrain } from './w11-backlog-drain';
import { largeSession } from './w12-large-session';
import { requirePeers } from './lib/peers';
import { NOISY_SPREAD } from './lib/statistics';
import { MissingPeer, type Figure, type Workload, type WorkloadResult } from './lib/workload';

const WORKLOADS: readonly Workload[] = [
  importOne,
  memory,
  manySmall,
  joinSegments,
  webhookStorm,
  noOpSync,
  incrementalSync,
  growingLibrary,
  responsiveness,
  killAndResume,
  backlogDrain,
  largeSession,
];

const HELP = `npm run bench -- [${WORKLOADS.map(({ id }) => id).join(' ')}] [--rounds N] [--small] [--json]

Measures the named workloads against their peers in the same run, all without a name.

  --rounds N  counted rounds of each; one more warms up
  --small     small sizes, for a quick look: the aims are for the full ones
  --json      one JSON object as the last line of standard output, everything else elsewhere

Exit status 1: a result was wrong. 2: something is missing. A missed aim is no error.`;

interface Reported extends WorkloadResult {
  id: string;
  title: string;
  noisy: boolean;
}

const say = (text: string) => void process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const { values: flags, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      small: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const rounds = flags.rounds === undefined ? undefined : Number(flags.rounds);
  const unknown = positionals.filter((id) => !WORKLOADS.some((workload) => workload.id === id.toUpperCase()));
  const isWrong = rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0);
  if (flags.help || unknown.length > 0 || isWrong) {
    if (unknown.length > 0) say(`No such workload: ${unknown.join(', ')}`);
    if (isWrong) say('--rounds takes a whole number from 1 on');
    say(HELP);
    return flags.help ? 0 : 2;
  }
  const wanted = WORKLOADS.filter(
    ({ id }) => positionals.length === 0 || positionals.some((name) => name.toUpperCase() === id),
  );
  requirePeers(wanted.flatMap(({ peers }) => peers));

  const print = flags.json ? say : (text: string) => void process.stdout.write(`${text}\n`);
  const reports: Reported[] = [];
  let status = 0;
  for (const workload of wanted) {
    say(`${workload.id}  ${workload.title}`);
    try {
      const result = await workload.run({
        rounds: rounds ?? workload.rounds,
        small: flags.small,
        log: (text) => say(`    ${text}`),
      });
      const noisy = (result.peerSpread ?? 0) > NOISY_SPREAD;
      reports.push({ id: workload.id, title: workload.title, noisy, ...result });
    } catch (error) {
      status = 1;
      say(`${workload.id} does not count. ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  print(table(reports));
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ small: flags.small, ok: status === 0, workloads: reports })}\n`);
  }
  return status;
}

const round = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));

function cells(report: Reported, { name, value, unit, spread, aim }: Figure): string[] {
  return [
    report.id,
    name,
    `${round(value)} ${unit}`,
    spread === undefined ? '' : `${round(spread[0])} to ${round(spread[1])}`,
    aim?.text ?? '',
    aim === undefined ? '' : aim.met ? 'yes' : 'no',
    report.noisy ? 'noisy' : '',
  ];
}

function table(reports: readonly Reported[]): string {
  const rows = [
    ['', 'figure', 'median', 'spread', 'aim', 'met', ''],
    ...reports.flatMap((report) => report.figures.map((one) => cells(report, one))),
  ];
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = reports.flatMap(({ id, rounds, peerSpread, notes: all }) => [
    `${id}: ${rounds} rounds${peerSpread === undefined ? '' : `, the peer varied by ${(peerSpread * 100).toFixed(0)} %`}.`,
    ...all.map((note) => `    ${note}`),
  ]);
  return ['', ...lines, '', ...notes].join('\n');
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    say(
      error instanceof MissingPeer
        ? error.message
        : error instanceof Error
          ? String(error.stack)
          : String(error),
    );
    process.exitCode = 2;
  },
);
