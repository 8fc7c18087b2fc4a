import { isMessage } from '../../contracts/messages/catalogue';
import type { ConnectorView } from '../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { RunLogEntry } from '../../contracts/runs';
import { startEtutoriumEmulator } from '../../emulators/etutorium/emulator';
import { bootSite, type Site } from '../support/boot-site';
import { IMPATIENT } from '../support/zoom-site';

describe('a connector of a provider without a recordings API', () => {
  let site: Site;
  let emulator: Awaited<ReturnType<typeof startEtutoriumEmulator>>;
  beforeAll(async () => {
    emulator = await startEtutoriumEmulator();
    site = await bootSite({ pluginConfig: IMPATIENT });
  });
  afterAll(async () => {
    await site.stop();
    await emulator.stop();
  });

  it('A5: is authorized by a successful run, which says that there is nothing to import, and not with a bad token', async () => {
    const { id } = await site.admin.addConnector({
      provider: 'etutorium',
      enabled: true,
      options: { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Webinars' },
      settings: emulator.connectorSettings,
    });
    const first = await site.admin.runEnded(id);
    expect(first).toMatchObject({ status: 'finished', counts: { found: 0, failed: 0 } });
    const log = await site.admin.must<{ data: RunLogEntry[] }>('GET', `/runs/${first.id}/log`);
    expect(log.data.map(({ message }) => isMessage(message, 'log.nothing-to-list'))).toEqual([true]);
    const view = async () =>
      (await site.admin.must<{ data: ConnectorView }>('GET', `/connectors/${id}`)).data;
    expect((await view()).status).toMatchObject({ authorization: 'authorized', syncStatus: 'finished' });

    emulator.revokeToken();
    await site.admin.must('POST', `/connectors/${id}/sync`);
    const second = await site.admin.runEnded(id);
    expect(second).toMatchObject({ status: 'failed', problem: { code: 'credentials' } });
    expect((await view()).status).toMatchObject({ authorization: 'not-authorized' });
  });
});
