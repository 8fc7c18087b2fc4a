import { readdirSync, readFileSync } from 'node:fs';
import { findFfmpeg } from '../../server/src/media/join/ffmpeg';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { spawnSite, temporaryDir, type SpawnedSite } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, importOf, type Zoom } from '../support/zoom-site';

const MiB = 1024 * 1024;
/** About 50 minutes of video: it is still being encoded whenever this test looks. */
const SIZE = 24 * MiB;

interface Running {
  pid: number;
  parent: number;
}

/** Processes that name a folder in their arguments and have not ended. */
function running(dataDir: string): Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [program = '', ...args] = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
        if (!program.includes('ffmpeg') || !args.some((arg) => arg.includes(dataDir))) return [];
        const [, state, parent] = /\) (\S) (\d+) /.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
        return state === 'Z' || state === 'X' ? [] : [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        return [];
      }
    });
}

/** Looks until `isTrue`, at most for a minute. */
async function seen<T>(look: () => T, isTrue: (found: T) => boolean): Promise<T> {
  let found = look();
  for (let tries = 0; tries < 1_200 && !isTrue(found); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    found = look();
  }
  return found;
}

const withFfmpeg = findFfmpeg(undefined) === undefined ? describe.skip : describe;
withFfmpeg('a process that ends while segments are encoded (P16, P19)', () => {
  let zoom: Zoom;
  const dataDir = temporaryDir('encoders');
  const sites: SpawnedSite[] = [];
  const start = async (jobs: Record<string, unknown> = {}) => {
    const site = await spawnSite({ dataDir, pluginConfig: { jobs: { firstRetryMs: 50, ...jobs } } });
    sites.push(site);
    return site;
  };
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
  });
  afterAll(async () => {
    for (const site of sites) if (site.process.exitCode === null) site.process.kill('SIGKILL');
    for (const { pid } of running(dataDir)) process.kill(pid, 'SIGKILL');
    await zoom.stop();
  });

  it('fault 48: kill -9 again and again leaves no encoder behind', async () => {
    const host = addHost(zoom);
    const startedAtMs = Date.parse(daysAgo(2));
    zoom.addMeeting({
      hostId: host.id,
      startedAt: new Date(startedAtMs).toISOString(),
      segments: [
        {
          startedAt: new Date(startedAtMs).toISOString(),
          files: [{ view: 'active_speaker', sizeBytes: SIZE, seed: host.id }],
        },
        {
          startedAt: new Date(startedAtMs + 6 * 3_600_000).toISOString(),
          files: [{ view: 'active_speaker', fixture: 'screen-640x360-moov-last.mp4' }],
        },
      ],
    });

    // Killed: the child that started ffmpeg hears of it, and ends it.
    const first = await start();
    const connector = await first.admin.addConnector(
      connectorBody(zoom, { hostEmails: [host.email], joinSegments: true, reencode: true }),
    );
    expect(
      await seen(
        () => running(dataDir),
        ({ length }) => length > 0,
      ),
    ).toHaveLength(1);
    await first.kill('SIGKILL');
    expect(
      await seen(
        () => running(dataDir),
        ({ length }) => length === 0,
      ),
    ).toEqual([]);

    // Killed at once with that child: nobody is left who could.
    const second = await start();
    const [encoder] = await seen(
      () => running(dataDir),
      ({ length }) => length > 0,
    );
    if (encoder === undefined) throw new Error('nothing is encoded');
    process.kill(encoder.parent, 'SIGSTOP');
    await second.kill('SIGKILL');
    process.kill(encoder.parent, 'SIGKILL');
    expect(running(dataDir).map(({ pid }) => pid)).toEqual([encoder.pid]);

    // The next boot does, and begins anew.
    const third = await start();
    const now = await seen(
      () => running(dataDir),
      (all) => all.length > 0 && all.every(({ pid }) => pid !== encoder.pid),
    );
    expect(now).toHaveLength(1);
    // Nothing of this was the meeting's fault.
    const row = await importOf(third.admin, connector.id, ({ status }) => status === 'running');
    expect(row.stage).toBe('join');
    await third.kill('SIGTERM');
    expect(
      await seen(
        () => running(dataDir),
        ({ length }) => length === 0,
      ),
    ).toEqual([]);
  }, 240_000);
});
