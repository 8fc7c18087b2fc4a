import { isDeepStrictEqual } from 'node:util';
import type { CheckConnector, CheckStepView, ConnectorOptions } from '../../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../contracts/defaults';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { kindName } from '../../../contracts/messages/kinds';
import type { Accounts } from '../accounts/accounts';
import type { Credentials } from '../accounts/credentials';
import type { SignInVaults } from '../accounts/sign-in-vault';
import type { PluginConfig } from '../config';
import { isEmailAddress } from '../domain/email';
import type { Host } from '../domain/recording';
import { asConnectorError } from '../domain/unexpected';
import { refusalOf } from '../domain/ownership';
import { refused } from '../domain/refusals';
import type { ConnectorRow, Database } from '../ledger/database';
import type { Library } from '../media/library';
import { storedTypes } from '../media/mime';
import type { Spool } from '../media/spool';
import { allowing, isTypeAllowed } from '../media/upload-rules';
import type { Account } from '../providers/account';
import { NOT_TRIED, sentence } from '../providers/check-steps';
import type { Provider } from '../providers/provider';
import { providerOf, sortSettings } from './form';

/** What this file needs. `runtime.ts` provides it. */
export interface Dependencies {
  config: Pick<PluginConfig, 'posters'>;
  ffmpeg: string | undefined;
  database: Pick<Database, 'site' | 'connectors'>;
  credentials: Pick<Credentials, 'canEncrypt' | 'readable'>;
  vaults: Pick<SignInVaults, 'of'>;
  accounts: Pick<Accounts, 'forCheck'>;
  library: Pick<Library, 'rules'>;
  spool: Pick<Spool, 'prepare'>;
}

/** Tests what is typed, before it is saved (A3). */
export async function checkConnector(
  runtime: Dependencies,
  body: CheckConnector.Body,
): Promise<CheckConnector.Response['data']> {
  const { credentials, database } = runtime;
  const provider = providerOf(body.provider);
  const saved = body.id === undefined ? undefined : await database.connectors.findOne({ id: body.id });
  // Secrets of a connector of another provider are not lent.
  const row = saved?.provider === body.provider ? saved : undefined;
  const { all, plain, secrets } = sortSettings(
    provider,
    body.settings,
    row && { settings: row.settings, secrets: await credentials.readable(row) },
  );
  // A copy sends nothing with what it was not given itself.
  const paused = row && refusalOf(database.site, 'work', row);
  if (paused !== undefined) throw refused(paused.what, paused.code);
  const account = runtime.accounts.forCheck(
    provider,
    all,
    body.options.useProxy ?? false,
    await signInFor(runtime, row, plain, secrets),
  );
  const steps: CheckStepView[] = [];
  try {
    steps.push(...(await provider.checkConnection(account)));
    const emails = body.options.hostEmails ?? [];
    if (emails.length > 0 && provider.listsRecordings?.resolveHosts !== undefined) {
      if (steps.some(({ outcome }) => outcome === 'failed'))
        // It would fail for the same reason, and one fault would be counted twice.
        steps.push({ id: 'hosts', label: message('check.hosts'), outcome: 'skipped', detail: NOT_TRIED });
      else steps.push(...(await checkHosts(provider, account, emails)));
    }
  } catch (error) {
    const known = asConnectorError(error);
    steps.push({
      id: known.code,
      label: message('check.talk', { provider: provider.descriptor.label }),
      outcome: 'failed',
      detail: known.said,
    });
  } finally {
    account.http.close();
  }
  steps.push(await checkStorage(runtime));
  steps.push(...checkUploadRules(runtime, provider, body.options));
  steps.push({
    id: 'encryption-key',
    label: message('check.encryption-key'),
    ...(credentials.canEncrypt()
      ? { outcome: 'passed' as const }
      : { outcome: 'failed' as const, detail: message('check.encryption-key.missing') }),
  });
  return { passed: steps.every((step) => step.outcome !== 'failed'), steps };
}

