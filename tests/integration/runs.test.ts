import type { Core } from '@strapi/strapi';
import { message } from '../../contracts/messages/catalogue';
import { english } from '../../contracts/messages/say';
import type { ConnectorView } from '../../contracts/connectors';
import type { RunLogEntry, RunView } from '../../contracts/runs';
import { openDatabase } from '../../server/src/ledger/database';
import { pruneRuns } from '../../server/src/ledger/runs';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import { spawnSite, temporaryDir } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, until, type Zoom } from '../support/zoom-site';

const MiB = 1024 * 1024;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

describe('sync runs', () => {
  let site: Site;
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    site = await bootSite({ pluginConfig: IMPATIENT });
  });
  afterEach(() => {
    zoom.faults.clear();
    zoom.settings.bytesPerSecond = undefined;
    zoom.settings.latencyMs = 0;
  });
  afterAll(async () => {
    await site.stop();
    await audit(site);
    await zoom.stop();
  });

  const runsOf = async (connectorId: string) =>
    (await site.admin.must<{ data: RunView[] }>('GET', `/runs?connectorId=${connectorId}`)).data;
  const runById = async (id: string) => (await site.admin.must<{ data: RunView }>('GET', `/runs/${id}`)).data;
  const logOf = async (id: string, query = '') =>
    (await site.admin.must<{ data: RunLogEntry[] }>('GET', `/runs/${id}/log?pageSize=100${query}`)).data;
  const connectorById = async (id: string) =>
    (await site.admin.must<{ data: ConnectorView }>('GET', `/connectors/${id}`)).data;
  const startSync = async (id: string) =>
    (await site.admin.must<{ data: { runId: string; outcome: string } }>('POST', `/connectors/${id}/sync`))
      .data;
  const connectorTable = (id: string) =>
    site.strapi.db.connection('mc_connectors').where({ document_id: id });

  const connect = (host: { email: string }, over: Parameters<typeof connectorBody>[1] = {}) =>
    site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email], ...over }));
  function meeting(host: { id: string }, days = 2, sizeBytes = MiB, more: { inProgress?: boolean } = {}) {
    return zoom.addMeeting({
      hostId: host.id,
      startedAt: daysAgo(days),
      topic: `Meeting of ${days} days ago`,
      segments: [{ files: [{ view: 'active_speaker', sizeBytes, seed: `${host.id}/${days}` }] }],
      ...more,
    });
  }
  /** Its newest run has begun to download. */
  const downloading = (connectorId: string) =>
    until(
      () => site.admin.imports(connectorId),
      (rows) => rows.some(({ status, files }) => status === 'running' && (files[0]?.bytesDone ?? 0) > 0),
    );

  describe('by schedule (C1)', () => {
    interface CronJob {
      invoke(): Promise<void>;
      nextInvocation(): Date | null;
    }
    /** What Strapi's scheduler calls each minute. */
    function minutely(): CronJob {
      const { jobs } = site.strapi.cron as unknown as { jobs: { name: string; job: CronJob }[] };
      const found = jobs.find(({ name }) => name === 'meeting-connectors');
      if (found === undefined) throw new Error('the plugin has no cron job');
      return found.job;
    }

    it('are checked each minute', () => {
      const nextMs = minutely().nextInvocation()?.getTime() ?? 0;
      expect(nextMs - Date.now()).toBeLessThanOrEqual(MINUTE_MS);
    });

    it('start once when they are due, however many instances check, and the next one after the interval', async () => {
      const host = addHost(zoom);
      const connector = await connect(host, { scheduleMinutes: 30 });
      await site.admin.runEnded(connector.id);
      expect(Date.parse(connector.status.nextRunAt ?? '') - Date.now()).toBeGreaterThan(29 * MINUTE_MS);
      await minutely().invoke();
      expect(await runsOf(connector.id)).toHaveLength(1);

      meeting(host);
      await connectorTable(connector.id).update({ next_run_at_ms: Date.now() - 1_000 });
      await Promise.all([minutely().invoke(), minutely().invoke(), minutely().invoke()]);
      const run = await site.admin.runEnded(connector.id);
      expect(run).toMatchObject({ trigger: 'schedule', status: 'finished', counts: { imported: 1 } });
      expect(run.startedBy).toBeUndefined();
      expect(await runsOf(connector.id)).toHaveLength(2);
      const { status } = await connectorById(connector.id);
      expect(Date.parse(status.nextRunAt ?? '') - Date.now()).toBeGreaterThan(29 * MINUTE_MS);
      await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: false });
    });

    it('don’t start for a connector that is off or has no schedule', async () => {
      const off = await connect(addHost(zoom), { scheduleMinutes: 5 });
      const byHand = await connect(addHost(zoom), { scheduleMinutes: null });
      for (const { id } of [off, byHand]) await site.admin.runEnded(id);
      await site.admin.must('POST', `/connectors/${off.id}/enabled`, { enabled: false });
      await connectorTable(off.id).update({ next_run_at_ms: Date.now() - 1_000 });
      expect((await connectorById(byHand.id)).status.nextRunAt).toBeUndefined();
      await minutely().invoke();
      for (const { id } of [off, byHand]) expect(await runsOf(id)).toHaveLength(1);
    });

    it('join a running run', async () => {
      const host = addHost(zoom);
      meeting(host, 2, 8 * MiB);
      zoom.settings.bytesPerSecond = MiB;
      const connector = await connect(host, { scheduleMinutes: 5 });
      await downloading(connector.id);
      await connectorTable(connector.id).update({ next_run_at_ms: Date.now() - 1_000 });
      await minutely().invoke();
      zoom.settings.bytesPerSecond = undefined;
      await site.admin.runEnded(connector.id);
      expect((await runsOf(connector.id)).map(({ trigger }) => trigger)).toEqual(['enabled']);
      await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: false });
    });
  });

  it('run one at a time: a request during a run gets that run (C1)', async () => {
    const host = addHost(zoom);
    meeting(host, 2, 8 * MiB);
    zoom.settings.bytesPerSecond = MiB;
    const connector = await connect(host);
    await downloading(connector.id);
    const [running] = await runsOf(connector.id);
    const asked = await Promise.all([1, 2, 3, 4, 5].map(() => startSync(connector.id)));
    expect(asked).toEqual(asked.map(() => ({ runId: running?.id, outcome: 'already-running' })));
    zoom.settings.bytesPerSecond = undefined;
    await site.admin.runEnded(connector.id);
    expect(await runsOf(connector.id)).toHaveLength(1);

    // The first request starts a run that lasts until the last request is answered.
    zoom.settings.latencyMs = 3_000;
    const together = await Promise.all([1, 2, 3, 4, 5].map(() => startSync(connector.id)));
    zoom.settings.latencyMs = 0;
    expect(new Set(together.map(({ runId }) => runId)).size).toBe(1);
    await site.admin.runEnded(connector.id);
    const [latest] = await runsOf(connector.id);
    expect(latest).toMatchObject({ trigger: 'by-hand', startedBy: { name: 'Mira Manager' } });
  });

  it('show their progress while they run, in the run and in the connector, and none afterwards (C2)', async () => {
    const host = addHost(zoom);
    for (const days of [2, 3]) meeting(host, days, 8 * MiB);
    zoom.settings.bytesPerSecond = MiB;
    const connector = await connect(host);
    const shown = await until(
      async () => (await runsOf(connector.id))[0],
      (run) => (run?.progress?.bytesDone ?? 0) > 0 && (run?.progress?.bytesPerSecond ?? 0) > 0,
    );
    expect(shown?.progress).toMatchObject({
      step: message('step.importing'),
      itemsDone: 0,
      itemsTotal: 2,
      bytesTotal: 16 * MiB,
    });
    expect(shown?.progress?.bytesDone).toBeLessThan(16 * MiB);
    // The head of the run's page has the figures of the same time.
    expect(shown?.counts).toMatchObject({ found: 2, imported: 0, bytes: shown?.progress?.bytesDone });
    // What is being downloaded does not count as waiting.
    const { running = 0, waiting = 0 } = shown?.counts ?? {};
    expect(running).toBeGreaterThan(0);
    expect(running + waiting).toBe(2);
    const before = await connectorById(connector.id);
    expect(before.status).toMatchObject({
      summary: 'running',
      syncStatus: 'running',
      latestRunId: shown?.id,
    });
    expect(before.status.progress?.itemsTotal).toBe(2);
    await until(
      async () => (await runsOf(connector.id))[0]?.progress?.bytesDone ?? 0,
      (bytes) => bytes > (shown?.progress?.bytesDone ?? 0),
    );
    zoom.settings.bytesPerSecond = undefined;
    const ended = await site.admin.runEnded(connector.id);
    expect(ended.progress).toBeUndefined();
    expect(ended.counts).toMatchObject({ imported: 2, bytes: 16 * MiB });
  });

  it('give their place to the next once they have listed: all connectors list while none has imported', async () => {
    // More than list at the same time.
    const number = 12;
    zoom.settings.bytesPerSecond = 16 * 1024;
    const connectors: ConnectorView[] = [];
    for (let index = 0; index < number; index += 1) {
      const host = addHost(zoom);
      for (const days of [3, 4]) meeting(host, days);
      connectors.push(await connect(host));
    }
    const runs = async () => (await Promise.all(connectors.map(({ id }) => runsOf(id)))).flatMap((of) => of);
    const listed = await until(runs, (all) => all.every(({ counts }) => counts.found === 2));
    expect(listed).toHaveLength(number);
    const waiting = listed.filter(({ status, progress }) => status === 'running' && progress !== undefined);
    expect(waiting.length).toBeGreaterThan(8);

    // One of those that wait without a place is stopped, and one switched off.
    const ofWaiting = (index: number) => waiting.at(-1 - index) ?? listed[0];
    const [stopped, off] = [ofWaiting(0), ofWaiting(1)];
    await site.admin.must('POST', `/runs/${stopped?.id}/stop`);
    await site.admin.must('POST', `/connectors/${off?.connectorId}/enabled`, { enabled: false });
    expect((await site.admin.runEnded(stopped?.connectorId ?? '')).status).toBe('stopped');
    expect((await site.admin.runEnded(off?.connectorId ?? '')).status).toBe('stopped');

    zoom.settings.bytesPerSecond = undefined;
    const ended = await until(runs, (all) => all.every(({ status }) => status !== 'running'));
    const others = ended.filter(({ id }) => id !== stopped?.id && id !== off?.id);
    expect(others.map(({ status, counts }) => [status, counts.imported])).toEqual(
      others.map(() => ['finished', 2]),
    );
    for (const { progress } of ended) expect(progress).toBeUndefined();
    await startSync(stopped?.connectorId ?? '');
    await site.admin.must('POST', `/connectors/${off?.connectorId}/enabled`, { enabled: true });
    for (const one of [stopped, off])
      await until(
        () => site.admin.imports(one?.connectorId ?? ''),
        (rows) => rows.length === 2 && rows.every(({ status }) => status === 'done'),
      );
  });

  describe('stopped by hand', () => {
    it('end cleanly, keep the downloaded part, and leave the rest to the next run, which resumes the file', async () => {
      const host = addHost(zoom);
      meeting(host, 5, 64 * 1024);
      const large = meeting(host, 2, 8 * MiB);
      zoom.settings.bytesPerSecond = MiB;
      const connector = await connect(host);
      await downloading(connector.id);
      await until(
        () => site.admin.imports(connector.id),
        (rows) => rows.some(({ status }) => status === 'done'),
      );
      const [running] = await runsOf(connector.id);
      await site.admin.must('POST', `/runs/${running?.id}/stop`);
      const stopped = await site.admin.runEnded(connector.id);
      expect(stopped).toMatchObject({
        status: 'stopped',
        stopping: false,
        counts: { imported: 1, waiting: 1, failed: 0 },
      });
      expect((await logOf(stopped.id)).map(({ code }) => code)).toContain('stopped-by-hand');
      const rows = await site.admin.imports(connector.id);
      const waiting = rows.find(({ status }) => status !== 'done');
      expect(waiting).toMatchObject({
        status: 'waiting',
        attempts: 0,
        reason: message('reason.stopped-by-hand'),
      });
      expect(waiting?.nextAttemptAt).toBeUndefined();

      zoom.settings.bytesPerSecond = undefined;
      // Other work is done, and the stopped import stays stopped.
      const other = addHost(zoom);
      meeting(other);
      const busy = await connect(other);
      await importOf(site.admin, busy.id, ({ status }) => status === 'done');
      expect((await site.admin.imports(connector.id)).filter(({ status }) => status === 'waiting')).toEqual([
        waiting,
      ]);

      await startSync(connector.id);
      const next = await site.admin.runEnded(connector.id);
      expect(next).toMatchObject({ status: 'finished', counts: { imported: 1, waiting: 0 } });
      const done = (await site.admin.imports(connector.id)).find(({ id }) => id === waiting?.id);
      expect(done?.status).toBe('done');
      expect(done?.files[0]?.resumedAtPercent).toBeGreaterThan(0);
      expect(done?.files[0]?.sha256).toBe(await large.files?.[0]?.content().sha256());
    });

    it('end while they are still listing', async () => {
      const host = addHost(zoom);
      meeting(host);
      zoom.settings.latencyMs = 700;
      const connector = await connect(host);
      const running = await until(
        async () => (await runsOf(connector.id))[0],
        (run) => run?.status === 'running',
      );
      await site.admin.must('POST', `/runs/${running?.id}/stop`);
      expect((await site.admin.runEnded(connector.id)).status).toBe('stopped');
      zoom.settings.latencyMs = 0;
      await startSync(connector.id);
      expect((await site.admin.runEnded(connector.id)).counts.imported).toBe(1);
    });

    it('stay unchanged when they are stopped again after their end', async () => {
      const connector = await connect(addHost(zoom));
      const ended = await site.admin.runEnded(connector.id);
      await site.admin.must('POST', `/runs/${ended.id}/stop`);
      expect(await runById(ended.id)).toMatchObject({ status: 'finished', finishedAt: ended.finishedAt });
      await startSync(connector.id);
      expect((await site.admin.runEnded(connector.id)).status).toBe('finished');
    });
  });

  describe('changed in the middle (A4)', () => {
    const change = async (id: string, over: Partial<ConnectorView['options']>) => {
      const { options, settings } = await connectorById(id);
      await site.admin.must('PUT', `/connectors/${id}`, { options: { ...options, ...over }, settings });
    };

    it('import nothing more of a host who is no longer listed', async () => {
      const first = addHost(zoom);
      const second = addHost(zoom);
      meeting(first, 2, 8 * MiB);
      meeting(second, 2, 64 * 1024);
      zoom.settings.bytesPerSecond = MiB;
      const connector = await connect(first);
      await downloading(connector.id);
      await change(connector.id, { hostEmails: [second.email] });
      zoom.settings.bytesPerSecond = undefined;
      await until(
        () => runsOf(connector.id),
        ([run]) => run?.trigger === 'changed' && run.status === 'finished',
      );
      const rows = await site.admin.imports(connector.id);
      expect(rows.map(({ hostEmail, status, reason }) => [hostEmail, status, reason]).sort()).toEqual([
        [first.email, 'skipped', message('reason.host-not-in-limit')],
        [second.email, 'done', undefined],
      ]);
      expect((await runsOf(connector.id)).map(({ status }) => status)).toEqual(['finished', 'stopped']);
    });

    it('don’t disturb imports that wait for their time after the run has ended', async () => {
      const host = addHost(zoom);
      const unfinished = meeting(host, 1, 12 * MiB, { inProgress: true });
      meeting(host, 2, 8 * MiB);
      zoom.settings.bytesPerSecond = MiB;
      const connector = await connect(host);
      await downloading(connector.id);
      await change(connector.id, { publishStatus: 'published' });
      zoom.settings.bytesPerSecond = undefined;
      await until(
        () => runsOf(connector.id),
        (runs) => runs.length === 2 && runs.every(({ finishedAt }) => finishedAt !== undefined),
      );
      zoom.finishMeeting(unfinished.uuid);
      // Longer than a heartbeat, which tells an import that its run should stop.
      zoom.settings.bytesPerSecond = MiB;
      const waiting = (await site.admin.imports(connector.id)).find(({ status }) => status === 'waiting');
      await site.admin.must('POST', `/imports/${waiting?.id}/retry`);
      const [done] = await until(
        async () => (await site.admin.imports(connector.id)).filter(({ id }) => id === waiting?.id),
        ([row]) => row?.status === 'done' || row?.reason !== undefined,
      );
      expect(done).toMatchObject({ status: 'done', attempts: 0 });
    });
  });

  describe('kept (C2)', () => {
    it('count what they found, skipped, imported, left waiting and failed, with a log line for each item', async () => {
      const host = addHost(zoom);
      meeting(host, 2);
      meeting(host, 3, MiB, { inProgress: true });
      zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(4), withoutRecordingFiles: true });
      const broken = zoom.addMeeting({
        hostId: host.id,
        startedAt: daysAgo(5),
        topic: 'A strange file',
        segments: [{ files: [{ view: 'active_speaker', sizeBytes: MiB, extension: 'EXE' }] }],
      });
      const connector = await connect(host, { name: 'Kept' });
      const run = await site.admin.runEnded(connector.id);
      expect(run).toMatchObject({
        connectorName: 'Kept',
        providerLabel: 'Zoom',
        trigger: 'enabled',
        startedBy: { name: 'Mira Manager' },
        status: 'finished',
        counts: {
          found: 4,
          known: 0,
          skipped: 1,
          skippedByReason: { 'nothing-to-take': 1 },
          imported: 1,
          waiting: 1,
          failed: 1,
          bytes: MiB,
        },
      });
      expect(Date.parse(run.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(run.queuedAt));
      expect(Date.parse(run.finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(run.startedAt ?? ''));
      expect(await runById(run.id)).toEqual(run);

      const log = await logOf(run.id);
      expect(log).toContainEqual(
        expect.objectContaining({ level: 'info', code: 'imported', importTitle: 'Meeting of 2 days ago' }),
      );
      expect(english(log.find(({ code }) => code === 'skipped')?.message ?? '')).toMatch(
        /^Skipped: 1 \(The provider has no/,
      );
      const errors = await logOf(run.id, '&level=error');
      expect(errors).toEqual([
        expect.objectContaining({ code: 'unknown-file-type', importTitle: broken.topic }),
      ]);
      expect(await logOf(run.id, '&search=strange')).toEqual(errors);
      expect(await logOf(run.id, '&search=%25')).toEqual([]);
      const imported = log.filter(({ code }) => code === 'imported');
      for (const { message } of imported)
        expect(await logOf(run.id, `&search=${encodeURIComponent(english(message))}`)).toEqual(
          imported.filter((line) => english(line.message) === english(message)),
        );
    });

    it('are listed newest first and removed by age with their logs, but never while they run', async () => {
      const host = addHost(zoom);
      meeting(host);
      const connector = await connect(host);
      const old = await site.admin.runEnded(connector.id);
      await startSync(connector.id);
      const younger = await site.admin.runEnded(connector.id);
      expect((await runsOf(connector.id)).map(({ id }) => id)).toEqual([younger.id, old.id]);
      expect((await logOf(old.id)).length).toBeGreaterThan(0);

      const table = site.strapi.db.connection('mc_sync_runs');
      const daysOld = (days: number) => ({ finished_at_ms: Date.now() - days * DAY_MS });
      await table.clone().where({ document_id: old.id }).update(daysOld(91));
      await table.clone().where({ document_id: younger.id }).update(daysOld(89));
      const [open] = (await table
        .clone()
        .insert({
          document_id: 'open',
          connector_id: 'gone',
          trigger: 'schedule',
          status: 'running',
          ...daysOld(400),
        })
        .returning('document_id')) as { document_id: string }[];
      const database = openDatabase(site.strapi as Core.Strapi);
      expect(await pruneRuns(database, 90)).toBe(1);
      expect((await runsOf(connector.id)).map(({ id }) => id)).toEqual([younger.id]);
      expect((await site.admin.call('GET', `/runs/${old.id}`)).status).toBe(404);
      expect(await database.runLog.find({ runId: old.id })).toEqual([]);
      expect(await database.runs.findOne({ id: open?.document_id ?? '' })).toBeDefined();
      await database.runs.remove({ id: open?.document_id ?? '' });
      expect((await site.admin.imports(connector.id)).map(({ status }) => status)).toEqual(['done']);
    });
  });

  it('that a daily limit ended begin again when it does, also without a schedule', async () => {
    const host = addHost(zoom);
    zoom.faults.add({ kind: 'rate-limited', limit: 'daily', target: 'any' });
    const connector = await connect(host, { scheduleMinutes: null });
    const failed = await site.admin.runEnded(connector.id);
    expect(failed).toMatchObject({ status: 'failed' });
    const midnight = new Date(Math.ceil(Date.now() / 86_400_000) * 86_400_000).toISOString();
    expect((await connectorById(connector.id)).status.nextRunAt).toBe(midnight);
    // Off and on: it is asked once more, and the limit still names its end.
    for (const enabled of [false, true])
      await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled });
    await until(
      () => runsOf(connector.id),
      (runs) => runs.length === 2 && runs[0]?.status === 'failed',
    );
    await until(
      () => connectorById(connector.id),
      ({ status }) => status.nextRunAt === midnight,
    );
    // Too early, as by a clock that is wrong: nothing is asked, and the time is kept.
    await connectorTable(connector.id).update({ next_run_at_ms: Date.now() - 1_000 });
    const { jobs } = site.strapi.cron as unknown as {
      jobs: { name: string; job: { invoke(): Promise<void> } }[];
    };
    await jobs.find(({ name }) => name === 'meeting-connectors')?.job.invoke();
    await until(
      () => runsOf(connector.id),
      (runs) => runs[0]?.trigger === 'schedule' && runs[0].status === 'failed',
    );
    await until(
      () => connectorById(connector.id),
      ({ status }) => Date.parse(status.nextRunAt ?? '') >= Date.parse(midnight),
    );
  });

  it('fail during an outage of the provider with the reason, and the next one works (C3)', async () => {
    const host = addHost(zoom);
    const connector = await connect(host);
    const good = await site.admin.runEnded(connector.id);
    const before = (await connectorById(connector.id)).status;
    meeting(host);
    zoom.faults.add({ kind: 'status', status: 503, target: 'any' });
    await startSync(connector.id);
    const failed = await site.admin.runEnded(connector.id);
    expect(failed).toMatchObject({ status: 'failed', problem: { code: 'provider-error' } });
    expect(await logOf(failed.id, '&level=error')).toEqual([
      expect.objectContaining({ code: 'provider-error', message: failed.problem?.what }),
    ]);
    const { status } = await connectorById(connector.id);
    expect(status).toMatchObject({ summary: 'failed', syncStatus: 'failed', authorization: 'authorized' });
    expect(status.lastSucceededAt).toBe(before.lastSucceededAt);
    expect((await runsOf(connector.id)).map(({ id }) => id)).toEqual([failed.id, good.id]);

    zoom.faults.clear();
    await startSync(connector.id);
    expect(await site.admin.runEnded(connector.id)).toMatchObject({
      status: 'finished',
      counts: { imported: 1 },
    });
    expect((await connectorById(connector.id)).status.summary).toBe('on-time');
  });
});

