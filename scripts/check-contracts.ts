import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import { findProvider } from '../server/src/providers/registry';
import { startDemoProvider } from './demo-providers';
import { EXCEPTIONS } from './contracts/exceptions';
import { openContract, type Deviation } from './contracts/openapi';
import { walk } from './contracts/walk';

/** The published contract of each provider that has one, and which setting of the connector its server is. */
const CONTRACTS = [
  {
    provider: 'zoom',
    files: ['zoom/meetings.endpoints.openapi.json', 'zoom/users.endpoints.openapi.json'],
    base: 'apiBaseUrl',
  },
  { provider: 'digital-samba', files: ['digital-samba/openapi.yaml'], base: 'serverUrl' },
  { provider: 'bluejeans', files: ['bluejeans/swagger.yaml'], base: 'apiBaseUrl' },
];

const read = (file: string): unknown => {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.json') ? (JSON.parse(text) as unknown) : (parseYaml(text) as unknown);
};

const line = ({ operation, side, at, what }: Deviation) =>
  `${operation}, ${side} ${at || '(whole)'}: ${what}`;

async function main(): Promise<number> {
  const [specs] = process.argv.slice(2);
  if (specs === undefined) {
    process.stderr.write('npm run check:contracts -- <folder with the published contracts>\n');
    return 2;
  }
  let unexplained = 0;
  const used = new Set<unknown>();
  for (const { provider: id, files, base } of CONTRACTS) {
    const provider = findProvider(id);
    if (provider === undefined) throw new Error(`there is no provider ${id}`);
    const { label } = provider.descriptor;
    const demo = await startDemoProvider({ id, label });
    try {
      const contract = openContract(files.map((file) => read(path.join(specs, file))));
      const exchanges = await walk(provider, demo, String(demo.settings?.[base]));
      const found = new Map<string, Deviation>();
      for (const exchange of exchanges) {
        for (const deviation of contract.check(exchange)) found.set(line(deviation), deviation);
      }
      process.stdout.write(`${label}: ${exchanges.length} calls, ${found.size} deviations\n`);
      for (const [text, deviation] of found) {
        const exception = EXCEPTIONS.find(
          (one) =>
            one.provider === id &&
            one.operations.includes(deviation.operation) &&
            one.side === deviation.side &&
            one.at.test(deviation.at),
        );
        used.add(exception);
        if (exception === undefined) unexplained += 1;
        process.stdout.write(
          exception === undefined ? `  ✗ ${text}\n` : `  known: ${text} (${exception.reason})\n`,
        );
      }
    } finally {
      await demo.stop();
    }
  }
  for (const exception of EXCEPTIONS.filter((one) => !used.has(one))) {
    process.stdout.write(
      `not met any more: ${exception.provider} ${exception.operations.join(', ')} ${exception.at.source}\n`,
    );
  }
  process.stdout.write(
    `${unexplained === 0 ? 'No deviation that is not known.' : `${unexplained} deviations.`}\n`,
  );
  return unexplained === 0 ? 0 : 1;
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
