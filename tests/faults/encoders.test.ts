import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findFfmpeg } from '../../server/src/media/join/ffmpeg';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { spawnSite, temporaryDir, type SpawnedSite } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, importOf, type Zoom } from '../support/zoom-site';

const MiB = 1024 * 1024;
/** About 50 minutes of video: it is being encoded when this test looks for it. */
const SIZE = 24 * MiB;

/** What is written down of an encoder; see `server/src/media/join/encoders.ts`. */
interface EncoderRecord {
  encoder: { pid: number; start: string };
}

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

/**
 * Stops an encoder where it is. From then on it neither comes to its end nor notices that nobody reads what it
 * says: if it is gone, somebody killed it.
 */
function freeze({ pid }: Running): void {
  process.kill(pid, 'SIGSTOP');
}

/** What is still there of one encoder. */
const leftOf = (dataDir: string, encoder: Running) =>
  seen(
    () => running(dataDir).filter(({ pid }) => pid === encoder.pid),
    ({ length }) => length === 0,
  );

const withFfmpeg = findFfmpeg(undefined) === undefined ? describe.skip : describe;
withFfmpeg('a process that ends while segments are encoded (P16, P19)', () => {
  let zoom: Zoom;
  const dataDir = temporaryDir('encoders');
  const spool = path.join(dataDir, 'public', 'uploads', '.meeting-connectors');
  const recorded = () => readdirSync(spool).filter((name) => name.startsWith('encoder-'));
  const sites: SpawnedSite[] = [];
  let bystander: ChildProcess | undefined;
  const start = async (jobs: Record<string, unknown> = {}) => {
    const site = await spawnSite({ dataDir, pluginConfig: { jobs: { firstRetryMs: 50, ...jobs } } });
    sites.push(site);
    return site;
  };
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
  });
  afterAll(async () => {
    bystander?.kill('SIGKILL');
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

    const begun = async () => {
      const [encoder, ...others] = await seen(
        () => running(dataDir),
        ({ length }) => length > 0,
      );
      if (encoder === undefined) throw new Error('nothing is encoded');
      expect(others).toEqual([]);
      freeze(encoder);
      return encoder;
    };

    // Killed: the child that started ffmpeg hears of it, and ends it.
    const first = await start();
    const connector = await first.admin.addConnector(
      connectorBody(zoom, { hostEmails: [host.email], joinSegments: true, reencode: true }),
    );
    const ofFirst = await begun();
    await first.kill('SIGKILL');
    expect(await leftOf(dataDir, ofFirst)).toEqual([]);

    // Killed at once with that child: nobody is left who could.
    const second = await start();
    const ofSecond = await begun();
    process.kill(ofSecond.parent, 'SIGSTOP');
    await second.kill('SIGKILL');
    process.kill(ofSecond.parent, 'SIGKILL');
    await seen(
      () => existsSync(`/proc/${ofSecond.parent}`),
      (isThere) => !isThere,
    );
    expect(running(dataDir).map(({ pid }) => pid)).toEqual([ofSecond.pid]);

    // The next boot does, but not to a process that was given the number of another encoder.
    const [name = ''] = recorded();
    bystander = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    const record = JSON.parse(readFileSync(path.join(spool, name), 'utf8')) as EncoderRecord;
    const reused = { ...record, encoder: { ...record.encoder, pid: bystander.pid } };
    writeFileSync(
      path.join(spool, `encoder-${bystander.pid}-${record.encoder.start}.json`),
      JSON.stringify(reused),
    );
    const third = await start();
    expect(await leftOf(dataDir, ofSecond)).toEqual([]);
    expect([bystander.exitCode, bystander.signalCode]).toEqual([null, null]);
    // And begins anew.
    await seen(
      () => running(dataDir),
      ({ length }) => length > 0,
    );
    expect(running(dataDir)).toHaveLength(1);
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
