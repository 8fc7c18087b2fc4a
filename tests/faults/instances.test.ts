import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { audit } from '../support/audit';
import { rowsOf } from '../support/rows-of';
import { asContainer, noContainers, spawnSite, temporaryDir } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, until, type Zoom } from '../support/zoom-site';

const KiB = 1024;
/** At `SLOW` it takes longer than everything that happens meanwhile. */
const LARGE = 64 * KiB * KiB;
const SMALL = 256 * KiB;
const SLOW = 96 * KiB;
/** Each instance takes one import at a time, so that it is known who works on what. */
const PLUGIN = { jobs: { firstRetryMs: 50, concurrency: 1 } };

interface Held {
  title: string;
  status: string;
  owner: string | null;
  fence: number;
}

const refusal = noContainers();
const withContainers = refusal === undefined ? it : it.skip;
if (refusal !== undefined)
  process.stderr.write(`Skipped: this machine starts no containers for tests (${refusal})\n`);

describe('instances of one site (C4)', () => {
  let zoom: Zoom;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
  });
  afterAll(() => zoom.stop());
  afterEach(() => {
    zoom.settings.bytesPerSecond = undefined;
  });

  const meetingsOf = (host: { id: string }) => (topic: string, days: number, sizeBytes: number) => {
    const { files } = zoom.addMeeting({
      hostId: host.id,
      topic,
      startedAt: daysAgo(days),
      segments: [{ files: [{ view: 'active_speaker', sizeBytes, seed: `${host.id} ${topic}` }] }],
    });
    const [file] = files ?? [];
    if (file === undefined) throw new Error('the meeting has no file');
    return file;
  };
  const held = (dataDir: string) =>
    Object.fromEntries(
      rowsOf<Held>(
        dataDir,
        'select title, status, lease_owner as owner, lease_fence as fence from mc_imports order by title',
      ).map(({ title, ...of }) => [title, of]),
    );
  /** No time decides: as if the clock stood still until somebody lets this lease end. */
  const leaseUntil = (dataDir: string, title: string, untilMs: number) =>
    rowsOf(dataDir, `update mc_imports set lease_until_ms = ${untilMs} where title = '${title}'`);
  const FAR = 4_102_444_800_000;

  withContainers(
    'fault 39: containers with one host name take nothing from each other, and wait for the lease of a dead one',
    async () => {
      const host = addHost(zoom);
      const addMeeting = meetingsOf(host);
      const files = { one: addMeeting('one', 9, LARGE), two: addMeeting('two', 8, LARGE) };
      zoom.settings.bytesPerSecond = SLOW;
      const before = zoom.log.entries.at(-1)?.seq ?? 0;
      const dataDir = temporaryDir('containers');
      const container = () => spawnSite({ dataDir, pluginConfig: PLUGIN, launcher: asContainer('strapi') });
      const sites = [await container()];
      try {
        const [first] = sites;
        if (first === undefined) throw new Error('no site');
        const connector = await first.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
        const working = async (title: string) =>
          await until(
            () => Promise.resolve(held(dataDir)),
            (all) => all[title]?.status === 'running',
          );
        const downloading = (admin: typeof first.admin, number: number) =>
          until(
            () => admin.imports(connector.id),
            (all) => all.filter((row) => (row.files[0]?.bytesDone ?? 0) > 0).length >= number,
          );
        await working('one');
        await downloading(first.admin, 1);

        const second = await container();
        sites.push(second);
        await working('two');
        await downloading(second.admin, 2);
        const both = held(dataDir);

        // A third one finds work of its own, and so has looked for any.
        const third = await container();
        sites.push(third);
        const more = async (title: string) => {
          const other = addHost(zoom);
          const file = meetingsOf(other)(title, 1, SMALL);
          await third.admin.addConnector(connectorBody(zoom, { name: title, hostEmails: [other.email] }));
          await until(
            () => Promise.resolve(held(dataDir)),
            (all) => all[title]?.status === 'done',
          );
          return file;
        };
        const small = [await more('three')];
        expect(held(dataDir)).toMatchObject({
          one: { owner: both.one?.owner, fence: 1 },
          two: { owner: both.two?.owner, fence: 1 },
        });
        expect(both.one?.owner).not.toBe(both.two?.owner);

        // Nobody can see that the first one ends: only the time of its lease says so.
        await first.kill('SIGKILL');
        leaseUntil(dataDir, 'one', FAR);
        small.push(await more('four'));
        expect(held(dataDir)).toMatchObject({ one: { status: 'running', owner: both.one?.owner, fence: 1 } });
        leaseUntil(dataDir, 'one', 1);
        zoom.settings.bytesPerSecond = undefined;
        await until(
          () => Promise.resolve(Object.values(held(dataDir))),
          (all) => all.length === 4 && all.every(({ status }) => status === 'done'),
        );
        const hashes = await Promise.all(
          [files.one, files.two, ...small].map(async (file) => await file.content().sha256()),
        );
        const stored = rowsOf<{ sha256: string }>(dataDir, 'select sha_256 as sha256 from mc_import_files');
        expect(stored.map(({ sha256 }) => sha256).sort()).toEqual(hashes.sort());
        const goneOn = (await third.admin.imports(connector.id)).find(({ title }) => title === 'one');
        expect(goneOn?.files[0]?.resumedAtPercent).toBeGreaterThan(0);
        // The first one's was claimed again when its lease was over; nobody else's was. Whoever took it over and
        // let it go, because the others kept SQLite busy, says so in the log.
        const { one, two } = held(dataDir);
        const log = rowsOf(dataDir, "select level, code, message from mc_run_log where level <> 'info'");
        expect({ one: one?.fence, two: two?.fence, log }).toEqual({ one: 2 + log.length, two: 1, log });
        const asked = zoom.log.filter((entry) => entry.host === 'storage' && entry.seq > before);
        expect(asked.some(({ headers }) => headers.range !== undefined)).toBe(true);
        expect(rowsOf(dataDir, "select id from upload_folders where name = 'Meetings'")).toHaveLength(1);
      } finally {
        await Promise.all(sites.map((site) => site.kill('SIGKILL')));
      }
      await audit({ dataDir });
    },
    600_000,
  );

  it('fault 27: what a killed instance held is taken over by the next start on the same machine, whatever its lease says', async () => {
    const host = addHost(zoom);
    const file = meetingsOf(host)('killed', 2, LARGE);
    const dataDir = temporaryDir('killed');
    const before = zoom.log.entries.at(-1)?.seq ?? 0;
    const first = await spawnSite({
      dataDir,
      pluginConfig: PLUGIN,
      env: { PLAYGROUND_CRASH_POINT: 'after-checkpoint' },
    });
    const connector = await first.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    expect(await first.ended).toEqual({ code: null, signal: 'SIGKILL' });
    const left = held(dataDir).killed;
    expect(left).toMatchObject({ status: 'running', fence: 1 });
    // So no time frees it before the start is over.
    leaseUntil(dataDir, 'killed', FAR);
    rowsOf(dataDir, `update mc_connectors set lease_until_ms = ${FAR} where lease_owner is not null`);
    const second = await spawnSite({ dataDir, pluginConfig: PLUGIN });
    try {
      expect(held(dataDir).killed?.owner).not.toBe(left?.owner);
      const [done] = await until(
        () => second.admin.imports(connector.id),
        (all) => all.length === 1 && all.every(({ status }) => status === 'done'),
      );
      expect(done?.files.map(({ sha256 }) => sha256)).toEqual([await file.content().sha256()]);
      expect(done?.files[0]?.resumedAtPercent).toBeGreaterThan(0);
      expect(held(dataDir)).toMatchObject({ killed: { fence: 2 } });
      const asked = zoom.log.filter((entry) => entry.host === 'storage' && entry.seq > before);
      expect(asked.map(({ headers }) => headers.range !== undefined)).toEqual([false, true]);
    } finally {
      await second.stop();
    }
    await audit({ dataDir });
  });
});
