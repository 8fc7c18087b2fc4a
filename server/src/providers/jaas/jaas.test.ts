import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { peopleOf } from '../../../../emulators/contract/people';
import { told } from '../../../../emulators/contract/told';
import { ConnectorError } from '../../domain/errors';
import { createRedactor } from '../../log/redact';
import { createHttpClient } from '../../http/client';
import type { OpenRequest } from '../provider';
import type { Delivery, HookRequest, HookVerdict } from '../webhook';
import { isLinkOf } from './download';
import {
  startJaasEmulator,
  type JaasEmulator,
  type JaasSession,
  type SentHow,
} from '../../../../emulators/jaas/emulator';
import { jaas } from './index';
import type { Account } from '../account';
import { seedDemoSessions } from '../../../../emulators/jaas/demo';

/** The provider against its emulator: events over real HTTP, links that are really fetched. */
let emulator: JaasEmulator;
let receiver: http.Server;
let accounts: Account[] = [];
/** What a receiver keeps that judges as the plugin does: each event once. */
let verdicts: HookVerdict[] = [];
let inbox = new Map<string, Delivery>();
const proofs = new Set<string>();
let troubles: number[] = [];
let nowMs = Date.parse('2026-03-10T12:00:00Z');
const SIGNAL = new AbortController().signal;

const accountWith = (over: object = {}): Account => {
  const settings = jaas.descriptor.settings.parse({ ...emulator.connectorSettings, ...over });
  const account: Account = {
    settings,
    clock: () => nowMs,
    memory: new Map(),
    http: createHttpClient({
      clock: () => nowMs,
      allowedPrivateHosts: ['127.0.0.1'],
      limits: { retryBaseMs: 5, maxAttempts: 2 },
      redact: createRedactor(),
    }),
  };
  accounts.push(account);
  return account;
};

