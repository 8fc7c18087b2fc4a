import crypto from 'node:crypto';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { ConnectorView } from '../../contracts/connectors';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import {
  addressOf,
  connectWithEvents,
  deliveriesOf,
  neverEnding,
  post,
  signedByZoom,
  webhookOf,
  worked,
} from '../support/hook-site';
import { spawnSite, temporaryDir } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, until, type Zoom } from '../support/zoom-site';

const MiB = 1024 * 1024;

describe('webhooks under fire', () => {
  let zoom: Zoom;
  let site: Site;
  let connector: ConnectorView;
  let address: string;
  let host: { id: string; email: string };
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    site = await bootSite({
      pluginConfig: { ...IMPATIENT, webhooks: { ...IMPATIENT.webhooks, mostOpen: 20, bodyWithinMs: 500 } },
    });
    host = addHost(zoom);
    ({ connector, address } = await connectWithEvents(site, zoom, [host.email]));
  });
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });

  const meeting = (days = 1, of = host) =>
    zoom.addMeeting({
      hostId: of.id,
      startedAt: daysAgo(days),
      segments: [{ files: [{ view: 'active_speaker', sizeBytes: MiB, seed: `${of.id}/${days}` }] }],
    });
  /** Statements that wrote something, of every table. */
  async function writesWhile(work: () => Promise<unknown>): Promise<string[]> {
    const written: string[] = [];
    const listen = (_response: unknown, { sql }: { sql: string }) => {
      const [, table = ''] = /^\s*(?:insert into|update|delete from)\s+[`"]?(\w+)/i.exec(sql) ?? [];
      if (table !== '' && table !== 'strapi_sessions') written.push(sql.slice(0, 120));
    };
    site.strapi.db.connection.on('query-response', listen);
    try {
      await work();
    } finally {
      site.strapi.db.connection.removeListener('query-response', listen);
    }
    return written;
  }
  const SECRET = () => String(zoom.connectorSettings.webhookSecret);

  it('fault 52: every request that is not genuine gets the same answer as an unknown address, and writes nothing', async () => {
    const body = JSON.stringify({ event: 'recording.completed', payload: { object: { uuid: 'x' } } });
    const good = signedByZoom(body, SECRET());
    const unknown = address.replace(/[\w-]{22}$/, 'A'.repeat(22));
    const tries: [string, string, Record<string, string>][] = [
      [address, body, {}],
      [address, body, { ...good, 'x-zm-signature': 'v0=0123' }],
      [address, body, signedByZoom(body, 'the-secret-of-another-app')],
      [address, body, { ...good, 'x-zm-signature': good['x-zm-signature'].replace('v0', 'v9') }],
      [address, body, { ...good, 'x-zm-signature': '' }],
      [address, body, { ...good, 'x-zm-signature': 'v0='.padEnd(10_000, 'a') }],
      [address, body, signedByZoom(body, SECRET(), '1700000000')],
      [address, '{"event":', signedByZoom('{"event":', SECRET())],
      [address, '', signedByZoom('', SECRET())],
      [unknown, body, good],
      [unknown, 'x'.repeat(MiB - 1), good],
      [`${address}x`, body, good],
    ];
    const answers: string[] = [];
    const written = await writesWhile(async () => {
      for (const [to, text, headers] of tries) {
        const answer = await post(to, text, headers);
        answers.push(`${answer.status} ${answer.text}`);
      }
    });
    expect(new Set(answers)).toEqual(new Set(['401 {"error":"not accepted"}']));
    expect(written).toEqual([]);
  });

  it('fault 53: one additional space is refused, because the signature covers the received bytes', async () => {
    const body = JSON.stringify({ event: 'recording.completed', payload: { object: { uuid: 'x' } } });
    const spaced = body.replace(':', ': ');
    expect((await post(address, spaced, signedByZoom(body, SECRET()))).status).toBe(401);
    const escaped = body.replace('recording', '\\u0072ecording');
    expect((await post(address, escaped, signedByZoom(body, SECRET()))).status).toBe(401);
  });

  it('a wrong method, 1.1 MiB and a body that never comes are refused before any check', async () => {
    const written = await writesWhile(async () => {
      expect((await post(address, '', {}, 'GET')).status).toBe(401);
      for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD'])
        expect([method, (await post(address, '{}', {}, method)).status]).toEqual([method, 405]);
      const large = await post(address, Buffer.alloc(1.1 * MiB)).catch(() => ({ status: 413 }));
      expect(large.status).toBe(413);
      expect(await neverEnding(address)).toMatch(/^HTTP\/1\.1 408/);
    });
    expect(written).toEqual([]);
    const { refused } = await webhookOf(site.admin, connector.id);
    expect(refused.byReason).toMatchObject({ 'too-large': 1, 'too-slow': 1, 'wrong-method': 5 });
    expect(refused.last.length).toBeLessThanOrEqual(20);
  });

  it('fault 57: requests above the limit are told to come again, and the next one is served', async () => {
    const slow = await Promise.all(Array.from({ length: 30 }, () => neverEnding(address)));
    expect(slow.filter((answer) => answer.startsWith('HTTP/1.1 503')).length).toBeGreaterThan(0);
    expect(slow.filter((answer) => answer.startsWith('HTTP/1.1 408')).length).toBeGreaterThan(0);
    const [answer] = await zoom.events.send({ event: 'recording.started', uuid: meeting(40).uuid });
    expect(answer?.status).toBe(204);
  });

  it('fault 57: connections at addresses of nobody that never end close no other address', async () => {
    const stranger = () => address.replace(/[\w-]{22}$/, crypto.randomBytes(16).toString('base64url'));
    const slow = Array.from({ length: 60 }, () => neverEnding(stranger()));
    const [answer] = await zoom.events.send({ event: 'recording.started', uuid: meeting(41).uuid });
    expect(answer?.status).toBe(204);
    // One found a place. All others are answered as if they had been read.
    const said = await Promise.all(slow);
    expect([...new Set(said)].sort()).toEqual(['HTTP/1.1 401 Unauthorized', 'HTTP/1.1 408 Request Timeout']);
  });

  it('are at one address only: capitals are another, and nothing of such a request is logged', async () => {
    const lines: string[] = [];
    const listen = jest.spyOn(site.strapi.log, 'error').mockImplementation((line) => {
      lines.push(JSON.stringify(line));
      return site.strapi.log;
    });
    try {
      const capitals = address.replace('/hooks/', '/HOOKS/');
      for (const method of ['POST', 'GET'])
        expect([method, (await post(`${capitals}?token=secret-in-query`, '{}', {}, method)).status]).toEqual([
          method,
          404,
        ]);
    } finally {
      listen.mockRestore();
    }
    expect(lines).toEqual([]);
  });

  it('fault 54: a hundred copies at once, and one an hour later, are one delivery and one recording', async () => {
    const own = addHost(zoom);
    const { connector: busy } = await connectWithEvents(site, zoom, [own.email]);
    const { uuid } = meeting(2, own);
    const event = { event: 'recording.completed', uuid, at: new Date(Date.now() - 3_600_000).toISOString() };
    const answers = await zoom.events.send(event, { copies: 100 });
    // More than are allowed at once are told to come again, and a busy machine is late for some.
    expect(answers.filter(({ status }) => status === 204).length).toBeGreaterThan(0);
    expect(answers.every(({ status }) => [0, 204, 503].includes(status))).toBe(true);
    await zoom.events.send(event);
    await worked(site.admin, busy.id, 1);
    const done = await importOf(site.admin, busy.id, ({ status }) => status === 'done');
    expect(done.recordingDocumentIds).toHaveLength(1);
    expect((await webhookOf(site.admin, busy.id)).repeated).toBeGreaterThan(0);
    zoom.events.subscribe(address);
  });

  it('fault 55: events in reverse order end in the state that the provider has', async () => {
    const own = addHost(zoom);
    const { connector: other } = await connectWithEvents(site, zoom, [own.email]);
    const { uuid } = meeting(3, own);
    await zoom.events.send(
      [
        { event: 'recording.completed', uuid },
        { event: 'recording.trashed', uuid },
        { event: 'recording.recovered', uuid },
      ],
      { order: 'reversed' },
    );
    await worked(site.admin, other.id, 3);
    const done = await importOf(site.admin, other.id, ({ status }) => status === 'done');
    expect(done.atProvider).toBeUndefined();
    zoom.events.subscribe(address);
  });

  it('fault 56: an event of an unknown meeting is kept, with its outcome', async () => {
    const before = (await deliveriesOf(site.admin, connector.id)).length;
    await zoom.events.send({ event: 'recording.completed', uuid: 'AAAAAAAAAAAAAAAAAAAAAA==' });
    const all = await worked(site.admin, connector.id, before + 1);
    expect(all[0]).toMatchObject({ status: 'done', outcome: 'gone', imports: [] });
  });

  it('fault 58: the old and the new secret are valid for a day, then only the new one', async () => {
    const body = () => JSON.stringify({ event: 'app_deauthorized', event_ts: Date.now(), payload: {} });
    const { options } = connector;
    const save = async (webhookSecret: string) =>
      await site.admin.must('PUT', `/connectors/${connector.id}`, {
        options,
        settings: { ...zoom.connectorSettings, webhookSecret },
      });
    const sendWith = async (secret: string) => {
      const text = body();
      return (await post(address, text, signedByZoom(text, secret))).status;
    };
    await save('a-newer-secret-token');
    expect([await sendWith(SECRET()), await sendWith('a-newer-secret-token')]).toEqual([204, 204]);
    await site.strapi.db
      .connection('mc_credentials')
      .where({ connector_id: connector.id, field: 'webhookSecret:former' })
      .update({ expires_at_ms: Date.now() - 1 });
    // The row was changed as by another instance, whose changes count within seconds.
    await until(
      () => sendWith(SECRET()),
      (status) => status === 401,
    );
    expect(await sendWith('a-newer-secret-token')).toBe(204);
    await save(SECRET());
  });

  it('fault 62: while the database can’t write, the answer is 503 and never 2xx, and the next attempt is accepted', async () => {
    const own = addHost(zoom);
    const { connector: unlucky } = await connectWithEvents(site, zoom, [own.email]);
    const { uuid } = meeting(4, own);
    const other = new Database(path.join(site.dataDir, 'data.db'), { timeout: 10_000 });
    other.exec('begin immediate');
    const [refused] = await zoom.events.send({ event: 'recording.completed', uuid }, {}).finally(() => {
      other.exec('rollback');
      other.close();
    });
    expect([0, 503]).toContain(refused?.status);
    const [taken] = await zoom.events.send({
      event: 'recording.completed',
      uuid,
      at: new Date().toISOString(),
    });
    expect(taken?.status).toBe(204);
    await importOf(site.admin, unlucky.id, ({ status }) => status === 'done');
    zoom.events.subscribe(address);
  });
});

describe('a process that ends one instant after an event', () => {
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
  });
  afterAll(() => zoom.stop());

  it.each(['after-delivery-insert', 'after-answer'])(
    'fault 27: killed at %s, the recording is imported after the restart (P4)',
    async (point) => {
      const host = addHost(zoom);
      const { uuid } = zoom.addMeeting({
        hostId: host.id,
        // Older than any look-back: nothing but the event finds it.
        startedAt: daysAgo(400),
        segments: [{ files: [{ view: 'active_speaker', sizeBytes: MiB, seed: host.id }] }],
      });
      const dataDir = temporaryDir('hook-crash');
      const first = await spawnSite({
        dataDir,
        pluginConfig: IMPATIENT,
        env: { PLAYGROUND_CRASH_POINT: point },
      });
      const connector = await first.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
      await first.admin.runEnded(connector.id);
      const { pathname } = new URL(await addressOf(first, connector.id));
      zoom.events.subscribe(`${first.url}${pathname}`);
      const [answer] = await zoom.events.send({ event: 'recording.completed', uuid });
      expect(answer?.status).toBe(point === 'after-answer' ? 204 : 0);
      expect(await first.ended).toEqual({ code: null, signal: 'SIGKILL' });

      const second = await spawnSite({ dataDir, pluginConfig: IMPATIENT });
      try {
        const done = await until(
          () => second.admin.imports(connector.id),
          (rows) => rows.length === 1 && rows[0]?.status === 'done',
          60_000,
        );
        expect(done[0]?.recordingDocumentIds).toHaveLength(1);
      } finally {
        await second.stop();
      }
      await audit({ dataDir });
    },
    180_000,
  );
});
