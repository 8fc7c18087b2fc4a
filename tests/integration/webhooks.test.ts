import { english } from '../../contracts/messages/say';
import { RECORDING_UID } from '../../contracts/plugin';
import type { ReviewDetail } from '../../contracts/review';
import type { RunView } from '../../contracts/runs';
import type { DeliveryDetail, DeliveryView } from '../../contracts/webhooks';
import { pruneDeliveries } from '../../server/src/ledger/deliveries';
import { openDatabase } from '../../server/src/ledger/database';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { bootSite, type Site } from '../support/boot-site';
import { addressOf, connectWithEvents, deliveriesOf, post, webhookOf, worked } from '../support/hook-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, until, type Zoom } from '../support/zoom-site';

const MiB = 1024 * 1024;

describe('events of a provider (D2, D5)', () => {
  let site: Site;
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    site = await bootSite({ pluginConfig: IMPATIENT });
  });
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });

  const meeting = (host: { id: string }, days = 1) =>
    zoom.addMeeting({
      hostId: host.id,
      startedAt: daysAgo(days),
      topic: `Meeting of ${host.id}`,
      segments: [{ files: [{ view: 'active_speaker', sizeBytes: MiB, seed: host.id }] }],
    });
  const runsOf = async (id: string) =>
    (await site.admin.must<{ data: RunView[] }>('GET', `/runs?connectorId=${id}`)).data;

  it('bring a recording without any sync by hand or schedule, as a sync run of its own (A5, C1)', async () => {
    const host = addHost(zoom);
    const { connector } = await connectWithEvents(site, zoom, [host.email]);
    expect((await webhookOf(site.admin, connector.id)).events?.state).toBe('no-event-yet');
    const { uuid } = meeting(host);
    const [answer] = await zoom.events.send({ event: 'recording.completed', uuid });
    expect(answer?.status).toBe(204);
    const done = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    const [delivery] = await worked(site.admin, connector.id, 1);
    expect(delivery).toMatchObject({
      eventType: 'recording.completed',
      status: 'done',
      outcome: 'import',
      isTest: false,
      imports: [{ id: done.id, title: done.title, recordingDocumentIds: done.recordingDocumentIds }],
    });
    const [run] = await until(
      () => runsOf(connector.id),
      ([latest]) => latest?.trigger === 'webhook' && latest.status === 'finished',
    );
    expect(run).toMatchObject({ counts: { found: 1, imported: 1 } });
    expect(delivery?.runId).toBe(run?.id);
    expect((await webhookOf(site.admin, connector.id)).events).toMatchObject({ state: 'receiving' });
  });

  it('publish nothing past the review, whatever they bring and however often', async () => {
    const { data: moderation } = await site.admin.must<{ data: object }>('GET', '/moderation');
    const moderate = (enabled: boolean) => site.admin.must('PUT', '/moderation', { ...moderation, enabled });
    const host = addHost(zoom);
    const { connector } = await connectWithEvents(site, zoom, [host.email], { publishStatus: 'published' });
    const published = (documentId: string) =>
      site.strapi.db.query(RECORDING_UID).count({ where: { documentId, publishedAt: { $notNull: true } } });
    const stateOf = async (documentId: string) =>
      (await site.admin.must<{ data: ReviewDetail }>('GET', `/recordings/${documentId}/review`)).data.review
        .state;
    await moderate(true);
    try {
      const { uuid } = meeting(host);
      await zoom.events.send({ event: 'recording.completed', uuid });
      const done = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
      const [id = ''] = done.recordingDocumentIds;
      expect([await published(id), await stateOf(id)]).toEqual([0, 'pending']);
      const [first] = await worked(site.admin, connector.id, 1);
      // The provider sends it again, and a manager replays it.
      await zoom.events.send({ event: 'recording.completed', uuid });
      await site.admin.must('POST', `/deliveries/${first?.id}/replay`);
      await until(
        async () => (await site.admin.must<{ data: DeliveryDetail }>('GET', `/deliveries/${first?.id}`)).data,
        ({ status, attemptLog }) => status === 'done' && attemptLog.length === 2,
      );
      expect([await published(id), await stateOf(id)]).toEqual([0, 'pending']);
    } finally {
      await moderate(false);
    }
  });

  it('are shown without signatures, with links cut after the host and tokens hidden', async () => {
    const host = addHost(zoom);
    const { connector } = await connectWithEvents(site, zoom, [host.email]);
    const { uuid } = meeting(host);
    await zoom.events.send({ event: 'recording.completed', uuid });
    const [delivery] = await worked(site.admin, connector.id, 1);
    const { data } = await site.admin.must<{ data: DeliveryDetail }>('GET', `/deliveries/${delivery?.id}`);
    expect(data.body).toContain(uuid);
    expect(data.body).toContain('"download_token": "[hidden]"');
    expect(data.body).not.toMatch(/\/rec\/webhook_download/);
    expect(Object.keys(data.headers)).not.toContain('x-zm-signature');
    expect(data.attemptLog).toMatchObject([{ number: 1, outcome: 'import', byHand: false }]);
    const kept = (await site.strapi.db
      .connection('mc_webhook_deliveries')
      .where({ document_id: delivery?.id })
      .first()) as Record<string, unknown>;
    expect(JSON.stringify(kept)).not.toContain(uuid);
    expect(site.logs()).not.toContain('x-zm-signature');
  });

  it('are replayed by hand as a new attempt, and the earlier one stays listed', async () => {
    const host = addHost(zoom);
    const { connector } = await connectWithEvents(site, zoom, [host.email]);
    const { uuid } = meeting(host);
    await zoom.events.send({ event: 'recording.completed', uuid });
    const [first] = await worked(site.admin, connector.id, 1);
    const done = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    await site.admin.must('POST', `/deliveries/${first?.id}/replay`);
    const detail = await until(
      async () => (await site.admin.must<{ data: DeliveryDetail }>('GET', `/deliveries/${first?.id}`)).data,
      ({ attemptLog }) => attemptLog.length === 2,
    );
    expect(detail.attemptLog.map(({ number, byHand }) => [number, byHand])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect((await site.admin.imports(connector.id)).map(({ id, files }) => [id, files.length])).toEqual([
      [done.id, done.files.length],
    ]);
  });

  it('are refused while the webhook secret is missing, and the card says so', async () => {
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { hostEmails: [addHost(zoom).email] }, { webhookSecret: '' }),
    );
    const address = await addressOf(site, connector.id);
    const { headers, body } = zoom.events.delivery({ event: 'recording.completed', uuid: 'x' });
    expect((await post(address, body, headers)).status).toBe(401);
    const card = await webhookOf(site.admin, connector.id);
    expect(card.events).toMatchObject({ state: 'waiting-for-secret', secrets: [{ set: false }] });
    expect(card.refused).toMatchObject({ total: 1, byReason: { 'no-secret': 1 } });
    expect((await site.admin.call('POST', `/connectors/${connector.id}/webhook/test`)).status).toBe(400);
  });

  it('can be tested: a test event is verified, stored and read, and has no effect', async () => {
    const host = addHost(zoom);
    const { connector } = await connectWithEvents(site, zoom, [host.email]);
    for (let times = 0; times < 2; times += 1) {
      await site.admin.must<{ data: DeliveryView }>('POST', `/connectors/${connector.id}/webhook/test`);
    }
    const all = await worked(site.admin, connector.id, 2);
    expect(all.map(({ isTest, outcome }) => [isTest, outcome])).toEqual([
      [true, 'test'],
      [true, 'test'],
    ]);
    expect((await webhookOf(site.admin, connector.id)).events?.state).toBe('no-event-yet');
    expect(await site.admin.imports(connector.id)).toEqual([]);
  });

  it('of a connector that is off are stored, and processed when it is switched on', async () => {
    const host = addHost(zoom);
    const { connector } = await connectWithEvents(site, zoom, [host.email]);
    await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: false });
    const { uuid } = meeting(host, 400);
    const [answer] = await zoom.events.send({ event: 'recording.completed', uuid });
    expect(answer?.status).toBe(204);
    const [waiting] = await deliveriesOf(site.admin, connector.id);
    expect(waiting).toMatchObject({ status: 'waiting', waitsFor: { code: 'webhook.connector-off' } });
    await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: true });
    await importOf(site.admin, connector.id, ({ status }) => status === 'done');
  });

  it('about a deletion at the provider remove nothing in Strapi, and are shown in the import (fault 67)', async () => {
    const host = addHost(zoom);
    const { connector } = await connectWithEvents(site, zoom, [host.email]);
    const { uuid } = meeting(host);
    await zoom.events.send({ event: 'recording.completed', uuid });
    const done = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    zoom.remove(uuid);
    await zoom.events.send({ event: 'recording.deleted', uuid });
    const after = await importOf(site.admin, connector.id, ({ atProvider }) => atProvider !== undefined);
    expect(after).toMatchObject({ status: 'done', atProvider: { change: 'deleted' } });
    expect(after.recordingDocumentIds).toEqual(done.recordingDocumentIds);
  });

  it('about a pause make a chapter, if Zoom has none', async () => {
    const host = addHost(zoom);
    const { connector } = await connectWithEvents(site, zoom, [host.email]);
    const startedAt = daysAgo(1 / 24);
    const after = (seconds: number) => new Date(Date.parse(startedAt) + seconds * 1000).toISOString();
    const { uuid } = zoom.addMeeting({
      hostId: host.id,
      startedAt,
      segments: [{ startedAt, files: [{ view: 'active_speaker', fixture: 'speaker-320x180-part1.mp4' }] }],
    });
    await zoom.events.send([
      { event: 'recording.started', uuid, at: startedAt },
      { event: 'recording.resumed', uuid, at: after(302) },
      { event: 'recording.paused', uuid, at: after(2) },
      { event: 'recording.stopped', uuid, at: after(304) },
      { event: 'recording.completed', uuid },
    ]);
    const done = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    const entry = (await site.strapi
      .documents('plugin::meeting-connectors.recording' as never)
      .findOne({ documentId: done.recordingDocumentIds[0] } as never)) as unknown as { chapters: unknown };
    expect(entry.chapters).toEqual([
      { startSeconds: 0, title: 'Recording starts' },
      { startSeconds: 2, title: 'Recording continues after 5 min' },
    ]);
  });

  it('are removed after the days in the configuration', async () => {
    const host = addHost(zoom);
    const { connector } = await connectWithEvents(site, zoom, [host.email]);
    await site.admin.must('POST', `/connectors/${connector.id}/webhook/test`);
    const [delivery] = await worked(site.admin, connector.id, 1);
    const database = openDatabase(site.strapi);
    await database.deliveries.update(
      { id: delivery?.id ?? '' },
      { receivedAtMs: Date.now() - 31 * 86_400_000 },
    );
    expect(await pruneDeliveries(database, 30)).toBeGreaterThan(0);
    expect(await deliveriesOf(site.admin, connector.id)).toEqual([]);
  });

  it('have an address that is shown with a warning if no provider can reach it', async () => {
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { hostEmails: [addHost(zoom).email] }),
    );
    const card = await webhookOf(site.admin, connector.id);
    expect(card.address).toMatch(/\/api\/meeting-connectors\/hooks\/[\w-]{22}$/);
    expect(english(card.addressWarning?.what ?? '')).toMatch(/config\/server/);
    expect(card.events?.setUp.length).toBeGreaterThan(0);
    expect(card.retentionDays).toBe(30);
  });

  describe('a wake-up', () => {
    it('starts a sync with the connector’s own secret, and not without it', async () => {
      const host = addHost(zoom);
      const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
      await site.admin.runEnded(connector.id);
      meeting(host);
      const address = `${await addressOf(site, connector.id)}/wake`;
      const { data } = await site.admin.must<{ data: { secret: string } }>(
        'POST',
        `/connectors/${connector.id}/webhook/own-secret`,
      );
      expect((await post(address, '', { authorization: 'Bearer somebody' })).status).toBe(401);
      expect((await post(address, '')).status).toBe(401);
      expect(await runsOf(connector.id)).toHaveLength(1);
      const woken = await post(address, '', { authorization: `Bearer ${data.secret}` });
      expect(woken.status).toBe(202);
      await importOf(site.admin, connector.id, ({ status }) => status === 'done');
      expect((await runsOf(connector.id))[0]).toMatchObject({ trigger: 'webhook' });
    });

    it('accepts a renewed secret, and the former one for a day', async () => {
      const connector = await site.admin.addConnector(
        connectorBody(zoom, { hostEmails: [addHost(zoom).email] }),
      );
      const address = `${await addressOf(site, connector.id)}/wake`;
      const renew = async () =>
        (
          await site.admin.must<{ data: { secret: string; formerUntil?: string } }>(
            'POST',
            `/connectors/${connector.id}/webhook/own-secret`,
          )
        ).data;
      const [first, second] = [await renew(), await renew()];
      const wake = async (secret: string) =>
        (await post(address, '', { authorization: `Bearer ${secret}` })).status;
      expect([await wake(first.secret), await wake(second.secret)]).toEqual([202, 202]);
      expect(Date.parse(second.formerUntil ?? '')).toBeGreaterThan(Date.now() + 23 * 3_600_000);
      await site.strapi.db
        .connection('mc_credentials')
        .where({ connector_id: connector.id, field: 'own:webhook:former' })
        .update({ expires_at_ms: Date.now() - 1 });
      // The row was changed as by another instance. Such changes apply within seconds.
      await until(
        () => wake(first.secret),
        (status) => status === 401,
      );
      expect(await wake(second.secret)).toBe(202);
    });
  });
});
