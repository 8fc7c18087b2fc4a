import { createHash } from 'node:crypto';
import S3rver from 's3rver';
import type { ListRecordingFiles } from '../../contracts/files';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { bootSite } from '../support/boot-site';
import { temporaryDir } from '../support/spawn-site';
import { uploadProvider } from '../support/upload-provider';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, type Zoom } from '../support/zoom-site';

const PROVIDER = uploadProvider('s3');
const SIZE = 6 * 1024 * 1024;

describe('on S3', () => {
  const bucket = 'recordings';
  let zoom: Zoom;
  let store: S3rver;
  let bucketUrl: string;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    store = new S3rver({
      address: '127.0.0.1',
      port: 0,
      silent: true,
      directory: temporaryDir('s3'),
      configureBuckets: [{ name: bucket, configs: [] }],
    });
    const { port } = await store.run();
    bucketUrl = `http://127.0.0.1:${port}/${bucket}`;
  });
  afterAll(async () => {
    await store.close();
    await zoom.stop();
  });

  const keysInBucket = async () =>
    [...(await (await fetch(bucketUrl)).text()).matchAll(/<Key>([^<]+)<\/Key>/g)].map((match) => match[1]);

  it.each([
    ['is stored as a stream and read back by its link', {}],
    ['is read back by a signed link where the bucket is private', { isPrivate: true }],
    ['fault 33: that arrives damaged is noticed when it is read back, and stored once more', { damage: 1 }],
  ])('a recording %s', async (_name, options) => {
    const before = await keysInBucket();
    const host = addHost(zoom);
    const meeting = zoom.addMeeting({
      hostId: host.id,
      startedAt: daysAgo(2),
      segments: [{ files: [{ view: 'active_speaker', sizeBytes: SIZE, seed: host.id }] }],
    });
    const site = await bootSite({
      upload: { provider: PROVIDER, providerOptions: { bucketUrl, ...options } },
      pluginConfig: IMPATIENT,
    });
    try {
      const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
      const row = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
      const [file] = row.files;
      const bytes = Buffer.from(await (await fetch(file?.downloadUrl ?? '')).arrayBuffer());
      expect(bytes.length).toBe(SIZE);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(
        await meeting.files?.[0]?.content().sha256(),
      );
      const [ledger] = await site.strapi.db.connection('mc_import_files').select('read_back');
      expect(Boolean(ledger.read_back)).toBe(true);
      expect(file?.downloadUrl?.includes('?')).toBe('isPrivate' in options);
      // The page of the recording offers it, whatever the storage is, and in part, too.
      const documentId = row.recordingDocumentIds[0] ?? '';
      const { data } = await site.admin.must<ListRecordingFiles.Response>(
        'GET',
        `/recordings/${documentId}/files`,
      );
      const url = data.find(({ field }) => field === 'video')?.url ?? '';
      const rest = await fetch(`${site.url}${url}`, { headers: { range: `bytes=${SIZE - 4}-` } });
      expect([rest.status, rest.headers.get('content-range')]).toEqual([
        206,
        `bytes ${SIZE - 4}-${SIZE - 1}/${SIZE}`,
      ]);
      expect(rest.headers.get('content-disposition')).toMatch(/^attachment; filename=".*\.mp4"$/);
      expect(Buffer.from(await rest.arrayBuffer())).toEqual(bytes.subarray(SIZE - 4));
      // Nothing damaged or doubled is left behind.
      expect(await keysInBucket()).toHaveLength(before.length + 1);
    } finally {
      await site.stop();
    }
  });
});
