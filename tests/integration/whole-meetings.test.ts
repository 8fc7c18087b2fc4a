import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { ConnectorOptions } from '../../contracts/connectors';
import type { ImportView } from '../../contracts/imports';
import { message } from '../../contracts/messages/catalogue';
import { english } from '../../contracts/messages/say';
import type { VerificationView } from '../../contracts/verify';
import { findFfmpeg } from '../../server/src/media/join/ffmpeg';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { digestPackets } from '../../server/src/media/join/packets';
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

const UID = 'plugin::meeting-connectors.recording';
const PART_1 = { view: 'active_speaker', fixture: 'speaker-320x180-part1.mp4' };
const PART_2 = { view: 'active_speaker', fixture: 'speaker-320x180-part2.mp4' };
const fixture = (name: string) =>
  path.join(__dirname, '..', '..', 'emulators', 'kit', 'media', 'fixtures', name);
const vtt = (...cues: [start: string, end: string, text: string][]) =>
  `WEBVTT\n\n${cues.map(([start, end, text], index) => `${index + 1}\n${start} --> ${end}\n${text}`).join('\n\n')}\n`;

interface Entry {
  documentId: string;
  title: string;
  durationSeconds: number | string;
  segmentCount: number;
  transcript: string | null;
  chat: string | null;
  chapters: { startSeconds: number; title: string }[] | null;
  video: { hash: string; ext: string } | null;
  captions: { id: number; hash: string; ext: string; mime: string } | null;
  transcriptFile: { ext: string; mime: string } | null;
}

