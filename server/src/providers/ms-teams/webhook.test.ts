import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRedactor } from '../../log/redact';
import { createHttpClient } from '../../http/client';
import type { Account } from '../account';
import type { HookContext, HookRequest } from '../webhook';
import { descriptor } from './descriptor';
import { startTeamsEmulator } from '../../../../emulators/ms-teams/emulator';
import { subscription } from './subscription';
import { receivesWebhooks } from './webhook';
import type { TeamsEmulator } from '../../../../emulators/ms-teams/types';

const OWN_SECRET = 'a-random-secret-of-ours';
const context: HookContext = { secrets: {}, ownSecret: OWN_SECRET, settings: {}, nowMs: Date.now() };
const request = (body: unknown, query = ''): HookRequest => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  query,
  rawBody: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  address: 'https://cms.example/api/meeting-connectors/hooks/key',
});
const item = (over: object = {}) => ({
  subscriptionId: 's1',
  changeType: 'created',
  clientState: OWN_SECRET,
  resource: "communications/onlineMeetings('M')/recordings('R')",
  ...over,
});
const receive = (body: unknown, query = '') => receivesWebhooks.receive(request(body, query), context);

describe('a notification', () => {
  it('is genuine with our own secret, several in one body and a bare one', () => {
    expect(receive({ value: [item(), item({ subscriptionId: 's2' })] })).toMatchObject({
      verdict: 'genuine',
      eventType: 'created',
      wanted: true,
    });
    expect(receive(item())).toMatchObject({ verdict: 'genuine' });
  });

  it('is refused as a whole when one item carries another secret, or none', () => {
    expect(receive({ value: [item(), item({ clientState: 'guessed' })] })).toEqual({
      verdict: 'refused',
      reason: 'wrong-signature',
    });
    expect(receive({ value: [item({ clientState: null })] })).toEqual({
      verdict: 'refused',
      reason: 'no-signature',
    });
  });

  it('is refused when we have no secret, never taken', () => {
    const without = { ...context, ownSecret: '' };
    expect(receivesWebhooks.receive(request({ value: [item({ clientState: '' })] }), without)).toEqual({
      verdict: 'refused',
      reason: 'no-secret',
    });
  });

  it('has the same key when it is sent again, and another when it is another', () => {
    const keyOf = (body: unknown) => {
      const verdict = receive(body);
      return verdict.verdict === 'genuine' ? verdict.idempotencyKey : undefined;
    };
    const first = keyOf({ value: [item()] });
    expect(keyOf({ value: [item()], validationTokens: [] })).toBe(first);
    expect(keyOf({ value: [item({ resource: 'another' })] })).not.toBe(first);
  });

  it('leads to a listing, as each life-cycle event does, and to a new subscription when this one ends', () => {
    const read = (body: unknown) =>
      receivesWebhooks.read({
        eventType: 'created',
        receivedAtMs: 0,
        method: 'POST',
        query: '',
        rawBody: Buffer.from(JSON.stringify(body)),
      });
    expect(read({ value: [item()] })).toEqual([{ type: 'listing' }]);
    expect(read({ value: [{ subscriptionId: 's1', lifecycleEvent: 'missed' }] })).toEqual([
      { type: 'listing' },
    ]);
    for (const lifecycleEvent of ['subscriptionRemoved', 'reauthorizationRequired']) {
      expect(read({ value: [{ subscriptionId: 's1', lifecycleEvent }] })).toEqual([
        { type: 'subscription' },
        { type: 'listing' },
      ]);
    }
    expect(read('odd')).toEqual([]);
  });

  it.each(['', '[]', '{}', '{"value":[]}', '{"value":1}', 'null', '"text"', '{"value":[null]}', '\u0000'])(
    'is refused as %j, and nothing is thrown',
    (body) => {
      const reason = body === '' ? 'malformed' : 'no-signature';
      expect(receive(body)).toEqual({ verdict: 'refused', reason });
    },
  );

  it('is sent by "Send a test event" as Microsoft would', () => {
    const { rawBody, query } = receivesWebhooks.example(context);
    expect(receive(rawBody.toString(), query)).toMatchObject({ verdict: 'genuine' });
  });
});

describe('fault 59: the question that Microsoft asks of an address', () => {
  const ask = (token: string) => receive('', `validationToken=${encodeURIComponent(token)}`);

  it('is answered with its token as plain text, whatever it holds', () => {
    const token = 'Validation: <script>alert(1)</script> & "more" 100%';
    expect(ask(token)).toEqual({
      verdict: 'answer',
      answer: { status: 200, contentType: 'text/plain', body: token },
    });
  });

  it('is refused when the token is huge or empty', () => {
    for (const token of ['x'.repeat(5_000), '']) {
      expect(ask(token)).toEqual({ verdict: 'refused', reason: 'malformed' });
    }
  });

  it('does not let a forged notification through', () => {
    expect(receive({ value: [item({ clientState: 'guessed' })] }, 'validationToken=x')).toMatchObject({
      verdict: 'refused',
    });
  });
});

