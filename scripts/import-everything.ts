import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectorView } from '../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../contracts/defaults';
import type { ImportView } from '../contracts/imports';
import type { RunView } from '../contracts/runs';
import type { GetWebhook } from '../contracts/webhooks';
import { findProvider } from '../server/src/providers/registry';
import type { AdminClient } from '../playground/client/admin-client';
import type { DemoProvider } from './demo-providers';

const RUN_TIMEOUT_MS = 5 * 60_000;

export interface Ended {
  connectorId: string;
  provider: DemoProvider;
  run: RunView;
  imports: ImportView[];
}

/** Adds one connector per provider, as a manager would. A second start only syncs again. */
export async function importEverything(
  admin: AdminClient,
  siteUrl: string,
  providers: DemoProvider[],
): Promise<Ended[]> {
  const { data: known } = await admin.must<{ data: ConnectorView[] }>('GET', '/connectors');
  const ended: Ended[] = [];
  for (const provider of providers) {
    if (provider.settings === undefined) continue;
    const name = `${provider.label} (emulated)`;
    const deletes = findProvider(provider.id)?.deletesFromCloud;
    const options = {
      ...DEFAULT_CONNECTOR_OPTIONS,
      name,
      publishStatus: 'published' as const,
      joinSegments: true,
      // Safe, because only the emulator's recordings are deleted.
      deleteAtProvider: deletes?.trashKeptDays === undefined ? ('never' as const) : ('trash' as const),
      deleteAfterHours: 0,
    };
    const before = known.find((connector) => connector.provider === provider.id);
    const connector =
      before === undefined
        ? await admin.addConnector({
            provider: provider.id,
            enabled: true,
            options,
            settings: provider.settings,
            ...(options.deleteAtProvider === 'never' ? {} : { confirmation: name }),
          })
        : (
            await admin.must<{ data: ConnectorView }>('PUT', `/connectors/${before.id}`, {
              options: before.options,
              settings: provider.settings,
            })
          ).data;
    await admin.runEnded(connector.id, RUN_TIMEOUT_MS);
    if (provider.announce !== undefined) {
      await announced(admin, siteUrl, connector.id, provider.announce);
    }
    const run = await admin.runEnded(connector.id, RUN_TIMEOUT_MS);
    ended.push({ connectorId: connector.id, provider, run, imports: await admin.imports(connector.id) });
  }
  return ended;
}

/** For recordings that come by webhook only: the emulator sends its events to the connector's address. */
async function announced(
  admin: AdminClient,
  siteUrl: string,
  connectorId: string,
  announce: NonNullable<DemoProvider['announce']>,
): Promise<void> {
  const { data } = await admin.must<GetWebhook.Response>('GET', `/connectors/${connectorId}/webhook`);
  const meetings = await announce(`${siteUrl}${new URL(data.address).pathname}`);
  const isOpen = ({ stage, status }: ImportView) =>
    stage !== 'clean-up' && !['done', 'skipped', 'dead'].includes(status);
  for (const until = Date.now() + RUN_TIMEOUT_MS; Date.now() < until; await sleep(200)) {
    const imports = await admin.imports(connectorId);
    if (imports.length >= meetings && !imports.some(isOpen)) return;
  }
  throw new Error(`connector ${connectorId}: announced recordings did not arrive in time`);
}