describe.each(['ffmpeg', 'mediabunny'] as const)('whole meetings, joined by %s', (joiner) => {
  const hasFfmpeg = findFfmpeg(undefined) !== undefined;
  if (joiner === 'ffmpeg' && !hasFfmpeg) {
    it.skip('needs ffmpeg, which is not on this machine', () => undefined);
    return;
  }
  let site: Site;
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    site = await bootSite({
      pluginConfig: {
        ...IMPATIENT,
        environment: 'test',
        join: { ffmpeg: joiner === 'ffmpeg' },
        posters: joiner === 'ffmpeg',
      },
    });
  });
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });

  async function scene(segments: MeetingInput['segments'], options: Partial<ConnectorOptions> = {}) {
    const host = addHost(zoom);
    const meeting = zoom.addMeeting({ hostId: host.id, topic: 'Relays', startedAt: daysAgo(2), segments });
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { hostEmails: [host.email], joinSegments: true, ...options }),
    );
    const done = (fits: (row: ImportView) => boolean = ({ status }) => status === 'done') =>
      importOf(site.admin, connector.id, fits);
    return { host, meeting, connector, done };
  }
  const entriesOf = async (row: ImportView) =>
    (await Promise.all(
      row.recordingDocumentIds.map((documentId) =>
        site.strapi
          .documents(UID as never)
          .findOne({ documentId, populate: ['video', 'captions', 'transcriptFile'] } as never),
      ),
    )) as unknown as Entry[];
  const fileOf = (media: { hash: string; ext: string } | null) =>
    path.join(site.uploadsDir, `${media?.hash}${media?.ext}`);
  const deletions = (uuid: string) =>
    zoom.log.entries.filter(
      (entry) =>
        entry.method === 'DELETE' && decodeURIComponent(decodeURIComponent(entry.path)).includes(uuid),
    );
  /** Segments of a meeting with gaps between them. */
  const segmentsAt = (
    ...parts: [afterSeconds: number, files: NonNullable<MeetingInput['segments']>[number]['files']][]
  ) =>
    parts.map(([afterSeconds, files]) => ({
      startedAt: new Date(Date.parse(daysAgo(2)) + afterSeconds * 1000).toISOString(),
      durationSeconds: 4,
      files,
    }));

  it('makes one video of the segments, packet for packet, with the gaps as chapters', async () => {
    const { done } = await scene(segmentsAt([0, [PART_1]], [60, [PART_2]]));
    const row = await done();
    const [entry] = await entriesOf(row);
    expect(row.recordingDocumentIds).toHaveLength(1);
    expect(Number(entry?.durationSeconds)).toBeCloseTo(3.84 + 2.56, 1);
    expect(entry?.chapters?.map(({ title }) => title)).toEqual([
      'Recording starts',
      'Recording continues after 56 s',
    ]);
    expect(entry?.chapters?.[1]?.startSeconds).toBeCloseTo(3.84, 1);

    const { signal } = new AbortController();
    const before = await digestPackets([fixture(PART_1.fixture), fixture(PART_2.fixture)], undefined, signal);
    const after = await digestPackets([fileOf(entry?.video ?? null)], undefined, signal);
    expect(after.video?.sha256).toBe(before.video?.sha256);
    expect([before.audio?.sha256, before.audioWithoutPriming?.sha256]).toContain(after.audio?.sha256);
    expect(row.files.filter(({ origin }) => origin === 'provider').map(({ status }) => status)).toEqual([
      'used',
      'used',
    ]);
    await audit(site);
  });

  it('puts captions, transcript and chat of every segment at the right second', async () => {
    const { done } = await scene(
      segmentsAt(
        [
          0,
          [
            PART_1,
            {
              view: 'audio_transcript',
              content: vtt(['00:00:01.000', '00:00:02.000', 'Ada: Welcome <b>everyone</b>']),
            },
            {
              view: 'chat_file',
              content: '00:00:02\tAda:\tHello\n00:00:03\tAda(Direct Message):\tjust for you\n',
            },
          ],
        ],
        [
          60,
          [
            PART_2,
            { view: 'audio_transcript', content: vtt(['00:00:00.500', '00:00:01.500', 'Grace: We go on']) },
          ],
        ],
      ),
    );
    const row = await done();
    const [entry] = await entriesOf(row);
    const captions = readFileSync(fileOf(entry?.captions ?? null), 'utf8');
    expect(entry?.captions).toMatchObject({ ext: '.vtt', mime: 'text/vtt' });
    expect(captions).toMatch(/^WEBVTT\n/);
    expect(captions).toMatch(/00:00:01\.000 --> 00:00:02\.000\n<v Ada>Welcome everyone/);
    expect(captions).toMatch(/00:00:04\.3\d\d --> 00:00:05\.3\d\d\n<v Grace>We go on/);
    expect(entry?.transcript).toMatch(/Ada: Welcome everyone[^]*Grace: We go on/);
    expect(entry?.transcriptFile).toMatchObject({ ext: '.txt', mime: 'text/plain' });
    expect(entry?.chat).toMatch(/Hello/);
    expect(JSON.stringify(entry)).not.toMatch(/just for you/);
    await audit(site);
  });

  it('keeps segments separate that can’t be joined, with the reason, and drops none', async () => {
    const { done } = await scene(
      segmentsAt([0, [PART_1]], [60, [{ view: 'active_speaker', fixture: 'screen-640x360-moov-last.mp4' }]]),
    );
    const row = await done();
    expect(row.joinNote).toEqual(message('join.size', { segment: 2, size: '640×360', first: '320×180' }));
    const entries = await entriesOf(row);
    expect(entries.map(({ title }) => title).sort()).toEqual(['Relays (1 of 2)', 'Relays (2 of 2)']);
    await audit(site);
  });

  const withFfmpeg = joiner === 'ffmpeg' ? it : it.skip;
  withFfmpeg(
    're-encodes segments if the connector allows it',
    async () => {
      const { done } = await scene(
        segmentsAt(
          [0, [PART_1]],
          [60, [{ view: 'active_speaker', fixture: 'screen-640x360-moov-last.mp4' }]],
        ),
        { reencode: true },
      );
      const row = await done();
      const [entry, ...others] = await entriesOf(row);
      expect(others).toEqual([]);
      expect(Number(entry?.durationSeconds)).toBeCloseTo(3.84 + 4, 0);
      await audit(site);
    },
    60_000,
  );

  it('fault 49: a damaged second segment is detected, and both stay separate', async () => {
    const bytes = readFileSync(
      path.join(__dirname, '..', '..', 'emulators', 'kit', 'media', 'fixtures', PART_2.fixture),
    );
    const damaged = Buffer.from(bytes);
    const data = damaged.indexOf('mdat');
    // A part that was never written, after the tables.
    damaged.fill(0, data + 6_000, data + 9_000);
    const { done } = await scene(
      segmentsAt(
        [0, [PART_1]],
        [60, [{ view: 'active_speaker', content: damaged, extension: 'MP4', fileType: 'MP4' }]],
      ),
    );
    const row = await done();
    expect(row.joinNote).toMatchObject({ code: 'join.damaged', values: { segment: 2 } });
    expect(row.recordingDocumentIds).toHaveLength(2);
    await audit(site);
  });

  it('waits for captions that can’t be read at the moment', async () => {
    const HOOK = Symbol.for('meeting-connectors.crash-point');
    const spool = path.join(site.uploadsDir, '.meeting-connectors');
    let moved: string | undefined;
    Reflect.set(globalThis, HOOK, (point: string) => {
      if (point !== 'during-join' || moved !== undefined) return;
      moved = readdirSync(spool)
        .map((name) => path.join(spool, name))
        .find((file) => statSync(file).isFile() && readFileSync(file).subarray(0, 6).toString() === 'WEBVTT');
      if (moved === undefined) return;
      // A folder of that name can't be read as a file, not even by root.
      renameSync(moved, `${moved}.aside`);
      mkdirSync(moved);
    });
    try {
      const words = vtt(['00:00:00.500', '00:00:01.500', 'Grace: We go on']);
      const { done } = await scene(
        segmentsAt([0, [PART_1, { view: 'audio_transcript', content: words }]], [60, [PART_2]]),
      );
      const waiting = await done(({ status, problem }) => status === 'done' || problem !== undefined);
      expect(waiting).toMatchObject({ problem: { code: 'disk-unreadable' } });
      if (moved === undefined) throw new Error('no captions were in the spool');
      rmSync(moved, { recursive: true });
      renameSync(`${moved}.aside`, moved);
      const [entry] = await entriesOf(await done());
      expect(entry?.transcript).toMatch(/We go on/);
      expect(entry?.captions?.ext).toBe('.vtt');
    } finally {
      Reflect.deleteProperty(globalThis, HOOK);
    }
  });

  it('fault 49: a repeated segment is in the video once, and overlapping ones and audio beside video stay separate', async () => {
    const twice = await scene(segmentsAt([0, [PART_1]], [60, [PART_1]], [120, [PART_2]]));
    const row = await twice.done();
    const [entry] = await entriesOf(row);
    expect(row.recordingDocumentIds).toHaveLength(1);
    expect(Number(entry?.durationSeconds)).toBeCloseTo(3.84 + 2.56, 1);

    const overlap = await scene(segmentsAt([0, [PART_1]], [1, [PART_2]]));
    expect(english((await overlap.done()).joinNote ?? '')).toMatch(
      /^Segment 2 begins \d+ seconds? before segment 1 ends\.$/,
    );

    const mixed = await scene(
      segmentsAt([0, [PART_1]], [60, [{ view: 'audio_only', fixture: 'audio-only.m4a' }]]),
    );
    expect((await mixed.done()).joinNote).toEqual({ code: 'join.mixed-kinds' });
    await audit(site);
  });

  if (joiner === 'ffmpeg' && hasFfmpeg) {
    it('has a picture for lists and players', async () => {
      const { done } = await scene(segmentsAt([0, [PART_1, { view: 'thumbnail' }]]));
      const row = await done();
      const pictures = row.files.filter(({ kind }) => kind === 'thumbnail');
      expect(pictures.map(({ origin, status }) => [origin, status]).sort()).toEqual([
        ['made', 'stored'],
        ['provider', 'used'],
      ]);
      const entry = (await site.strapi.documents(UID as never).findOne({
        documentId: row.recordingDocumentIds[0] ?? '',
        populate: ['poster'],
      } as never)) as unknown as { poster: { mime: string } };
      expect(entry.poster).toMatchObject({ mime: 'image/jpeg' });
    });
    return;
  }

  describe('texts that come late', () => {
    it('are added to the entry, and what an editor changed stays', async () => {
      const segments = segmentsAt([0, [PART_1]]);
      const { meeting, connector, done } = await scene(segments, { publishStatus: 'published' });
      const during = { startedAt: segments[0]?.startedAt ?? '', durationSeconds: 4 };
      const before = await done();
      const documentId = before.recordingDocumentIds[0] ?? '';
      await site.strapi
        .documents(UID as never)
        .update({ documentId, data: { title: 'By an editor', chat: 'Written by hand' } } as never);
      await site.admin.runEnded(connector.id);
      zoom.addFile(meeting.uuid, during, {
        view: 'audio_transcript',
        content: vtt(['00:00:01.000', '00:00:02.000', 'Ada: Late but here']),
      });
      zoom.addFile(meeting.uuid, during, {
        view: 'chat_file',
        content: '00:00:02\tAda:\tFrom the meeting\n',
      });
      await site.admin.must('POST', `/connectors/${connector.id}/sync`);
      const row = await done(
        ({ status, files }) => status === 'done' && files.some(({ kind }) => kind === 'captions'),
      );
      expect(row.recordingDocumentIds).toEqual([documentId]);
      const [entry] = await entriesOf(row);
      expect(entry).toMatchObject({ title: 'By an editor', chat: 'Written by hand' });
      expect(entry?.transcript).toMatch(/Late but here/);
      expect(entry?.captions).not.toBeNull();
      expect(row.files.filter(({ kind }) => kind === 'video')).toHaveLength(1);
      await audit(site);
    });

    it('that can’t be read delay nothing, and are named', async () => {
      const { done } = await scene(
        segmentsAt([0, [PART_1, { view: 'audio_transcript', content: 'WEBVTT\n\nno cue in here\n' }]]),
      );
      const row = await done();
      expect(row.recordingDocumentIds).toHaveLength(1);
      expect(row.files.find(({ kind }) => kind === 'transcript')).toMatchObject({ status: 'failed' });
    });
  });

  describe('deletion at the provider', () => {
    const now = { deleteAtProvider: 'trash', deleteAfterHours: 0 } as const;

    it('asks for the connector’s name before it is switched on', async () => {
      const host = addHost(zoom);
      const body = connectorBody(zoom, { hostEmails: [host.email], ...now });
      const reply = await site.admin.call<{ error: { details: { fields: object } } }>('POST', '/connectors', {
        ...body,
        confirmation: 'something else',
      });
      expect(reply.status).toBe(400);
      expect(reply.body.error.details.fields).toEqual({
        confirmation: expect.objectContaining({ code: 'connector.confirm-deletion' }),
      });
    });

    it('happens after everything is stored, is logged, and can be undone while it is in the trash', async () => {
      const { meeting, done } = await scene(segmentsAt([0, [PART_1]], [60, [PART_2]]), now);
      const row = await done();
      expect(deletions(meeting.uuid)).toHaveLength(1);
      expect(zoom.meeting(meeting.uuid)?.trashedAtMs).toBeDefined();
      expect(row.deletion).toMatchObject({
        state: 'deleted',
        mode: 'trash',
        rule: { code: 'deletion.rule.trash', values: { hours: 0 } },
        canRecover: true,
      });
      await site.admin.must('POST', `/imports/${row.id}/recover`);
      const recovered = await done();
      expect(recovered.deletion).toMatchObject({ state: 'recovered' });
      expect(zoom.meeting(meeting.uuid)?.trashedAtMs).toBeUndefined();
      await audit(site);
    });

    it('waits for the grace period, and counts as imported meanwhile', async () => {
      const { meeting, connector, done } = await scene(segmentsAt([0, [PART_1]]), {
        ...now,
        deleteAfterHours: 24,
      });
      const row = await done(({ stage, status }) => stage === 'clean-up' && status === 'waiting');
      expect(row).toMatchObject({ label: 'published', deletion: { state: 'waiting' } });
      expect(Date.parse(row.nextAttemptAt ?? '') - Date.now()).toBeGreaterThan(23 * 3_600_000);
      const run = await site.admin.runEnded(connector.id);
      expect(run.counts).toMatchObject({ imported: 1, waiting: 0 });
      expect(deletions(meeting.uuid)).toEqual([]);
    });

    it('never happens with only unknown hosts, for recordings that a rule skips, or while a file is processed', async () => {
      const nobody = await site.admin.addConnector(
        connectorBody(zoom, { hostEmails: ['nobody@example.com'], ...now }),
      );
      const run = await site.admin.runEnded(nobody.id);
      expect(run.counts).toMatchObject({ found: 0, imported: 0 });

      const skipped = await scene(segmentsAt([0, [PART_1]]), { ...now, importSince: '2099-01-01' });
      await site.admin.runEnded(skipped.connector.id);

      const making = await scene(
        segmentsAt([0, [PART_1, { view: 'audio_transcript', inProgress: true, content: vtt() }]]),
        now,
      );
      const row = await making.done(({ deletion }) => deletion?.problem !== undefined);
      expect(row.deletion).toMatchObject({ state: 'waiting', problem: { code: 'not-deleted-yet' } });
      for (const { meeting } of [skipped, making]) expect(deletions(meeting.uuid)).toEqual([]);
    });

    it('does not happen when somebody replaced a stored file, and says so', async () => {
      zoom.faults.add({ kind: 'deletion', does: 'not-allowed', times: 1 });
      const { meeting, connector, done } = await scene(segmentsAt([0, [PART_1]]), now);
      const refused = await done(({ deletion }) => deletion?.state === 'blocked');
      expect(deletions(meeting.uuid)).toHaveLength(1);
      const [entry] = await entriesOf(refused);
      const hash = entry?.video?.hash ?? '';
      const files = site.strapi.db.query('plugin::upload.file');
      await files.update({ where: { hash }, data: { hash: 'replaced_by_hand' } });
      await site.admin.must('POST', `/imports/${refused.id}/retry`);
      const row = await done(({ deletion }) => deletion?.problem?.code === 'media-replaced');
      expect(row.deletion).toMatchObject({ state: 'blocked' });
      expect(deletions(meeting.uuid)).toHaveLength(1);
      expect((await site.admin.runEnded(connector.id)).status).toBe('finished');
      await files.update({ where: { hash: 'replaced_by_hand' }, data: { hash } });
    });

    it.each(['a flipped bit', 'a cut', 'nothing'])(
      'fault 33: waits until a stored file with %s in its place was restored from the provider',
      async (damage) => {
        zoom.faults.add({ kind: 'deletion', does: 'not-allowed', times: 1 });
        const { meeting, done } = await scene(segmentsAt([0, [PART_1]]), now);
        const refused = await done(({ deletion }) => deletion?.state === 'blocked');
        const [entry] = await entriesOf(refused);
        const file = fileOf(entry?.video ?? null);
        const bytes = readFileSync(file);
        if (damage === 'nothing') rmSync(file);
        else {
          const damaged = Buffer.from(damage === 'a cut' ? bytes.subarray(0, 5_000) : bytes);
          damaged[1_000] = (damaged[1_000] ?? 0) ^ 1;
          writeFileSync(file, damaged);
        }
        await site.admin.must('POST', `/imports/${refused.id}/retry`);
        const row = await done();
        expect(row.deletion).toMatchObject({ state: 'deleted' });
        expect(readFileSync(file).equals(bytes)).toBe(true);
        expect(deletions(meeting.uuid)).toHaveLength(2);
        expect(row.recordingDocumentIds).toEqual(refused.recordingDocumentIds);
        await audit(site);
      },
      60_000,
    );

    it('fault 68: ends in the right state if the recording is already gone, or the request has no answer, a late effect or no effect', async () => {
      zoom.faults.add({ kind: 'deletion', does: 'no-answer', times: 1 });
      const lost = await scene(segmentsAt([0, [PART_1]]), now);
      const row = await lost.done();
      expect(row.deletion).toMatchObject({ state: 'deleted' });
      expect(zoom.meeting(lost.meeting.uuid)?.trashedAtMs).toBeDefined();

      zoom.faults.add({ kind: 'deletion', does: 'nothing', times: 1 });
      const nothing = await scene(segmentsAt([0, [PART_1]]), now);
      const kept = await nothing.done(({ deletion }) => deletion?.problem !== undefined);
      expect(kept).toMatchObject({ stage: 'clean-up', status: 'waiting', deletion: { state: 'waiting' } });
      expect(deletions(nothing.meeting.uuid)).toHaveLength(1);
      await site.admin.must('POST', `/imports/${kept.id}/retry`);
      expect((await nothing.done()).deletion).toMatchObject({ state: 'deleted' });
    });

    it('fault 69: does not happen when the provider made another version after the import', async () => {
      zoom.faults.add({ kind: 'deletion', does: 'not-allowed', times: 1 });
      const { meeting, done } = await scene(segmentsAt([0, [PART_1]]), now);
      const before = await done(({ deletion }) => deletion?.state === 'blocked');
      zoom.replaceFile(meeting.files?.[0]?.id ?? '', { fixture: PART_2.fixture });
      await site.admin.must('POST', `/imports/${before.id}/retry`);
      const row = await done(({ deletion }) => deletion?.problem?.code === 'replaced-at-provider');
      expect(row).toMatchObject({ stage: 'clean-up', deletion: { state: 'blocked' } });
      expect(deletions(meeting.uuid)).toHaveLength(1);
      expect(zoom.meeting(meeting.uuid)?.trashedAtMs).toBeUndefined();
    });
  });

  describe('verify', () => {
    const ended = () =>
      until(
        async () => (await site.admin.must<{ data: VerificationView }>('GET', '/verification')).data,
        ({ state }) => state !== 'running' && state !== 'never',
      );

    it('finds nothing if nothing changed, and names files that are missing, changed, replaced and orphaned', async () => {
      const { done } = await scene(
        segmentsAt([
          0,
          [PART_1, { view: 'audio_transcript', content: vtt(['00:00:00.000', '00:00:01.000', 'Hi']) }],
        ]),
      );
      const other = await scene(segmentsAt([0, [PART_2]]));
      const [entry] = await entriesOf(await done());
      const [second] = await entriesOf(await other.done());
      await site.admin.must('POST', '/verification', {});
      const clean = await ended();
      expect(clean).toMatchObject({ state: 'finished', findings: [] });
      expect(clean.filesDone).toBe(clean.filesTotal);
      expect(clean.filesDone).toBeGreaterThan(3);

      const video = fileOf(entry?.video ?? null);
      const bytes = readFileSync(video);
      const flipped = Buffer.from(bytes);
      flipped[1_000] = (flipped[1_000] ?? 0) ^ 1;
      writeFileSync(video, flipped);
      rmSync(fileOf(entry?.captions ?? null));
      const orphan = path.join(site.uploadsDir, `meeting_${'0'.repeat(32)}.mp4`);
      writeFileSync(orphan, 'left behind');
      const files = site.strapi.db.query('plugin::upload.file');
      const hash = second?.video?.hash ?? '';
      await files.update({ where: { hash }, data: { hash: 'replaced_by_hand' } });

      await site.admin.must('POST', '/verification', {});
      const found = await ended();
      expect(found.findings.map(({ finding }) => finding).sort()).toEqual([
        'changed',
        'missing',
        'orphaned',
        'replaced',
      ]);
      for (const { detail, name } of found.findings) expect([name, detail]).not.toContain('');
      await site.admin.must('POST', '/verification', { newestFiles: 1 });
      expect((await ended()).filesDone).toBe(1);

      writeFileSync(video, bytes);
      rmSync(orphan);
      await files.update({ where: { hash: 'replaced_by_hand' }, data: { hash } });
      expect(existsSync(video)).toBe(true);
    });
  });
});