describe('the subscription', () => {
  const SIGNAL = new AbortController().signal;
  let teams: TeamsEmulator;
  let site: http.Server;
  let address: string;
  let account: Account;
  /** What the site's webhook address said to each request. */
  let verdicts: string[];
  let isDown: boolean;
  beforeEach(async () => {
    teams = await startTeamsEmulator();
    verdicts = [];
    isDown = false;
    site = http.createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const [, query = ''] = (incoming.url ?? '').split('?');
        const verdict = receivesWebhooks.receive(request(Buffer.concat(chunks).toString(), query), context);
        verdicts.push(verdict.verdict);
        if (isDown) return void response.writeHead(503).end();
        if (verdict.verdict !== 'answer') {
          return void response.writeHead(verdict.verdict === 'genuine' ? 204 : 401).end();
        }
        response.writeHead(verdict.answer.status, { 'Content-Type': verdict.answer.contentType });
        response.end(verdict.answer.body);
      });
    });
    // A kept connection is not closed in the moment in which Microsoft uses it again.
    site.keepAliveTimeout = 0;
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(site.address() as AddressInfo).port}/hooks/key`;
    account = open();
  });
  afterEach(async () => {
    account.http.close();
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
    await teams.stop();
  });

  function open(settings: object = {}): Account {
    return {
      settings: descriptor.settings.parse({ ...teams.connectorSettings, ...settings }),
      clock: Date.now,
      memory: new Map(),
      http: createHttpClient({
        clock: Date.now,
        allowedPrivateHosts: ['127.0.0.1'],
        limits: { retryBaseMs: 5, maxAttempts: 2 },
        redact: createRedactor(),
      }),
    };
  }
  const keep = (state: Record<string, unknown> = {}, to = address) =>
    subscription.keep(account, { address: to, ownSecret: OWN_SECRET, state }, SIGNAL);

  it('is made for recordings and transcripts, answers the handshakes, and brings notifications', async () => {
    const { state, renewAtMs } = await keep();
    expect([...teams.subscriptions.values()].map(({ resource }) => resource).sort()).toEqual([
      'communications/onlineMeetings/getAllRecordings',
      'communications/onlineMeetings/getAllTranscripts',
    ]);
    expect(verdicts).toEqual(['answer', 'answer', 'answer', 'answer']);
    expect(JSON.stringify(state)).not.toContain(OWN_SECRET);
    const days = (renewAtMs - Date.now()) / 86_400_000;
    expect([days > 1.4, days < 1.5]).toEqual([true, true]);
    const ada = teams.addUser({ email: 'ada@school.example' });
    const { id } = teams.addMeeting({ organizer: ada.id, startedAt: new Date().toISOString() });
    expect(await teams.notify(id)).toEqual([204]);
    expect(await teams.lifecycle('missed')).toEqual([204, 204]);
    expect(verdicts.slice(4)).toEqual(['genuine', 'genuine', 'genuine']);
  });

  it('falls back to an hour where Microsoft grants no more, and is renewed in half of it', async () => {
    teams.settings.subscriptionMinutes = 60;
    const { renewAtMs } = await keep();
    expect(renewAtMs - Date.now()).toBeLessThan(30 * 60_000);
  });

  it('is renewed under the same id, and made anew when Microsoft no longer has it', async () => {
    const first = await keep();
    const ids = () => [...teams.subscriptions.keys()];
    const before = ids();
    const second = await keep(first.state);
    expect(ids()).toEqual(before);
    await teams.lifecycle('subscriptionRemoved');
    await keep(second.state);
    expect(ids()).toHaveLength(2);
    expect(ids()).not.toEqual(before);
  });

  it('moves with the address, and ends when the connector is switched off', async () => {
    const first = await keep();
    const moved = await keep(first.state, address.replace('key', 'another'));
    expect([...teams.subscriptions.values()].every((one) => one.notificationUrl.endsWith('another'))).toBe(
      true,
    );
    await subscription.end(account, moved.state, SIGNAL);
    expect(teams.subscriptions.size).toBe(0);
  });

  it('says so when the address does not answer, and leaves nothing half done', async () => {
    isDown = true;
    await expect(keep()).rejects.toMatchObject({ failure: 'retry-later', status: 400 });
    expect(teams.subscriptions.size).toBe(0);
  });

  describe('when Microsoft refuses one of the two', () => {
    beforeEach(() => {
      teams.faults.add(
        { kind: 'graph-error', status: 403, code: 'ExtensionError' },
        ({ method, body }) => method === 'POST' && body.includes('getAllTranscripts'),
      );
    });

    it('ends the one that it just made, whose id would be lost', async () => {
      await expect(keep()).rejects.toMatchObject({ code: 'permission-missing' });
      const statuses = teams.log
        .filter(({ path }) => path.includes('/subscriptions'))
        .map(({ method, status }) => `${method} ${status}`);
      // A refusal for another reason than the lifetime is not asked again with a shorter one.
      expect(statuses).toEqual(['POST 201', 'POST 403', 'DELETE 204']);
      expect(teams.subscriptions.size).toBe(0);
    });

    it('keeps the one that it had before', async () => {
      account.http.close();
      account = open({ takeTranscripts: false });
      const { state } = await keep();
      account.http.close();
      account = open();
      await expect(keep(state)).rejects.toMatchObject({ code: 'permission-missing' });
      expect([...teams.subscriptions.values()].map(({ resource }) => resource)).toEqual([
        'communications/onlineMeetings/getAllRecordings',
      ]);
    });
  });

  it('is not asked for by a person, to whom Microsoft grants none', async () => {
    account.http.close();
    account = open({ authorizationType: 'user-delegated' });
    expect((await keep()).state).toMatchObject({ subscriptions: [] });
    expect(teams.log.entries).toEqual([]);
  });
});
