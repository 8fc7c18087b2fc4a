import { english } from '../../contracts/messages/say';
import type { RefusalDetails } from '../../contracts/common';
import type { CheckConnector, ConnectorOptions, ConnectorView } from '../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { RunLogEntry, RunView } from '../../contracts/runs';
import type { BaseHarness } from '../../emulators/contract/harness';
import { onlyPushes } from '../../server/src/providers/provider';
import { providers } from '../../server/src/providers/registry';
import type { SettingsValue } from '../../server/src/providers/settings';
import { bootSite, type Site } from '../support/boot-site';

/** Possible entries in the list of hosts, from the form, from code or from older rows. */
const HOST_LISTS: Record<string, string[]> = {
  'no host': [],
  'no e-mail address': ['not an email'],
  'a host': ['ada@school.example'],
  'a host and no e-mail address': ['ada@school.example', 'not an email'],
};

interface Seen {
  view: ConnectorView;
  run: RunView;
  log: string;
}

/** Health is never green without evidence (A5, A7), for every provider of the registry. */
describe('a provider that does not answer', () => {
  let site: Site;
  beforeAll(async () => {
    // Emulators with two addresses have two names.
    site = await bootSite({
      pluginConfig: { network: { allowedPrivateHosts: ['127.0.0.1', 'localhost'] } },
    });
  });
  afterAll(() => site.stop());

  /** Adds it switched off, with a list that the form would refuse, and then switches it on. */
  async function connect(
    provider: string,
    settings: Record<string, SettingsValue>,
    hostEmails: string[],
  ): Promise<string> {
    const options: ConnectorOptions = { ...DEFAULT_CONNECTOR_OPTIONS, name: provider };
    const { id } = await site.admin.addConnector({ provider, enabled: false, options, settings });
    await site.strapi.db
      .connection('mc_connectors')
      .where({ document_id: id })
      .update({ options: JSON.stringify({ ...options, hostEmails }) });
    await site.admin.must('POST', `/connectors/${id}/enabled`, { enabled: true });
    return id;
  }
  async function seen(id: string): Promise<Seen> {
    const run = await site.admin.runEnded(id);
    const { data } = await site.admin.must<{ data: ConnectorView }>('GET', `/connectors/${id}`);
    const log = await site.admin.must<{ data: RunLogEntry[] }>('GET', `/runs/${run.id}/log`);
    return { view: data, run, log: log.data.map(({ message }) => english(message)).join('\n') };
  }

  it('an invalid address is refused with its field and its value, and nothing is saved', async () => {
    const options = { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Typed' };
    const settings = { accountId: 'a', clientId: 'b', clientSecret: 'c' };
    const bodies: [object, object, string, string][] = [
      [{ hostEmails: ['ada@school.example', 'not an email'] }, {}, 'options.hostEmails.1', 'not an email'],
      [
        { publishAs: 'host', hostDomains: ['@school.example'] },
        {},
        'options.hostDomains.0',
        '@school.example',
      ],
      [{}, { apiBaseUrl: 'api.zoom.us' }, 'settings.apiBaseUrl', 'api.zoom.us'],
    ];
    for (const [over, more, path, entry] of bodies) {
      const typed = {
        provider: 'zoom',
        options: { ...options, ...over },
        settings: { ...settings, ...more },
      };
      for (const [route, body] of [
        ['/connectors', { ...typed, enabled: true }],
        ['/connectors/check', typed],
      ] as const) {
        const refused = await site.admin.call<{ error: { details: RefusalDetails } }>('POST', route, body);
        expect(refused.status).toBe(400);
        expect(english(refused.body.error.details.fields?.[path] ?? '')).toContain(`“${entry}” is not`);
      }
    }
    const jaas = await site.admin.call<{ error: { details: RefusalDetails } }>('POST', '/connectors/check', {
      provider: 'jaas',
      options,
      settings: { appId: 'x', keyId: 'y', privateKey: 'z', linkHosts: ['*.example.com'] },
    });
    expect(english(jaas.body.error.details.fields?.['settings.linkHosts'] ?? '')).toContain(
      '“*.example.com” is not',
    );
    expect((await site.admin.must<{ data: unknown[] }>('GET', '/connectors')).data).toEqual([]);
  });

  it.each(providers.map((provider) => [provider.descriptor.label, provider] as const))(
    '%s: is never Authorized, On time or Finished, whatever stands in the list of hosts',
    async (_label, provider) => {
      const { id } = provider.descriptor;
      const { startHarness } = (await import(`../../emulators/${id}/harness`)) as {
        startHarness: () => Promise<BaseHarness>;
      };
      const harness = await startHarness();
      let answered: string;
      try {
        answered = await connect(id, harness.settings, []);
        const { view, run } = await seen(answered);
        expect(run.status).toBe('finished');
        // A provider that only pushes gives no evidence before its first event.
        expect(view.status).toMatchObject(
          onlyPushes(provider)
            ? { authorization: 'no-event-yet', summary: 'not-run-yet', syncStatus: 'never' }
            : { authorization: 'authorized', summary: 'on-time', syncStatus: 'finished' },
        );
        expect(view.status.lastSyncedAt === undefined).toBe(onlyPushes(provider));
      } finally {
        await harness.stop();
      }

      // One fault is one failed test, also where a host is listed that can't be looked up.
      const { data: checked } = await site.admin.must<CheckConnector.Response>('POST', '/connectors/check', {
        provider: id,
        options: { ...DEFAULT_CONNECTOR_OPTIONS, name: id, hostEmails: ['ada@school.example'] },
        settings: harness.settings,
      });
      const failed = checked.steps.filter(({ outcome }) => outcome === 'failed');
      expect(failed.map(({ id: step }) => step)).toHaveLength(onlyPushes(provider) ? 0 : 1);

      await site.admin.must('POST', `/connectors/${answered}/sync`);
      const ids = await Promise.all(
        Object.values(HOST_LISTS).map((hosts) => connect(id, harness.settings, hosts)),
      );
      const [before, ...fresh] = await Promise.all([answered, ...ids].map(seen));
      for (const { view } of [before, ...fresh].filter((one) => one !== undefined)) {
        expect(view.status.authorization).not.toBe('authorized');
        expect(['on-time', 'with-problems']).not.toContain(view.status.summary);
        expect(view.status.syncStatus).not.toBe('finished');
      }
      for (const { view } of fresh) {
        expect(view.status.lastSyncedAt).toBeUndefined();
        expect(view.status.lastSucceededAt).toBeUndefined();
      }
      const [, malformed, , mixed] = fresh;
      for (const one of [malformed, mixed]) expect(one?.log ?? '').not.toContain('was imported');
      // No provider can say whether the addresses are known, but invalid addresses are named.
      expect(malformed?.run.status).toBe('failed');
      expect(malformed?.log).toContain('“not an email” in the list of hosts is not an email address');
    },
    120_000,
  );
});