beforeAll(async () => {
  emulator = await startJaasEmulator({ clock: () => nowMs });
  receiver = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const hook: HookRequest = {
        method: 'POST',
        headers: request.headers as Record<string, string>,
        query: '',
        rawBody: Buffer.concat(chunks),
        address: '',
      };
      const { settings } = accountWith();
      const verdict = jaas.receivesWebhooks.receive(hook, {
        secrets: { webhookSecret: [emulator.app.webhookSecret] },
        ownSecret: 'own',
        settings,
        nowMs,
      });
      verdicts.push(verdict);
      const trouble = troubles.shift();
      if (trouble !== undefined) return response.writeHead(trouble).end();
      if (verdict.verdict === 'answer') {
        return response.writeHead(200, { 'content-type': 'application/json' }).end(verdict.answer.body);
      }
      if (verdict.verdict === 'genuine-if-proven') {
        return response.writeHead(proofs.has(verdict.proof) ? 200 : 401).end();
      }
      if (verdict.verdict === 'refused') return response.writeHead(401).end();
      const { eventType, subject, idempotencyKey, wanted, proof } = verdict;
      if (proof !== undefined) proofs.add(proof);
      if (wanted && !inbox.has(idempotencyKey)) {
        inbox.set(idempotencyKey, {
          eventType,
          ...(subject === undefined ? {} : { subject }),
          receivedAtMs: nowMs,
          method: 'POST',
          query: '',
          rawBody: hook.rawBody,
        });
      }
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  emulator.reset();
  emulator.events.addEndpoint(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`);
  verdicts = [];
  inbox = new Map();
  proofs.clear();
  troubles = [];
});
afterEach(() => {
  for (const account of accounts) account.http.close();
  accounts = [];
});
afterAll(async () => {
  await emulator.stop();
  receiver.close();
});

const put = (session: JaasSession, settings: object = {}) => {
  const deliveries = [...inbox.values()].filter(({ subject }) => subject === session.sessionId);
  const people = peopleOf(jaas.receivesWebhooks, deliveries);
  return jaas.pushesRecordings.assemble(deliveries, accountWith(settings).settings, people);
};
const announced = async (session: JaasSession, how?: SentHow) => {
  const sent = await emulator.announce(session.sessionId, how);
  return sent.map(({ status }) => status);
};

async function open(
  account: Account,
  link: string,
  over: Partial<OpenRequest> = {},
  fileKey = 'recording:x',
) {
  const opened = await jaas.openFile(
    account,
    { occurrenceId: 's', fileKey, link },
    { signal: SIGNAL, ...over },
  );
  const chunks: Buffer[] = [];
  for await (const chunk of opened.body as AsyncIterable<Buffer>) chunks.push(chunk);
  return { ...opened, bytes: Buffer.concat(chunks) };
}
const refusalOf = async (promise: Promise<unknown>): Promise<ConnectorError> => {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConnectorError)) throw error;
  return error;
};

describe('a session, by the events of the emulated 8x8', () => {
  it('becomes one occurrence whose links lead to its files', async () => {
    const { sessions } = seedDemoSessions(emulator);
    expect(new Set(await announced(sessions.twoRecordings))).toEqual(new Set([204]));
    const { occurrence, links, awaitedSinceMs } = put(sessions.twoRecordings);
    expect(occurrence).toMatchObject({
      id: sessions.twoRecordings.sessionId,
      title: 'Workshop-Relays 2026-03-10',
      host: { id: 'member-1', email: 'nadia.berg@example.com', name: 'Nadia Berg' },
    });
    expect(awaitedSinceMs).toEqual([]);
    expect(occurrence?.files.map(({ kind }) => kind).sort()).toEqual(['chat', 'chat', 'video', 'video']);
    for (const { recordingSessionId, file } of sessions.twoRecordings.recordings) {
      const { bytes } = await open(accountWith(), links[`recording:${recordingSessionId}`] ?? '');
      expect(bytes.length).toBe(file.content().sizeBytes);
    }
  });

  it('keeps the name of a room with percent signs, markup, spaces and 150 letters', async () => {
    const { sessions } = seedDemoSessions(emulator);
    await announced(sessions.hostileRoom);
    expect(put(sessions.hostileRoom).occurrence?.meetingId).toBe(sessions.hostileRoom.room);
    expect(Object.keys(put(sessions.hostileRoom).links)).toHaveLength(1);
  });

  const scene = () =>
    emulator.addSession({
      room: 'weekly',
      startedAt: new Date(nowMs - 3_600_000).toISOString(),
      people: [{ id: 'u1', name: 'Nadia Berg', email: 'nadia@example.com' }],
    });

  it.each<SentHow>([
    { order: 'reversed' },
    { copies: 3 },
    { only: ['RECORDING_UPLOADED'] },
    { without: ['participants', 'appId'] },
    { without: ['recordingSessionId', 'customerId'] },
    { numbersAsText: true },
    { pretty: true },
    { signature: 'two' },
    { lateSeconds: 20 * 3600 },
  ])('arrives complete in any form of its events: %j', async (how) => {
    const session = scene();
    expect(new Set(await announced(session, how))).toEqual(new Set([204]));
    const { occurrence } = put(session);
    expect(occurrence?.files).toMatchObject([
      { kind: 'video', key: `recording:${session.recordings[0]?.recordingSessionId}` },
    ]);
  });

  it.each<SentHow>([
    { signature: 'missing' },
    { signature: 'wrong-secret' },
    { signature: 'other-scheme' },
    { signature: 'hex' },
    { signature: 'garbled' },
    { altered: 'spaces' },
    { altered: 'unicode-escapes' },
    { lateSeconds: 26 * 3600 },
  ])('faults 52, 53: is refused, and nothing is kept, with %j', async (how) => {
    expect(new Set(await announced(scene(), how))).toEqual(new Set([401]));
    expect(inbox.size).toBe(0);
  });

  it('fault 54: a retry after a 503 counts once, and an altered one is answered as done if the first was accepted', async () => {
    const session = scene();
    troubles = [503];
    expect(await announced(session, { only: ['RECORDING_UPLOADED'], retryAfterMs: [1] })).toEqual([204]);
    expect(await announced(session, { only: ['RECORDING_UPLOADED'], againAltered: true })).toEqual([
      204, 200,
    ]);
    expect(inbox.size).toBe(1);
    const other = scene();
    troubles = [503];
    const lost = { only: ['RECORDING_UPLOADED'], retryAfterMs: [1], retriesAltered: true } as const;
    expect(await announced(other, lost)).toEqual([401]);
  });

  it('trap 8: is answered before anything is downloaded', async () => {
    const { sessions } = seedDemoSessions(emulator);
    expect(new Set(await announced(sessions.twoRecordings))).toEqual(new Set([204]));
    expect(emulator.log.filter(({ method }) => method === 'GET')).toEqual([]);
  });

  it('unknown events and events of breakout rooms change nothing', async () => {
    const session = scene();
    await announced(session);
    const before = put(session);
    const { event, send } = emulator.events;
    await send([
      event(session, 'SOMETHING_NEW', nowMs, { preAuthenticatedLink: 'https://8x8.vc/x' }),
      event(session, 'ROOM_CREATED', nowMs, { isBreakout: true, breakoutRoomId: 'b' }),
      event(session, 'ROOM_DESTROYED', nowMs, { isBreakout: true, breakoutRoomId: 'b' }),
    ]);
    expect(put(session)).toEqual(before);
  });

  it('SETTINGS_PROVISIONING is answered if it is signed or shows our own secret', async () => {
    const ask = emulator.events.askSettings;
    expect(await ask('weekly', { signed: true })).toEqual({ status: 200, settings: {} });
    expect(await ask('weekly', { signed: false, authorization: 'own' })).toEqual({
      status: 200,
      settings: {},
    });
    expect(await ask('weekly', { signed: false })).toMatchObject({ status: 401 });
  });
});

describe('a link', () => {
  const linkOf = async (over: object = {}): Promise<string> => {
    const session = emulator.addSession({
      room: 'weekly',
      startedAt: new Date(nowMs - 60_000).toISOString(),
      recordings: [{ sizeBytes: 200_000, seed: 'a', ...over }],
    });
    await announced(session);
    return Object.values(put(session).links)[0] ?? '';
  };

  it('is requested without credentials or cookies, and resumes', async () => {
    const link = await linkOf();
    const whole = await open(accountWith(), link);
    expect([whole.from, whole.bytes.length]).toEqual(['whole', 200_000]);
    const { validator = '' } = whole;
    const rest = await open(accountWith(), link, { range: { fromByte: 150_000, validator } });
    expect(rest.from).toBe('resumed');
    expect(rest.bytes.equals(whole.bytes.subarray(150_000))).toBe(true);
    const other = await open(accountWith(), link, { range: { fromByte: 150_000, validator: '"other"' } });
    expect(other.from).toBe('whole');
    for (const { headers } of emulator.log.filter(({ host }) => host === 'storage')) {
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('cookie');
    }
  });

  it.each([401, 403, 404, 410])(
    'that is answered with %s is gone, and the error says why and names no link',
    async (status) => {
      const link = await linkOf();
      emulator.faults.add({ kind: 'status', status, target: 'storage' });
      const error = await refusalOf(open(accountWith(), link));
      expect(error).toMatchObject({ failure: 'gone', code: 'link-expired', status });
      expect(error.message).toContain('24 hours');
      for (const secret of emulator.secrets()) expect(`${error.message}${error.stack}`).not.toContain(secret);
    },
  );

  it('trap 6: is gone a day after its event', async () => {
    const link = await linkOf();
    nowMs += 25 * 3_600_000;
    try {
      expect((await refusalOf(open(accountWith(), link))).failure).toBe('gone');
    } finally {
      nowMs -= 25 * 3_600_000;
    }
    expect((await open(accountWith(), link)).bytes.length).toBe(200_000);
  });

  it.each([
    [{ kind: 'status', status: 500, target: 'storage' } as const, 'retry-later'],
    [{ kind: 'html', target: 'storage' } as const, 'bad-bytes'],
    [{ kind: 'json', target: 'storage' } as const, 'bad-bytes'],
    [{ kind: 'redirect', to: 'http://127.0.0.1:9/x', target: 'storage' } as const, 'refused'],
    [{ kind: 'redirect', to: 'https://evil.example/x', target: 'storage' } as const, 'refused'],
    [{ kind: 'reset', at: 'half' } as const, 'retry-later'],
    [{ kind: 'short-body', at: 'half' } as const, 'retry-later'],
  ])('that fails like %j gives no file: %s', async (fault, failure) => {
    const link = await linkOf();
    emulator.faults.add(fault);
    const error = await refusalOf(open(accountWith(), link));
    expect(error.failure).toBe(failure);
    for (const secret of emulator.secrets()) expect(error.message).not.toContain(secret);
  });

  it('works without a length', async () => {
    const link = await linkOf();
    emulator.faults.add({ kind: 'no-length', at: 300_000, ending: 'clean' });
    const opened = await open(accountWith(), link);
    expect([opened.totalBytes, opened.bytes.length]).toEqual([undefined, 200_000]);
  });

  it.each([
    'https://evil.example/p/t/o/a.mp4',
    'http://objectstorage.us-phoenix-1.oraclecloud.com/p/t/o/a.mp4',
    'https://objectstorage.us-phoenix-1.oraclecloud.com:8443/p/t/o/a.mp4',
    'https://user:pass@objectstorage.us-phoenix-1.oraclecloud.com/a.mp4',
    'https://oraclecloud.com.evil.example/a.mp4',
    'https://eviloraclecloud.com/a.mp4',
    'https://169.254.169.254/latest',
    'http://127.0.0.1/a.mp4',
    'file:///etc/passwd',
    'no address',
  ])(
    'fault 60: to a host that is not on the list gets no request, even from a signed event: %s',
    async (link) => {
      const error = await refusalOf(open(accountWith(), link));
      expect(error.failure).toBe('refused');
      expect(error.message).not.toContain('/p/t/o/');
      expect(error.message).not.toContain('pass');
    },
  );

  it('may lead to the hosts of the list, below a dot or by name, in any case', () => {
    const may = isLinkOf({
      linkHosts: ['.oraclecloud.com', ' 8x8.vc ', 'https://media.example:8443'],
      baseUrl: 'https://8x8.vc',
    });
    for (const link of [
      'https://objectstorage.eu-frankfurt-1.oraclecloud.com/p/x',
      'https://ObjectStorage.OracleCloud.com./p/x',
      'https://8x8.vc/x',
      'https://media.example:8443/x',
    ]) {
      expect([link, may(new URL(link))]).toEqual([link, true]);
    }
    for (const link of [
      'https://www.8x8.vc/x',
      'https://media.example/x',
      'https://oraclecloud.com/x',
      'https://storage.oraclecloud.com:8443/x',
      'http://storage.oraclecloud.com/x',
      'https://user@storage.oraclecloud.com/x',
    ]) {
      expect([link, may(new URL(link))]).toEqual([link, false]);
    }
  });

  it('that never came is gone', async () => {
    const error = await refusalOf(
      jaas.openFile(accountWith(), { occurrenceId: 's', fileKey: 'recording:x' }, { signal: SIGNAL }),
    );
    expect(error).toMatchObject({ failure: 'gone', code: 'no-link' });
  });

  it('of a chat may be JSON, and not a page', async () => {
    const { sessions } = seedDemoSessions(emulator);
    await announced(sessions.openEvening);
    const { links } = put(sessions.openEvening);
    const [key = '', link = ''] = Object.entries(links).find(([name]) => name.startsWith('chat:')) ?? [];
    const { bytes } = await open(accountWith(), link, {}, key);
    expect(JSON.parse(bytes.toString())).toMatchObject({ messageType: 'CHAT' });
    emulator.faults.add({ kind: 'html', target: 'storage' });
    expect((await refusalOf(open(accountWith(), link, {}, key))).failure).toBe('bad-bytes');
  });
});

describe('checkConnection', () => {
  const check = async (over: object = {}) => {
    const steps = await jaas.checkConnection(accountWith(over));
    for (const secret of emulator.secrets()) expect(JSON.stringify(steps)).not.toContain(secret);
    return steps
      .filter(({ outcome }) => outcome === 'failed' || outcome === 'warning')
      .map(({ id, outcome, field }) => [id, outcome, field]);
  };

  it('proves the key pair by a token, and says what can’t be tested', async () => {
    expect(await check()).toEqual([]);
    const steps = told(await jaas.checkConnection(accountWith()));
    expect(steps.at(-1)).toMatchObject({
      outcome: 'skipped',
      detail: expect.stringContaining('no question') as string,
    });
  });

  it.each([
    [
      { appId: 'vpaas-magic-cookie-1' },
      [
        ['app-id', 'failed', 'appId'],
        ['key-id', 'failed', 'keyId'],
      ],
    ],
    [{ keyId: '1a2b3c' }, [['key-id', 'failed', 'keyId']]],
    [{ privateKey: 'whsec_abc' }, [['private-key', 'failed', 'privateKey']]],
    [{ webhookSecret: undefined }, [['webhook', 'warning', 'webhookSecret']]],
    [{ webhookSecret: '3f9d1c7be0a84d52b6f1e2d3c4b5a697' }, [['webhook', 'failed', 'webhookSecret']]],
    [{ linkHosts: ['https://a.example/path'] }, [['links', 'failed', 'linkHosts']]],
    [{ linkHosts: [] }, [['links', 'failed', 'linkHosts']]],
    [{ passcode: '12ab' }, [['meetings', 'failed', 'passcode']]],
    [{ maxOccupants: '1' }, [['meetings', 'failed', 'maxOccupants']]],
    [{ timezone: 'Berlin' }, [['meetings', 'failed', 'timezone']]],
  ])('points at what is wrong: %j', async (over, expected) => {
    expect(await check(over)).toEqual(expected);
  });
});

describe('a room', () => {
  const enter = async (over: object, room = 'weekly') => {
    const account = accountWith();
    const user = { id: 'strapi:user:1', name: 'Nadia <Berg>' };
    const rights = { moderator: false, recording: false };
    const { joinUrl } = jaas.mintsJoinTokens.mint(account, { room, user, rights, ...over });
    const answer = await fetch(joinUrl);
    return { status: answer.status, text: await answer.text() };
  };
  beforeEach(() => {
    nowMs = Date.parse('2026-03-10T12:00:00Z');
  });

  it('lets in people with a token, with the rights of the token', async () => {
    const guest = await enter({});
    expect(guest.status).toBe(200);
    expect(guest.text).toContain('Nadia &#60;Berg&#62;');
    expect(guest.text).toContain('does not allow recording');
    const moderator = await enter({ rights: { moderator: true, recording: true } });
    expect(moderator.text).toContain('(moderator)');
    expect(moderator.text).toContain('Start recording');
    expect((await enter({ rights: { moderator: false, recording: true } })).text).toContain('does not allow');
    expect((await enter({ pattern: 'week%-%d+' }, 'week-12')).status).toBe(200);
    expect((await enter({ pattern: 'week%-%d+' }, 'month-12')).status).toBe(403);
  });
});
