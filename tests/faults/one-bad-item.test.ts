import { startZoomEmulator } from '../../emulators/zoom/emulator';
import type { CheckConnector } from '../../contracts/connectors';
import { runStanding } from '../../contracts/status';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, type Zoom } from '../support/zoom-site';

interface Behind {
  part: { kind: string; host?: { id: string }; id?: string };
  sinceMs: number;
}

describe('one person or meeting that can’t be read (B13)', () => {
  let site: Site;
  let zoom: Zoom;
  beforeEach(async () => {
    zoom = await startZoomEmulator({});
    site = await bootSite({ pluginConfig: IMPATIENT });
  });
  afterEach(async () => {
    zoom.faults.clear();
    await audit(site);
    await site.stop();
    await zoom.stop();
  });

  async function sync(connector: { id: string }) {
    await site.admin.must('POST', `/connectors/${connector.id}/sync`);
    return await site.admin.runEnded(connector.id);
  }
  async function rowOf({ id }: { id: string }) {
    const [row] = await site.strapi.db.connection('mc_connectors').where({ document_id: id });
    return {
      watermarkMs: Number(row.watermark_ms),
      behind: JSON.parse(row.behind ?? '[]') as Behind[],
      authorization: String(row.authorization),
    };
  }
  const titles = async (connector: { id: string }) =>
    (await site.admin.imports(connector.id)).map(({ title }) => title).sort();
  const logOf = async (runId: string) =>
    (await site.strapi.db.query('plugin::meeting-connectors.run-log-entry').findMany({ where: { runId } }))
      .map(({ message }: { message: string }) => message)
      .join('\n');

  it.each([
    { name: 'a permission error with status 200', status: 200, code: 200 },
    { name: 'status 403', status: 403, code: 403 },
    { name: 'status 400', status: 400, code: 3000 },
  ])(
    'a user whose list answers with $name: the rest is imported, the user is named, and found when it is mended',
    async ({ status, code }) => {
      const [ada, grace] = [addHost(zoom, 'Ada Host'), addHost(zoom, 'Grace Host')];
      zoom.addMeeting({ hostId: ada.id, topic: 'Of Ada', startedAt: daysAgo(20) });
      zoom.addMeeting({ hostId: grace.id, topic: 'Of Grace', startedAt: daysAgo(20) });
      zoom.faults.add({ kind: 'api-error', status, code, on: { path: `/users/${grace.id}/recordings` } });
      const connector = await site.admin.addConnector(
        connectorBody(zoom, { importSince: daysAgo(40).slice(0, 10) }),
      );
      const first = await site.admin.runEnded(connector.id);
      expect(first).toMatchObject({ status: 'finished', problem: { code: 'not-read' } });
      expect(runStanding({ ...first, connectorId: connector.id }).word).toBe('with-problems');
      expect(JSON.stringify(first.problem)).toContain(grace.email);
      expect(await logOf(first.id)).toContain(grace.email);
      expect(await titles(connector)).toEqual(['Of Ada']);
      const before = await rowOf(connector);
      expect(before.authorization).toBe('authorized');
      expect(before.watermarkMs).toBeGreaterThan(Date.parse(daysAgo(1)));
      expect(before.behind).toMatchObject([{ part: { kind: 'host', host: { id: grace.id } } }]);
      // Its own watermark lies before everything that was not read.
      expect(before.behind[0]?.sinceMs).toBeLessThan(Date.parse(daysAgo(39)));

      expect(await sync(connector)).toMatchObject({ problem: { code: 'not-read' } });
      expect((await rowOf(connector)).behind).toMatchObject([{ sinceMs: before.behind[0]?.sinceMs }]);

      zoom.faults.clear();
      const mended = await sync(connector);
      expect([mended.status, mended.problem]).toEqual(['finished', undefined]);
      expect(await titles(connector)).toEqual(['Of Ada', 'Of Grace']);
      expect((await rowOf(connector)).behind).toEqual([]);
    },
  );

  it('a meeting with a field of another type is named, asked for by itself, and imported when it is mended', async () => {
    const ada = addHost(zoom, 'Ada Host');
    zoom.addMeeting({ hostId: ada.id, topic: 'As promised', startedAt: daysAgo(20) });
    const odd = zoom.addMeeting({
      hostId: ada.id,
      topic: 'Of another type',
      startedAt: daysAgo(21),
      raw: { recording_files: 'soon' },
    });
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { importSince: daysAgo(40).slice(0, 10) }),
    );
    const first = await site.admin.runEnded(connector.id);
    expect(first).toMatchObject({ status: 'finished', problem: { code: 'not-read' } });
    expect(JSON.stringify(first.problem)).toContain('Of another type');
    expect(await logOf(first.id)).toContain('recording_files');
    expect(await titles(connector)).toEqual(['As promised']);
    expect((await rowOf(connector)).behind).toMatchObject([{ part: { kind: 'occurrence', id: odd.uuid } }]);

    delete zoom.meeting(odd.uuid)?.raw;
    const mended = await sync(connector);
    expect([mended.status, mended.problem]).toEqual(['finished', undefined]);
    expect(await titles(connector)).toEqual(['As promised', 'Of another type']);
    expect((await rowOf(connector)).behind).toEqual([]);
  });

  it('a host whose recordings are refused is named by Check connection', async () => {
    const [ada, grace] = [addHost(zoom, 'Ada Host'), addHost(zoom, 'Grace Host')];
    zoom.faults.add({
      kind: 'api-error',
      status: 200,
      code: 200,
      on: { path: `/users/${grace.id}/recordings` },
    });
    const { provider, settings, options } = connectorBody(zoom);
    const check = async (hostEmails: string[]) => {
      const body = { provider, settings, options: { ...options, hostEmails } };
      const { data } = await site.admin.must<CheckConnector.Response>('POST', '/connectors/check', body);
      return data.steps.find(({ id }) => id === 'host-access');
    };
    expect(await check([ada.email])).toMatchObject({ outcome: 'passed' });
    const refused = await check([ada.email, grace.email]);
    expect(refused).toMatchObject({ outcome: 'failed', field: 'hostEmails' });
    expect(JSON.stringify(refused?.detail)).toContain(grace.email);
    expect(JSON.stringify(refused?.detail)).not.toContain(ada.email);
  });

  it('an account of which everybody is refused is not authorized, and its watermark stays', async () => {
    const [ada, grace] = [addHost(zoom, 'Ada Host'), addHost(zoom, 'Grace Host')];
    zoom.addMeeting({ hostId: ada.id, startedAt: daysAgo(2) });
    zoom.addMeeting({ hostId: grace.id, startedAt: daysAgo(2) });
    zoom.faults.add({ kind: 'api-error', status: 403, code: 403, on: { path: '/recordings' } });
    const connector = await site.admin.addConnector(connectorBody(zoom));
    const run = await site.admin.runEnded(connector.id);
    expect(run).toMatchObject({ status: 'failed', problem: { code: 'account-blocked' } });
    expect(JSON.stringify(run.problem)).toContain('@example.com');
    expect(await rowOf(connector)).toMatchObject({ watermarkMs: 0, authorization: 'not-authorized' });
  });
});
