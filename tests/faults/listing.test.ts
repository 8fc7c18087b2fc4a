import { message } from '../../contracts/messages/catalogue';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import {
  addHost,
  connectorBody,
  daysAgo,
  IMPATIENT,
  importOf,
  until,
  type MeetingInput,
  type Zoom,
} from '../support/zoom-site';

/** The page size of the client. */
const PAGE = 300;
const MEETINGS = 3 * PAGE;
const DAY_MS = 86_400_000;

interface Entry {
  documentId: string;
  title: string;
  startedAt: string;
  timezone: string | null;
}

describe('a listing that goes wrong (B13)', () => {
  let site: Site;
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    site = await bootSite({ pluginConfig: IMPATIENT });
  });
  afterEach(async () => {
    zoom.faults.clear();
    await audit(site);
  });
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });

  const connect = (email: string, importSince: string | null = null) =>
    site.admin.addConnector(connectorBody(zoom, { hostEmails: [email], importSince }));
  /** Runs it once more by hand; answers the run that has ended. */
  async function sync(connector: { id: string }) {
    await site.admin.must('POST', `/connectors/${connector.id}/sync`);
    return await site.admin.runEnded(connector.id);
  }
  const entriesOf = async (uuids: string[]) =>
    (await site.strapi.db.query('plugin::meeting-connectors.recording').findMany({
      where: { occurrenceId: { $in: uuids }, publishedAt: { $null: true } },
      orderBy: ['startedAt'],
    })) as Entry[];

  /**
   * Three full pages of meetings, the last two of which are planned together; those at the ends of the
   * pages have a recording, the others none.
   */
  function threePages() {
    const host = addHost(zoom);
    const newestMs = Date.parse(daysAgo(1));
    const atTheEnds = [0, PAGE - 1, PAGE, 2 * PAGE - 1, 2 * PAGE, MEETINGS - 1];
    const recorded: string[] = [];
    for (let index = 0; index < MEETINGS; index += 1) {
      const isRecorded = atTheEnds.includes(index);
      const { uuid } = zoom.addMeeting({
        hostId: host.id,
        startedAt: new Date(newestMs - index * 60_000).toISOString(),
        topic: `Meeting ${index}`,
        ...(isRecorded ? {} : { withoutRecordingFiles: true }),
      });
      if (isRecorded) recorded.push(uuid);
    }
    return { host, recorded };
  }

  const ALL_ONCE = { found: MEETINGS, skipped: MEETINGS - 6, imported: 6, failed: 0 };
  const listed = { path: '/recordings' };
  /** One window, so that the fault strikes the list of these very meetings. */
  const since = daysAgo(5).slice(0, 10);

  it.each([
    { kind: 'page-expired', on: listed, times: 1 },
    { kind: 'page-empty', on: listed, times: 1 },
    { kind: 'page-duplicates', on: listed, times: 1 },
    { kind: 'page-moved', on: listed, times: 1 },
  ] as const)('fault 63: after $kind nothing is left out and nothing comes twice', async (fault) => {
    const { host, recorded } = threePages();
    const struck = zoom.faults.add(fault);
    const connector = await connect(host.email, since);
    const run = await site.admin.runEnded(connector.id);
    expect(struck.hits()).toBe(1);
    expect(run.counts).toMatchObject(ALL_ONCE);
    const titles = (await entriesOf(recorded)).map(({ title }) => title);
    expect(titles).toEqual([899, 600, 599, 300, 299, 0].map((index) => `Meeting ${index}`));
  });

  it('fault 63: a page token that repeats ends the run as failed, and the next run lists everything', async () => {
    const { host, recorded } = threePages();
    zoom.faults.add({ kind: 'page-loop', on: listed });
    const connector = await connect(host.email, since);
    const failed = await site.admin.runEnded(connector.id);
    expect(failed).toMatchObject({ status: 'failed', problem: { code: 'page-loop' } });
    const [row] = await site.strapi.db.connection('mc_connectors').where({ document_id: connector.id });
    expect(row.watermark_ms).toBeNull();
    // What was listed before it failed is not lost with it.
    expect((await site.admin.imports(connector.id)).length).toBeGreaterThanOrEqual(PAGE);
    zoom.faults.clear();
    expect((await sync(connector)).status).toBe('finished');
    await until(
      () => entriesOf(recorded),
      (entries) => entries.length === recorded.length,
    );
    expect(await site.admin.imports(connector.id)).toHaveLength(MEETINGS);
  });

  it.each([
    { days: 6, lookBack: '7', everyDays: 1 },
    { days: 13, lookBack: '14', everyDays: 3 },
    { days: 29, lookBack: '30', everyDays: 7 },
    { days: 50, lookBack: '180', everyDays: 7 },
  ])(
    'fault 64: one that appears $days days late is found by the look-back of $lookBack days, not before',
    async ({ days, lookBack, everyDays }) => {
      const host = addHost(zoom);
      const connector = await connect(host.email);
      await site.admin.runEnded(connector.id);
      const late = zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(days) });
      expect((await sync(connector)).counts).toMatchObject({ found: 0 });
      const table = () => site.strapi.db.connection('mc_connectors').where({ document_id: connector.id });
      const [row] = await table();
      const lookBacks = JSON.parse(row.look_backs) as Record<string, number>;
      await table().update({
        look_backs: JSON.stringify({ ...lookBacks, [lookBack]: Date.now() - everyDays * DAY_MS }),
      });
      expect((await sync(connector)).counts).toMatchObject({ found: 1, imported: 1 });
      expect(await entriesOf([late.uuid])).toHaveLength(1);
    },
  );

  it('fault 65: ids with slashes, plus and equals signs lead to the right meeting', async () => {
    const host = addHost(zoom);
    const uuids = [
      '/Slash0PjTrOAxZ7k1X21g==',
      'a//Slashes7TrOAxZ7k1Xg==',
      'a/b+c2PjTrOAxZ7k1X21g==',
      '+a=+/Pj==',
    ];
    const meetings = uuids.map((uuid, index) =>
      zoom.addMeeting({
        hostId: host.id,
        uuid,
        // One series, so that a wrong answer would be another occurrence of it.
        id: 85_000_000_065,
        startedAt: daysAgo(index + 1),
        segments: [{ files: [{ view: 'active_speaker', sizeBytes: 300_000 + index, seed: uuid }] }],
      }),
    );
    const connector = await connect(host.email);
    expect((await site.admin.runEnded(connector.id)).counts.imported).toBe(uuids.length);
    const rows = await site.admin.imports(connector.id);
    for (const meeting of meetings) {
      const [entry] = await entriesOf([meeting.uuid]);
      const row = rows.find(({ recordingDocumentIds }) =>
        recordingDocumentIds.includes(entry?.documentId ?? '-'),
      );
      expect(row?.files.map(({ sha256 }) => sha256)).toEqual([await meeting.files?.[0]?.content().sha256()]);
    }
  });

  it('fault 66: nights, leap days and repeated hours keep their instant, their day and their order', async () => {
    const host = addHost(zoom);
    const berlin = { hostId: host.id, timezone: 'Europe/Berlin' } satisfies Partial<MeetingInput>;
    const meetings = [
      { ...berlin, startedAt: '2024-02-29T22:59:00Z', topic: 'Leap day' },
      { ...berlin, startedAt: '2026-03-29T00:59:59Z', topic: 'Before summer time' },
      { ...berlin, startedAt: '2026-03-29T01:00:00Z', topic: 'Summer time' },
      { ...berlin, startedAt: '2026-10-25T00:30:00Z', topic: 'Half past two' },
      { ...berlin, startedAt: '2026-10-25T01:30:00Z', topic: 'Half past two again' },
      { ...berlin, startedAt: '2026-10-31T22:59:30Z', topic: 'Into the next month' },
      { hostId: host.id, startedAt: '2026-11-01T23:30:00Z', topic: 'Without zone', raw: { timezone: '' } },
    ].map((meeting) => zoom.addMeeting(meeting));
    const connector = await site.admin.addConnector(
      connectorBody(zoom, {
        hostEmails: [host.email],
        importSince: '2024-02-29',
        publish: { titleTemplate: '{date} {title}' },
      }),
    );
    const run = await site.admin.runEnded(connector.id);
    expect(run.counts).toMatchObject({ found: meetings.length, imported: meetings.length });
    const entries = await entriesOf(meetings.map(({ uuid }) => uuid));
    expect(entries.map(({ title, startedAt }) => [title, new Date(startedAt).toISOString()])).toEqual([
      ['2024-02-29 Leap day', '2024-02-29T22:59:00.000Z'],
      ['2026-03-29 Before summer time', '2026-03-29T00:59:59.000Z'],
      ['2026-03-29 Summer time', '2026-03-29T01:00:00.000Z'],
      ['2026-10-25 Half past two', '2026-10-25T00:30:00.000Z'],
      ['2026-10-25 Half past two again', '2026-10-25T01:30:00.000Z'],
      ['2026-10-31 Into the next month', '2026-10-31T22:59:30.000Z'],
      ['2026-11-01 Without zone', '2026-11-01T23:30:00.000Z'],
    ]);
  });

  it('fault 67: an imported recording stays when it goes to the trash, and is not imported again after it is restored', async () => {
    const host = addHost(zoom);
    const meeting = zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(1) });
    const connector = await connect(host.email);
    const before = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    await site.admin.runEnded(connector.id);

    zoom.trash(meeting.uuid);
    expect(await sync(connector)).toMatchObject({ status: 'finished', counts: { found: 0, imported: 0 } });
    expect(await site.admin.imports(connector.id)).toEqual([before]);
    const download = await fetch(`${site.url}${before.files[0]?.downloadUrl}`);
    expect(download.status).toBe(200);

    zoom.recover(meeting.uuid);
    expect((await sync(connector)).counts).toMatchObject({ found: 1, known: 1, imported: 0 });
    expect(await site.admin.imports(connector.id)).toEqual([before]);
    expect(await entriesOf([meeting.uuid])).toHaveLength(1);
  });

  it('fault 67: a recording that goes to the trash before its download is skipped with that reason, and imported after it is restored', async () => {
    const host = addHost(zoom);
    const meeting = zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(1) });
    zoom.faults.add({ kind: 'status', status: 503, target: 'download' });
    const connector = await connect(host.email);
    await importOf(site.admin, connector.id, ({ problem }) => problem !== undefined);
    zoom.trash(meeting.uuid);
    zoom.faults.clear();
    const [row] = await site.admin.imports(connector.id);
    await site.admin.call('POST', `/imports/${row?.id}/retry`);
    const skipped = await importOf(site.admin, connector.id, ({ status }) => status === 'skipped');
    expect(skipped.reason).toEqual(message('reason.gone-at-provider'));
    await site.admin.runEnded(connector.id);

    zoom.recover(meeting.uuid);
    await sync(connector);
    await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    expect(await entriesOf([meeting.uuid])).toHaveLength(1);
  });
});
