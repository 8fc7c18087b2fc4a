import { createRedactor } from '../../log/redact';
import { createHttpClient } from '../../http/client';
import type { Account } from '../account';
import { etutoriumClient } from './client';
import { startEtutoriumEmulator, type EtutoriumEmulator } from '../../../../emulators/etutorium/emulator';
import { etutorium } from './index';

const { signal } = new AbortController();
const WEBINAR = {
  title: 'Compilers',
  timezone: 'Europe/Kiev',
  startTime: '2026-12-01 20:00:00',
  finishTime: '2026-12-01 22:00:00',
  language: 'ua',
};
const ADA = { email: 'Ada@Example.org', firstName: 'Ada', lastName: 'Winter', role: 'listener' as const };

let emulator: EtutoriumEmulator;
let account: Account;
beforeEach(async () => {
  emulator = await startEtutoriumEmulator();
  account = {
    settings: { roomUrl: 'https://room.etutorium.com', ...emulator.connectorSettings },
    clock: Date.now,
    memory: new Map(),
    http: createHttpClient({ clock: Date.now, allowedPrivateHosts: ['127.0.0.1'], redact: createRedactor() }),
  };
});
afterEach(async () => {
  account.http.close();
  await emulator.stop();
});

it('has no power without a known API', () => {
  expect(Object.keys(etutorium).sort()).toEqual(['checkConnection', 'descriptor']);
});

it('finds the personal address of a registered person, in any case of the e-mail', async () => {
  const client = etutoriumClient(account);
  await client.createWebinar(WEBINAR, signal);
  const [id = 0] = [13_144];
  expect(await client.webinar(String(id), signal)).toMatchObject({
    title: 'Compilers',
    start_time: WEBINAR.startTime,
  });
  expect(await client.joinUrl(id, ADA.email, signal)).toBeUndefined();
  await client.register(id, [ADA], signal);
  expect(await client.joinUrl(id, 'ada@example.org', signal)).toBe(
    'https://room.etutorium.com/login/token-of-1/true',
  );
});

it('quotes why eTutorium refused, and a 404 of another server says nothing', async () => {
  const client = etutoriumClient(account);
  await expect(client.register(1, [ADA], signal)).rejects.toMatchObject({
    code: 'etutorium-refused',
    providerWords: 'Webinar not found',
  });
  expect(await client.webinar('7', signal)).toBeUndefined();
  emulator.faults.add({ kind: 'status', status: 404 });
  await expect(client.webinar('7', signal)).rejects.toMatchObject({ code: 'unexpected-answer' });
});

it('the check makes one call that changes nothing', async () => {
  const steps = await etutorium.checkConnection(account);
  expect(steps.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'passed']);
  expect(emulator.log.entries.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /cabinet/webinar',
  ]);
});

it('a refusal with status 200 is a refusal', async () => {
  const body = '{"ok":false,"error":"The account is closed"}';
  emulator.faults.add({ kind: 'status', status: 200, body, contentType: 'application/json' });
  await expect(etutoriumClient(account).account(signal)).rejects.toMatchObject({
    code: 'etutorium-refused',
    said: { code: 'provider.failed' },
    providerWords: 'The account is closed',
  });
});

it('the check distinguishes a rejected token from another server', async () => {
  emulator.faults.add({ kind: 'html', target: 'api', times: 1 });
  expect((await etutorium.checkConnection(account))[0]).toMatchObject({
    outcome: 'failed',
    field: 'endPoint',
  });
  emulator.revokeToken();
  const steps = await etutorium.checkConnection(account);
  expect(steps[2]).toMatchObject({ id: 'credentials', outcome: 'failed', field: 'apiToken' });
});
