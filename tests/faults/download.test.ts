import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { message } from '../../contracts/messages/catalogue';
import { english } from '../../contracts/messages/say';
import { FTYP, isoBox, mvhd, nested, tableBox, tinyMp4, u32 } from '../../emulators/kit/media/hostile-media';
import { startZoomEmulator, type FileInput } from '../../emulators/zoom/emulator';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import { addHost, connectorBody, daysAgo, importOf, IMPATIENT, until, type Zoom } from '../support/zoom-site';

const SIZE = 6 * 1024 * 1024;
type Fault = Parameters<Zoom['faults']['add']>[0];

describe('a download that goes wrong', () => {
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

  /** One meeting of one host with one video, imported by a connector of its own under some faults. */
  async function scene(faults: Fault[], given: Omit<FileInput, 'view'> = { sizeBytes: SIZE }) {
    const host = addHost(zoom);
    const meeting = zoom.addMeeting({
      hostId: host.id,
      startedAt: daysAgo(2),
      segments: [{ files: [{ view: 'active_speaker', seed: host.id, ...given }] }],
    });
    const file = meeting.files?.[0];
    if (file === undefined) throw new Error('the meeting has no file');
    const before = zoom.log.entries.at(-1)?.seq ?? 0;
    for (const fault of faults) zoom.faults.add(fault);
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    const storageRequests = () => zoom.log.filter((entry) => entry.host === 'storage' && entry.seq > before);
    return { host, connector, file, storageRequests };
  }

  async function arrivesWhole(faults: Fault[], given?: Omit<FileInput, 'view'>) {
    const { connector, file, storageRequests } = await scene(faults, given);
    const row = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    const [stored] = row.files;
    expect(stored?.sha256).toBe(await file.content().sha256());
    const bytes = readFileSync(path.join(site.uploadsDir, path.basename(stored?.downloadUrl ?? '')));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(stored?.sha256);
    return { row, requests: storageRequests() };
  }

  it.each(['before-head', 0, 1, 'half', 'last-byte'] as const)(
    'fault 1: arrives whole after a reset at %s',
    async (at) => {
      await arrivesWhole([{ kind: 'reset', at, times: 1 }]);
    },
  );

  it('fault 1: resumes where it was cut instead of starting again', async () => {
    const { requests } = await arrivesWhole([{ kind: 'reset', at: 'half', times: 1 }]);
    expect(requests.map((entry) => entry.headers.range)).toEqual([
      undefined,
      expect.stringMatching(/^bytes=[1-9]\d+-$/),
    ]);
  });

  it('fault 2: arrives whole after a body shorter than its Content-Length', async () => {
    await arrivesWhole([{ kind: 'short-body', at: 'half', times: 1 }]);
  });

  it.each(['abrupt', 'clean', 'until-close'] as const)(
    'fault 3: a body without length that ends early (%s) is never taken for whole',
    async (ending) => {
      await arrivesWhole([{ kind: 'no-length', at: 'half', ending, times: 1 }]);
    },
  );

  describe('fault 3: if neither listing nor answer has a size', () => {
    const unlisted = { file_size: undefined };
    const WHOLE = 1_000_000_000;
    const fragmented = { fixture: 'fragmented-320x180.mp4', seed: undefined, raw: unlisted };

    it.each([5_000, WHOLE])(
      'fragments that end at byte %d are not accepted as a complete file',
      async (at) => {
        const { connector } = await scene([{ kind: 'no-length', at, ending: 'clean' }], fragmented);
        const row = await importOf(site.admin, connector.id, ({ status }) => status === 'retrying');
        expect(row.files.every((stored) => stored.downloadUrl === undefined)).toBe(true);
        await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: false });
      },
    );

    it('a file whose format has its size is accepted', async () => {
      await arrivesWhole([{ kind: 'no-length', at: WHOLE, ending: 'clean' }], {
        sizeBytes: SIZE,
        raw: unlisted,
      });
    });

    it('fragments are accepted if the answer has the size', async () => {
      await arrivesWhole([], fragmented);
    });
  });

  describe('a file that is complete at the provider and can’t be imported', () => {
    it.each([
      [
        'is encrypted',
        tinyMp4({ stsd: isoBox('stsd', [u32(0, 1), isoBox('encv', Buffer.alloc(80))]) }),
        'encrypted',
      ],
      ['claims to last for months', tinyMp4({ stts: tableBox('stts', 1, 4, 2_500_000_000) }), 'too-long'],
      ['is nested too deep', Buffer.concat([FTYP, isoBox('moov', [mvhd(), nested('meta', 50)])]), 'too-deep'],
    ])('that %s is left to a person after one download', async (_name, content, code) => {
      const { connector, storageRequests } = await scene([], { content });
      const row = await importOf(site.admin, connector.id, ({ status }) => status === 'dead');
      expect(row).toMatchObject({ attempts: 1, canRetry: true, problem: { code } });
      expect(english(row.problem?.what ?? '')).toMatch(/won’t be downloaded again automatically/);
      expect(storageRequests()).toHaveLength(1);
    });

    it('that is damaged is fetched again', async () => {
      const content = tinyMp4().subarray(0, -2);
      const { connector, storageRequests } = await scene([], { content });
      await until(
        () => Promise.resolve(storageRequests().length),
        (requests) => requests >= 3,
      );
      await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: false });
      const row = await importOf(site.admin, connector.id, ({ status }) => status !== 'running');
      expect(row).toMatchObject({ problem: { code: 'cut-off' } });
      expect(['waiting', 'retrying']).toContain(row.status);
    });
  });

  it('fault 12: no attempt is counted while requests to a failing provider are paused', async () => {
    // Three imports whose calls fail together open the circuit; from then on nobody is asked.
    const host = addHost(zoom);
    for (const days of [1, 2, 3]) zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(days) });
    zoom.faults.add({ kind: 'status', status: 503, target: 'download' });
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    const rows = await until(
      () => site.admin.imports(connector.id),
      (all) =>
        all.length === 3 && all.every(({ status, problem }) => status === 'waiting' && problem !== undefined),
      90_000,
    );
    for (const row of rows) {
      expect(row.problem?.code).toBe('circuit-open');
      expect(row.reason).toEqual(message('reason.provider-down'));
      expect(row.attempts).toBeLessThan(4);
    }
    await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: false });
  });

  it.each([false, true])(
    'fault 4: a body longer than declared is refused (Content-Length right: %s)',
    async (hidden) => {
      await arrivesWhole([{ kind: 'longer', extraBytes: 1000, hidden, times: 1 }]);
    },
  );

  it.each([undefined, 'video/mp4'])(
    'fault 5: a page in place of the video, sent as %s, is answered by a fresh token',
    async (contentType) => {
      await arrivesWhole([{ kind: 'html', contentType, times: 1, target: 'storage' }]);
    },
  );

  it('fault 5: a page that comes again and again is never stored, and the panel says so', async () => {
    const { connector } = await scene([{ kind: 'html', contentType: 'video/mp4', target: 'storage' }]);
    const row = await importOf(site.admin, connector.id, ({ problem }) => problem !== undefined);
    expect(english(row.problem?.what ?? '')).toMatch(/sent HTML instead of the file/);
    expect(row.files.every((stored) => stored.downloadUrl === undefined)).toBe(true);
    await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: false });
  });

  it.each([undefined, 'video/mp4'])(
    'fault 6: an error as JSON in place of the video, sent as %s, is answered by a fresh token',
    async (contentType) => {
      await arrivesWhole([{ kind: 'json', contentType, times: 1, target: 'storage' }]);
    },
  );

  it('fault 7: resumes from the offset when token and link expire in the middle', async () => {
    const { requests } = await arrivesWhole([
      { kind: 'short-body', at: 'half', times: 1, then: 'revoke-tokens' },
    ]);
    const last = requests[requests.length - 1];
    expect(last?.headers.range).toMatch(/^bytes=[1-9]\d+-$/);
    expect(last?.headers['if-range']).toMatch(/^"/);
  });

  it('fault 8: starts from byte 0 when the server ignores Range', async () => {
    await arrivesWhole([{ kind: 'short-body', at: 'half', times: 1 }, { kind: 'ignore-range' }]);
  });

  it('fault 9: never mixes bytes of two versions when the object changed in between', async () => {
    await arrivesWhole([
      { kind: 'short-body', at: 'half', times: 1 },
      { kind: 'changed', ifRange: 'ignored', on: { range: true }, times: 1 },
    ]);
  });

  it.each([{ offsetBy: 7 }, { totalBy: 5 }])(
    'fault 10: refuses a part whose Content-Range lies by %j',
    async (lie) => {
      await arrivesWhole([
        { kind: 'short-body', at: 'half', times: 1 },
        { kind: 'wrong-range', ...lie, times: 1 },
      ]);
    },
  );

  it('fault 11: waits for a rate limit without counting an attempt', async () => {
    const { connector } = await scene([
      { kind: 'status', status: 429, target: 'download', retryAfter: '3600', times: 1 },
    ]);
    const row = await importOf(
      site.admin,
      connector.id,
      ({ status, nextAttemptAt }) => status === 'waiting' && nextAttemptAt !== undefined,
    );
    expect(row.attempts).toBe(0);
    expect(Date.parse(row.nextAttemptAt ?? '') - Date.now()).toBeGreaterThan(3_000_000);
    await site.admin.must('POST', `/connectors/${connector.id}/enabled`, { enabled: false });
  });

  it('fault 12: an outage of the downloads delays the import and loses nothing', async () => {
    const { connector } = await scene([{ kind: 'status', status: 503, target: 'download' }]);
    await importOf(
      site.admin,
      connector.id,
      ({ attempts, problem }) => attempts > 0 && problem !== undefined,
    );
    zoom.faults.clear();
    // It goes on by itself too: then there is nothing to try again any more.
    await site.admin.call('POST', `/imports/${(await site.admin.imports(connector.id))[0]?.id}/retry`);
    await importOf(site.admin, connector.id, ({ status }) => status === 'done');
  });

  it('fault 13: a stalled connection is closed and resumed', async () => {
    await arrivesWhole([{ kind: 'stall', at: 'half', times: 1 }]);
  });

  it('fault 14: a connection with one byte a second is closed and resumed', async () => {
    await arrivesWhole([{ kind: 'throttle', bytesPerSecond: 1, at: 'half', times: 1 }]);
  });

  it('fault 24: names that the provider sends never become paths', async () => {
    const { row } = await arrivesWhole([
      { kind: 'disposition', value: 'attachment; filename="../../../etc/passwd"' },
    ]);
    expect(row.files[0]?.downloadUrl).toMatch(/^\/uploads\/meeting_[0-9a-f]{32}\.mp4$/);
  });

  it('fault 25: an empty answer instead of the file is never stored', async () => {
    await arrivesWhole([{ kind: 'zero-bytes', times: 1 }]);
  });

  it('fault 25: waits for a file of size 0 that is still processed, and imports it when it is ready', async () => {
    const host = addHost(zoom);
    const meeting = zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(1), inProgress: true });
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    const waiting = await importOf(site.admin, connector.id, ({ status }) => status === 'waiting');
    expect(waiting.reason).toEqual(message('reason.not-ready'));
    expect(waiting.files).toEqual([]);
    zoom.finishMeeting(meeting.uuid);
    await site.admin.must('POST', `/imports/${waiting.id}/retry`);
    await importOf(site.admin, connector.id, ({ status }) => status === 'done');
  });

  it('fault 26: never sends HEAD', async () => {
    const { requests } = await arrivesWhole([{ kind: 'head-lies' }]);
    expect(requests.map((entry) => entry.method)).toEqual(['GET']);
  });
});