describe('a sync run whose process is killed', () => {
  it('continues as the same run after the restart, and says so (C3)', async () => {
    const zoom = await startZoomEmulator({});
    const host = addHost(zoom);
    zoom.addMeeting({
      hostId: host.id,
      startedAt: daysAgo(2),
      segments: [{ files: [{ view: 'active_speaker', sizeBytes: 8 * MiB, seed: 'killed' }] }],
    });
    zoom.settings.bytesPerSecond = MiB;
    const dataDir = temporaryDir('run');
    const first = await spawnSite({ dataDir, pluginConfig: IMPATIENT });
    const connector = await first.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    await importOf(first.admin, connector.id, ({ files }) => (files[0]?.bytesDone ?? 0) > 0);
    await first.kill('SIGKILL');
    zoom.settings.bytesPerSecond = undefined;
    const second = await spawnSite({ dataDir, pluginConfig: IMPATIENT });
    try {
      const run = await second.admin.runEnded(connector.id);
      expect(run).toMatchObject({ trigger: 'enabled', status: 'finished', counts: { imported: 1 } });
      const { data } = await second.admin.must<{ data: RunLogEntry[] }>('GET', `/runs/${run.id}/log`);
      expect(data.map(({ code }) => code)).toEqual(expect.arrayContaining(['went-on', 'imported']));
      const all = await second.admin.must<{ data: RunView[] }>('GET', `/runs?connectorId=${connector.id}`);
      expect(all.data).toHaveLength(1);
    } finally {
      await second.stop();
      await zoom.stop();
    }
    await audit({ dataDir });
  });
});
