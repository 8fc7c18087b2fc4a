import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { openDatabase } from '../../server/src/ledger/database';
import { openSpool, spoolDirBeside } from '../../server/src/media/spool';
import { sweepOrphans } from '../../server/src/imports/orphans';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { bootSite, type Site } from '../support/boot-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, type Zoom } from '../support/zoom-site';

const TWO_DAYS_MS = 2 * 86_400_000;
const ours = (digit: string) => `meeting_${digit.repeat(32)}`;

describe('the janitor (P7)', () => {
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

  it('removes what crashes left behind for a day, and nothing else', async () => {
    const uploads = site.uploadsDir;
    const spoolDir = spoolDirBeside(uploads);
    const database = openDatabase(site.strapi as Core.Strapi, { name: 'playground', former: [] });
    const host = addHost(zoom);
    for (const days of [1, 2]) zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(days) });
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    await site.admin.runEnded(connector.id);
    const [stored, half] = await database.files.find({});
    if (!stored?.storedName || half === undefined) throw new Error('two files were to be imported');
    const mediaName = `${stored.storedName}.mp4`;

    const isOld = new Date(Date.now() - TWO_DAYS_MS);
    const put = (dir: string, name: string, age: 'old' | 'young' = 'old') => {
      const file = path.join(dir, name);
      writeFileSync(file, name);
      if (age === 'old') utimesSync(file, isOld, isOld);
      return file;
    };
    mkdirSync(spoolDir, { recursive: true });
    mkdirSync(path.join(uploads, `${ours('d')}.mp4`));
    utimesSync(path.join(uploads, `${ours('d')}.mp4`), isOld, isOld);
    utimesSync(path.join(uploads, mediaName), isOld, isOld);
    const orphans = [
      put(uploads, `${ours('a')}.mp4`),
      put(uploads, `${ours('b')}.m4a.part`),
      put(spoolDir, '424242.1.part'),
    ];
    const claimedInLedger = put(uploads, `${ours('c')}.mp4`);
    const claimedInSpool = put(spoolDir, `${half.id}.7.part`);
    await database.files.update(
      { id: half.id },
      { storedName: ours('c'), spoolName: path.basename(claimedInSpool) },
    );
    const kept = [
      claimedInLedger,
      claimedInSpool,
      path.join(uploads, mediaName),
      path.join(uploads, `${ours('d')}.mp4`),
      put(uploads, `${ours('e')}.mp4`, 'young'),
      put(spoolDir, '424243.1.part', 'young'),
      put(uploads, 'holiday_2019_1a2b3c.mp4'),
      put(uploads, `thumbnail_${ours('f')}.jpg`),
      put(uploads, 'meeting_notes.mp4'),
      put(uploads, `meeting_${'f'.repeat(31)}.mp4`),
      put(spoolDir, 'notes.txt'),
      put(spoolDir, '7.part'),
    ];

    const janitor = {
      database,
      clock: Date.now,
      spool: openSpool(spoolDir),
      library: { localDir: uploads },
    };
    expect(await sweepOrphans(site.strapi as Core.Strapi, janitor)).toBe(orphans.length);
    expect(orphans.filter(existsSync)).toEqual([]);
    expect(kept.filter((file) => !existsSync(file))).toEqual([]);
    expect(await sweepOrphans(site.strapi as Core.Strapi, janitor)).toBe(0);

    // With a remote upload provider, the local upload folder is left alone.
    const elsewhere = put(uploads, `${ours('a')}.mp4`);
    await sweepOrphans(site.strapi as Core.Strapi, { ...janitor, library: { localDir: undefined } });
    expect(existsSync(elsewhere)).toBe(true);
  });

  it('keeps a file that an import continues: the file with its name is adopted, not stored twice', async () => {
    const host = addHost(zoom);
    zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(1) });
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    const before = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    await site.admin.runEnded(connector.id);
    // As after a crash between the rename and the row: the file is in place, without an entry and without a spool file.
    const database = openDatabase(site.strapi as Core.Strapi, { name: 'playground', former: [] });
    const [file] = await database.files.find({ importId: before.id });
    const name = `${file?.storedName}.mp4`;
    await site.strapi.db.query('plugin::upload.file').delete({ where: { documentId: file?.mediaFileId } });
    await database.files.update(
      { importId: before.id },
      { status: 'verified', mediaFileId: null, spoolName: `${file?.id}.1.part` },
    );
    const at = new Date(Date.now() - TWO_DAYS_MS);
    utimesSync(path.join(site.uploadsDir, name), at, at);
    const spool = openSpool(spoolDirBeside(site.uploadsDir));
    const library = { localDir: site.uploadsDir };
    await sweepOrphans(site.strapi as Core.Strapi, { database, clock: Date.now, spool, library });
    expect(existsSync(path.join(site.uploadsDir, name))).toBe(true);

    const requests = zoom.log.filter((entry) => entry.host === 'storage').length;
    await database.imports.update(
      { id: before.id },
      { stage: 'store', status: 'waiting', nextAttemptAtMs: Date.now() },
    );
    const after = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    expect(after.files[0]?.downloadUrl).toBe(before.files[0]?.downloadUrl);
    expect(zoom.log.filter((entry) => entry.host === 'storage').length).toBe(requests);
  });

  it('is not needed after somebody emptied the spool folder: the lost files are downloaded again', async () => {
    const host = addHost(zoom);
    const meeting = zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(1) });
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    const before = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    await site.admin.runEnded(connector.id);
    // As after a crash between the check and the rename, without the spool file.
    const database = openDatabase(site.strapi as Core.Strapi, { name: 'playground', former: [] });
    const [file] = await database.files.find({ importId: before.id });
    await site.strapi.db.query('plugin::upload.file').delete({ where: { documentId: file?.mediaFileId } });
    await database.files.update(
      { importId: before.id },
      { status: 'verified', mediaFileId: null, storedName: null, spoolName: `${file?.id}.1.part` },
    );
    await database.imports.update(
      { id: before.id },
      { stage: 'store', status: 'waiting', nextAttemptAtMs: Date.now() },
    );
    const after = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    expect(after.files[0]?.sha256).toBe(await meeting.files?.[0]?.content().sha256());
    expect(after.files[0]?.downloadUrl).not.toBe(before.files[0]?.downloadUrl);
  });
});
