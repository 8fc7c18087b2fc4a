import path from 'node:path';
import Database from 'better-sqlite3';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { addressOf, neverEnding, post, signedByZoom } from '../support/hook-site';
import { spawnSite, type SpawnedSite } from '../support/spawn-site';
import { addHost, connectorBody, IMPATIENT, type Zoom } from '../support/zoom-site';

const MiB = 1024 * 1024;
/** Each of both ends holds one descriptor of a connection; some machines allow fewer. */
const CONNECTIONS = Math.min(10_000, openFilesAllowed() - 1_000);
const EVENTS = 3_000;
const AT_ONCE = 100;

function openFilesAllowed(): number {
  const { userLimits } = process.report.getReport() as unknown as {
    userLimits: { open_files: { hard: number | 'unlimited' } };
  };
  const { hard } = userLimits.open_files;
  return hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
}

/** Works through the numbers below `count`, so many at a time. */
async function inTurn(count: number, atOnce: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) {
        next += 1;
        await work(next - 1);
      }
    }),
  );
}

describe('fault 57: a storm of events, large bodies and connections that never end', () => {
  let zoom: Zoom;
  let site: SpawnedSite;
  let address: string;
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    site = await spawnSite({
      pluginConfig: { ...IMPATIENT, jobs: { enabled: false }, webhooks: { bodyWithinMs: 3_000 } },
      env: { PLAYGROUND_MEASURE: 'true' },
    });
    const host = addHost(zoom);
    const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [host.email] }));
    address = await addressOf(site, connector.id);
  });
  afterAll(async () => {
    await site.kill('SIGKILL');
    await zoom.stop();
  });

  const rss = async () => ((await (await fetch(`${site.url}/_measure`)).json()) as { rss: number }).rss;
  const event = (number: number) => {
    const body = JSON.stringify({
      event: 'recording.started',
      event_ts: Date.now(),
      payload: { account_id: 'a', object: { uuid: `storm-${number}`, id: 1, host_id: 'h' } },
    });
    return post(address, body, signedByZoom(body, String(zoom.connectorSettings.webhookSecret)));
  };

  it('answers 408, 413 and 503, uses little memory, and loses no accepted event', async () => {
    const rssBefore = await rss();
    let most = rssBefore;
    const watching = setInterval(
      () =>
        void rss().then(
          (now) => (most = Math.max(most, now)),
          () => undefined,
        ),
      500,
    );

    const taken: number[] = [];
    const answers = new Map<number, number>();
    const count = (status: number) => answers.set(status, (answers.get(status) ?? 0) + 1);
    const storm = inTurn(EVENTS, AT_ONCE, async (number) => {
      // A connection that is closed while it is full is no answer: the provider tries again.
      const { status } = await event(number).catch(() => ({ status: 0 }));
      count(status);
      if (status === 204) taken.push(number);
    });
    const large = inTurn(60, 6, async () => {
      const { status } = await post(address, Buffer.alloc(1.1 * MiB)).catch(() => ({ status: 0 }));
      expect([0, 413, 503]).toContain(status);
    });
    const open: string[] = [];
    const slow = inTurn(CONNECTIONS, CONNECTIONS, async () => {
      open.push(await neverEnding(address));
    });
    await Promise.all([storm, large, slow]);
    clearInterval(watching);

    // Every connection came to an end, each with one of the two answers or closed without one.
    expect(open).toHaveLength(CONNECTIONS);
    const said = new Set(open);
    expect(said).toContain('HTTP/1.1 408 Request Timeout');
    expect(said).toContain('HTTP/1.1 503 Service Unavailable');
    expect([...said].filter((line) => !/^HTTP\/1\.1 (408|503)|^$|^ECONN|^EPIPE/.test(line))).toEqual([]);
    expect([...answers.keys()].filter((status) => ![0, 204, 503].includes(status))).toEqual([]);
    expect(taken.length).toBeGreaterThan(0);
    expect((most - rssBefore) / MiB).toBeLessThan(400);

    // It serves as before …
    expect((await event(EVENTS)).status).toBe(204);
    taken.push(EVENTS);
    // … and what it took outlives it.
    await site.kill('SIGKILL');
    const database = new Database(path.join(site.dataDir, 'data.db'), { readonly: true });
    const { kept } = database.prepare('select count(*) as kept from mc_webhook_deliveries').get() as {
      kept: number;
    };
    database.close();
    // More may be there than were told of: who was closed off before the answer came sends again.
    expect(kept).toBeGreaterThanOrEqual(taken.length);
    expect(kept).toBeLessThanOrEqual(taken.length + (answers.get(0) ?? 0));
  });
});
