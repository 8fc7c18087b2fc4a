import { message } from '../../contracts/messages/catalogue';
import type { ImportView } from '../../contracts/imports';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import { english } from '../../contracts/messages/say';
import type { CheckStep } from '../../server/src/providers/provider';
import { startBbbEmulator, type BbbEmulator } from '../../emulators/bigbluebutton/emulator';
import { bootSite, type Site } from '../support/boot-site';
import { addressOf, post, worked } from '../support/hook-site';
import { daysAgo, IMPATIENT, until } from '../support/zoom-site';

const HOUR_DAYS = 1 / 24;
/** Long enough for several callbacks. */
const GATHER_MS = 1_000;
const SESSION = '6e35e3b2778883f5db637d7a5dba0a427f692e91-1379965122603';

describe('a BigBlueButton server (D3)', () => {
  let site: Site;
  let bbb: BbbEmulator;
  beforeAll(async () => {
    bbb = await startBbbEmulator();
    site = await bootSite({
      pluginConfig: { ...IMPATIENT, webhooks: { ...IMPATIENT.webhooks, gatherMs: GATHER_MS } },
    });
  });
  afterAll(async () => {
    await site.stop();
    await bbb.stop();
  });
  beforeEach(() => bbb.reset());

  const connect = () =>
    site.admin.addConnector({
      provider: 'bigbluebutton',
      enabled: true,
      options: { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Server', scheduleMinutes: null },
      settings: bbb.connectorSettings,
    });
  const importNamed = (connectorId: string, title: string, fits: (row: ImportView) => boolean) =>
    until(
      async () => (await site.admin.imports(connectorId)).find((row) => row.title === title),
      (row) => row !== undefined && fits(row),
    );

  it('imports the file behind its page, with captions, as one recording', async () => {
    bbb.addRecording({
      name: 'Ice and water',
      startedAt: daysAgo(3),
      formats: [{ type: 'video', files: { 'video-0.m4v': { fixture: 'speaker-320x180-part1.mp4' } } }],
      tracks: [{ lang: 'en', content: 'WEBVTT\n\n00:00:00.200 --> 00:00:01.600\nGood morning.\n' }],
    });
    const { id } = await connect();
    expect((await site.admin.runEnded(id)).counts).toMatchObject({ found: 1, imported: 1, failed: 0 });
    const row = await importNamed(id, 'Ice and water', ({ status }) => status === 'done');
    expect(row?.files.map(({ kind, status }) => [kind, status])).toEqual(
      expect.arrayContaining([['video', 'stored']]),
    );
    expect(row?.recordingDocumentIds).toHaveLength(1);
  });

  it('waits for the video format of a recording, then skips it and says how to switch the format on', async () => {
    const statistics = [{ type: 'statistics', files: {} }];
    bbb.addRecording({ name: 'Just ended', startedAt: daysAgo(HOUR_DAYS), formats: statistics });
    bbb.addRecording({ name: 'Of last week', startedAt: daysAgo(7), formats: statistics });
    const { id } = await connect();
    await site.admin.runEnded(id);
    const early = await importNamed(id, 'Just ended', ({ status }) => status === 'waiting');
    expect(early?.reason).toEqual(message('reason.not-ready'));
    const late = await importNamed(id, 'Of last week', ({ status }) => status === 'skipped');
    expect(late?.reason).toEqual(message('reason.no-importable-format'));
  });

  it('announces the missing format by a signed callback', async () => {
    const { id } = await connect();
    await site.admin.runEnded(id);
    const address = await addressOf(site, id);
    const recording = bbb.addRecording({
      name: 'Late video',
      startedAt: daysAgo(HOUR_DAYS),
      formats: [{ type: 'podcast', files: { 'audio.ogg': { fixture: 'audio-only.ogg' } } }],
      meta: { 'bbb-recording-ready-url': address },
    });
    expect(await bbb.sendReady(recording.recordId, 'podcast')).toBe(204);
    expect(await worked(site.admin, id, 1)).toMatchObject([{ status: 'done', outcome: 'import' }]);
    await importNamed(id, 'Late video', ({ status }) => status === 'waiting');
    const video = { type: 'video', files: { 'video-0.m4v': { fixture: 'speaker-320x180-part1.mp4' } } };
    bbb.settings.readyNamesType = true;
    expect(await bbb.finishFormat(recording.recordId, video)).toBe(204);
    const row = await importNamed(id, 'Late video', ({ status }) => status === 'done');
    expect(row?.files.some(({ kind, status }) => kind === 'video' && status === 'stored')).toBe(true);
  });

  it('looks once for the callbacks of several formats, and again for one that is finished later', async () => {
    const { id } = await connect();
    await site.admin.runEnded(id);
    const { recordId } = bbb.addRecording({
      name: 'Format by format',
      startedAt: daysAgo(3),
      formats: [{ type: 'presentation' }],
      meta: { 'bbb-recording-ready-url': await addressOf(site, id) },
    });
    // All within one stretch of time: it has just begun.
    await until(
      () => Promise.resolve(Date.now() % GATHER_MS),
      (ms) => ms < GATHER_MS / 4,
    );
    for (const format of ['notes', 'podcast', 'presentation'])
      expect(await bbb.sendReady(recordId, format)).toBe(204);
    const [only, ...others] = await worked(site.admin, id, 1);
    expect(only).toMatchObject({ outcome: 'import' });
    expect(others).toEqual([]);
    await importNamed(id, 'Format by format', ({ status }) => status === 'done');

    const late = { type: 'video', files: { 'video-0.m4v': { fixture: 'speaker-320x180-part1.mp4' } } };
    expect(await bbb.finishFormat(recordId, late)).toBe(204);
    expect(await worked(site.admin, id, 2)).toHaveLength(2);
  });

  it('skips a presentation without a file, with the advice, and imports the sound or screen of one that has it', async () => {
    const presentation = (name: string, file?: string, fixture = 'speaker-320x180.webm') =>
      bbb.addRecording({
        name,
        startedAt: daysAgo(3),
        formats: [{ type: 'presentation', files: file === undefined ? {} : { [file]: { fixture } } }],
      });
    presentation('Slides only');
    presentation('Screen', 'deskshare/deskshare.webm');
    presentation('Sound', 'video/webcams.webm', 'audio-only.webm');
    const { id } = await connect();
    const run = await site.admin.runEnded(id);
    expect(run.counts).toMatchObject({ found: 3, imported: 2, failed: 0 });
    const skipped = await importNamed(id, 'Slides only', ({ status }) => status === 'skipped');
    expect(skipped?.reason).toEqual(message('reason.no-importable-format'));
    for (const name of ['Screen', 'Sound']) await importNamed(id, name, ({ status }) => status === 'done');

    // Nothing new at the server: it is not asked for a file again.
    const asked = () => bbb.log.filter(({ path }) => path.includes('/presentation/')).length;
    const before = asked();
    await site.admin.must('POST', `/connectors/${id}/sync`);
    await site.admin.runEnded(id);
    expect(asked()).toBe(before);
    expect((await importNamed(id, 'Slides only', () => true))?.status).toBe('skipped');
  });

  it('gets 401 for a callback that is not genuine, and 2xx for an end by our own token and for attendance', async () => {
    const { id } = await connect();
    await site.admin.runEnded(id);
    const address = await addressOf(site, id);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await post(address, 'signed_parameters=a.b.c', form)).status).toBe(401);
    expect((await post(`${address}?recordingmarks=true&token=guessed`, '', {}, 'GET')).status).toBe(401);
    const { data: own } = await site.admin.must<{ data: { secret: string } }>(
      'POST',
      `/connectors/${id}/webhook/own-secret`,
    );
    const ended = await post(`${address}?recordingmarks=true&token=${own.secret}`, '', {}, 'GET');
    expect(Math.floor(ended.status / 100)).toBe(2);
    const attendance = { version: '1.0', meeting_id: 'seminar', internal_meeting_id: SESSION, data: {} };
    const status = await bbb.sendAnalytics({ 'analytics-callback-url': address }, attendance);
    expect(Math.floor((status ?? 0) / 100)).toBe(2);
    await worked(site.admin, id, 2);
  });

  it('is refused at a private address, with the configuration that allows it', async () => {
    const { data } = await site.admin.must<{ data: { steps: CheckStep[] } }>('POST', '/connectors/check', {
      provider: 'bigbluebutton',
      options: {},
      settings: { ...bbb.connectorSettings, serverUrl: 'http://10.11.12.13/bigbluebutton/' },
    });
    expect(english(data.steps[0]?.detail ?? '')).toContain('network.allowedPrivateHosts: ["10.11.12.13"]');
  });
});
