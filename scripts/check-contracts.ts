import { bigBlueButtonAnswers, bigBlueButtonEvents } from './contracts/bigbluebutton';
import type { ContractCheck } from './contracts/deviation';
import { EXCEPTIONS } from './contracts/exceptions';
import { judge } from './contracts/judge';
import { graphCalls, graphNotifications } from './contracts/ms-teams';
import { openApiCalls } from './contracts/openapi-calls';
import { zoomEvents } from './contracts/zoom-events';

/** Every contract that a provider publishes in a machine-readable form. 8x8, eTutorium and Vatra publish none. */
const CHECKS: readonly ContractCheck[] = [
  openApiCalls(
    'zoom',
    ['zoom/meetings.endpoints.openapi.json', 'zoom/users.endpoints.openapi.json'],
    'apiBaseUrl',
  ),
  zoomEvents,
  openApiCalls('digital-samba', ['digital-samba/openapi.yaml'], 'serverUrl'),
  openApiCalls('bluejeans', ['bluejeans/swagger.yaml'], 'apiBaseUrl'),
  bigBlueButtonAnswers,
  bigBlueButtonEvents,
  graphCalls,
  graphNotifications,
];

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const [specs] = process.argv.slice(2);
  if (specs === undefined) {
    process.stderr.write('npm run check:contracts -- <folder with the published contracts>\n');
    return 2;
  }
  let faults = 0;
  const used = new Set<unknown>();
  for (const check of CHECKS) {
    const { looks, deviations } = await check.run(specs);
    const judged = judge(check.provider, deviations, EXCEPTIONS);
    say(`${check.title}: ${looks} looked at, ${judged.faults.length + judged.known.length} deviations`);
    for (const text of judged.faults) say(`  ✗ ${text}`);
    for (const { text, reason } of judged.known) say(`  known: ${text} (${reason})`);
    for (const one of judged.used) used.add(one);
    faults += judged.faults.length;
  }
  for (const { provider, operations, at } of EXCEPTIONS.filter((one) => !used.has(one)))
    say(`not met any more: ${provider} ${operations.join(', ')} ${at.source}`);
  say(faults === 0 ? 'No deviation that is not known.' : `${faults} deviations.`);
  return faults === 0 ? 0 : 1;
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