/** That the provider knows each address, and lets the account list each of these hosts. */
async function checkHosts(provider: Provider, account: Account, emails: string[]): Promise<CheckStepView[]> {
  const label = message('check.hosts');
  const malformed = emails.filter((email) => !isEmailAddress(email));
  const wellFormed = emails.filter(isEmailAddress);
  const resolved = await provider.listsRecordings?.resolveHosts?.(
    account,
    wellFormed,
    AbortSignal.timeout(30_000),
  );
  const unknown = [...malformed, ...(resolved?.unknown ?? [])];
  const tried = await tryHosts(provider, account, resolved?.hosts ?? []);
  if (unknown.length === 0) return [{ id: 'hosts', label, outcome: 'passed' }, ...tried];
  const nobody = (resolved?.hosts.length ?? 0) === 0;
  const named: CheckStepView = {
    id: 'hosts',
    label,
    outcome: nobody ? 'failed' : 'warning',
    detail: message(nobody ? 'check.hosts.none' : 'check.hosts.some', {
      provider: provider.descriptor.label,
      hosts: unknown,
    }),
    field: 'hostEmails',
  };
  return [named, ...tried];
}

/** More hosts would take longer than a manager waits. */
const MOST_HOSTS = 20;

/** Access may be given host by host, e.g. by an access policy: each is tried, and each refusal is named. */
async function tryHosts(
  { listsRecordings, descriptor }: Provider,
  account: Account,
  hosts: readonly Host[],
): Promise<CheckStepView[]> {
  if (listsRecordings?.tryHost === undefined || hosts.length === 0) return [];
  const id = 'host-access';
  const label = message('check.host-access');
  const refusals: Message[] = [];
  for (const host of hosts.slice(0, MOST_HOSTS)) {
    try {
      await listsRecordings.tryHost(account, host, AbortSignal.timeout(15_000));
    } catch (thrown) {
      const error = asConnectorError(thrown);
      const what = sentence(error, descriptor.label);
      refusals.push(message('check.host-access.one', { host: host.email ?? host.name ?? host.id, what }));
    }
  }
  if (refusals.length > 0) {
    const detail = message('check.host-access.refused', { hosts: refusals });
    return [{ id, label, outcome: 'failed', detail, field: 'hostEmails' }];
  }
  const more = hosts.length - MOST_HOSTS;
  if (more > 0)
    return [{ id, label, outcome: 'skipped', detail: message('check.host-access.more', { count: more }) }];
  return [{ id, label, outcome: 'passed' }];
}

/** The saved sign-in can be used only while the form has exactly the saved settings. */
async function signInFor(
  runtime: Dependencies,
  row: ConnectorRow | undefined,
  plain: object,
  secrets: object,
) {
  const isSaved =
    row !== undefined && Object.keys(secrets).length === 0 && isDeepStrictEqual(row.settings, plain);
  return isSaved ? await runtime.vaults.of(row) : undefined;
}

async function checkStorage(runtime: Dependencies): Promise<CheckStepView> {
  const label = message('check.storage');
  try {
    await runtime.spool.prepare();
    return { id: 'storage', label, outcome: 'passed' };
  } catch (error) {
    return { id: 'storage', label, outcome: 'failed', detail: asConnectorError(error).said };
  }
}

/** Compares every file type that the connector imports with the upload rules of the site. No step where nothing is imported. */
function checkUploadRules(
  runtime: Dependencies,
  { descriptor }: Provider,
  { rules, joinSegments }: Partial<ConnectorOptions>,
): CheckStepView[] {
  if (descriptor.files === undefined) return [];
  const id = 'upload-rules';
  const label = message('check.upload-rules');
  const stored = storedTypes(descriptor.files, {
    skipKinds: rules?.skipKinds ?? DEFAULT_CONNECTOR_OPTIONS.rules.skipKinds,
    joinSegments: joinSegments ?? DEFAULT_CONNECTOR_OPTIONS.joinSegments,
    makesPosters: runtime.config.posters && runtime.ffmpeg !== undefined,
  });
  const site = runtime.library.rules();
  const refused = stored.filter(({ mime }) => !isTypeAllowed(mime, site));
  if (refused.length === 0) return [{ id, label, outcome: 'passed' }];
  const media = stored.filter(({ isMedia }) => isMedia);
  const types = refused.map(({ mime, kinds }) =>
    message('check.upload-rules.type', { mime, kinds: kinds.map(kindName) }),
  );
  return [
    {
      id,
      label,
      // Without any media file there is no recording. Without another file, the recording only lacks that file.
      outcome: media.every((type) => refused.includes(type)) ? 'failed' : 'warning',
      detail: message('check.upload-rules.refused', { types }),
      uploadRules: {
        refused: refused.map(({ mime, kinds }) => ({ mime, kinds })),
        allowing: allowing(
          site,
          refused.map(({ mime }) => mime),
        ),
      },
    },
  ];
}
