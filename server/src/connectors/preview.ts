import type { Preview, PreviewAuthor, PreviewItem } from '../../../contracts/preview';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import { asConnectorError } from '../domain/unexpected';
import { keyHash } from '../domain/hash';
import type { Occurrence, ProviderFile } from '../domain/recording';
import { cleanTitle } from '../domain/title';
import type { ConnectorRow, Database } from '../ledger/database';
import { knownImports } from '../ledger/imports';
import { hostKey, type Authors } from '../people/authors';
import type { AuthorDecision } from '../people/decide-author';
import { fingerprintOf, plan, type Planned } from '../pipeline/plan';
import type { Provider } from '../providers/provider';
import { planListing } from '../sync/cursor';
import { optionsOf, rulesOf } from '../accounts/policy';
import { resolveHosts } from '../accounts/host-limit';
import type { Clock } from '../domain/clock';
import type { Accounts } from '../accounts/accounts';
import type { Outbox } from '../mails/outbox';

/** What this file needs. `runtime.ts` provides it. */
export interface Dependencies {
  clock: Clock;
  database: Database;
  accounts: Pick<Accounts, 'of'>;
  authors: Pick<Authors, 'lookAt' | 'directory'>;
  outbox: Pick<Outbox, 'trouble'>;
}

const MOST_ITEMS = 500;
/** The longest that a request waits. Then what was listed so far is shown, with a note that there is more. */
const LISTING_MS = 60_000;

/** What a sync of the connector would do now (B11). It only reads: nothing is downloaded, written or created. */
export async function previewOf(runtime: Dependencies, connector: ConnectorRow): Promise<Preview> {
  const opened = await runtime.accounts.of(connector);
  const { provider, account } = opened;
  const lists = provider.listsRecordings;
  if (lists === undefined) {
    throw new ConnectorError(
      'needs-person',
      message('connector.cannot-list', { provider: provider.descriptor.label }),
      { code: 'cannot-list' },
    );
  }
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new Error('enough')), LISTING_MS);
  const seen = new Map<string, Planning>();
  let listedTill: string | undefined;
  let complete = false;
  try {
    const hosts = await resolveHosts(connector, opened, abort.signal, true);
    const rules = rulesOf(connector, opened, hosts);
    const { windows } = planListing(
      {
        watermarkMs: connector.watermarkMs,
        importSince: connector.options.importSince,
        lookBacks: connector.lookBacks ?? {},
      },
      runtime.clock(),
      lists.maxWindowDays,
    );
    try {
      for (const window of windows) {
        // Who can't be read is named by the run. The preview shows the rest.
        const pages = lists.listWindow(account, window, hosts, abort.signal, () => undefined);
        for await (const page of pages) {
          const fresh = page.filter(
            ({ id, startedAt }) => startedAt >= window.from && startedAt < window.to && !seen.has(id),
          );
          for (const planning of await planPage(runtime, connector, fresh, rules))
            seen.set(planning.occurrence.id, planning);
        }
        listedTill = window.to;
      }
      complete = true;
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    }
    const unknownLimits = hosts.limit === 'none' ? [] : hosts.unknown;
    const summary = await summarize(runtime, connector, opened.provider, [...seen.values()]);
    return {
      ...summary,
      ...(summary.accountsToMake.length === 0 ? {} : await mailOf(runtime)),
      unknownLimits,
      complete,
      ...(complete || listedTill === undefined ? {} : { listedTill }),
    };
  } catch (error) {
    throw asConnectorError(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Shown before anybody confirms accounts: without mail, their owners never hear of them (B6). */
async function mailOf(runtime: Dependencies): Promise<Pick<Preview, 'noMail'>> {
  const problem = await runtime.outbox.trouble();
  if (problem === undefined) return {};
  const directory = await runtime.authors.directory();
  return { noMail: { problem, linksInUsers: directory?.kind === 'admin' } };
}

interface Planning {
  occurrence: Occurrence;
  planned: Planned;
}

async function planPage(
  runtime: Dependencies,
  connector: ConnectorRow,
  page: Occurrence[],
  rules: Parameters<typeof plan>[3],
): Promise<Planning[]> {
  const known = await knownImports(
    runtime.database,
    connector.id,
    page.map(({ id }) => keyHash(id)),
  );
  return page.map((occurrence) => ({
    occurrence,
    planned: plan(occurrence, fingerprintOf(occurrence), known.get(keyHash(occurrence.id)), rules),
  }));
}

async function summarize(
  runtime: Dependencies,
  connector: ConnectorRow,
  provider: Provider,
  all: Planning[],
): Promise<Omit<Preview, 'unknownLimits' | 'complete' | 'listedTill'>> {
  const counts: Preview['counts'] = { found: all.length, import: 0, refresh: 0, wait: 0, skip: 0, keep: 0 };
  const decisions = new Map<string, AuthorDecision>();
  const accountsToMake = new Set<string>();
  const accountsToUpgrade = new Set<string>();
  const unknownHosts = new Map<string, Preview['unknownHosts'][number]>();
  let bytes = 0;
  let filesOfUnknownSize = 0;
  const items: PreviewItem[] = [];
  all.sort((a, b) => (a.occurrence.startedAt < b.occurrence.startedAt ? 1 : -1));
  for (const { occurrence, planned } of all) {
    counts[planned.action] += 1;
    const segments = 'segments' in planned ? planned.segments : [];
    const files = segments.flatMap(({ main, extras }) => [main, ...extras]);
    const size = sizeOf(files);
    bytes += size.bytes;
    filesOfUnknownSize += size.unknown;
    const decision = planned.action === 'import' ? await authorOf(occurrence) : undefined;
    if (planned.action === 'keep' || items.length >= MOST_ITEMS) continue;
    const { host } = occurrence;
    items.push({
      title: cleanTitle(occurrence.title),
      startedAt: occurrence.startedAt,
      timezone: occurrence.timezone,
      hostName: host?.name,
      hostEmail: host?.email,
      action: planned.action,
      ...('reason' in planned ? { reason: planned.reason } : {}),
      segments: segments.length,
      files: files.length,
      ...(size.unknown > 0 || files.length === 0 ? {} : { bytes: size.bytes }),
      ...(decision === undefined ? {} : { author: previewAuthor(decision) }),
    });
  }
  return {
    items,
    counts,
    bytes,
    filesOfUnknownSize,
    accountsToMake: [...accountsToMake].sort(),
    accountsToUpgrade: [...accountsToUpgrade].sort(),
    unknownHosts: [...unknownHosts.values()],
  };

  /** Asks once for each host, no matter how many recordings they have. */
  async function authorOf({ host }: Occurrence): Promise<AuthorDecision | undefined> {
    if (optionsOf(connector).publishAs !== 'host') return undefined;
    const key = host === undefined ? '' : hostKey(connector.id, host);
    const decision = decisions.get(key) ?? (await runtime.authors.lookAt(connector, provider, host));
    decisions.set(key, decision);
    if (decision.decision === 'create') accountsToMake.add(decision.email.trim().toLowerCase());
    else if (decision.decision === 'fallback')
      unknownHosts.set(key, { name: host?.email ?? host?.name, reason: decision.reason });
    else if (decision.upgrade) accountsToUpgrade.add(decision.user.email);
    return decision;
  }
}

function previewAuthor(decision: AuthorDecision): PreviewAuthor {
  switch (decision.decision) {
    case 'user':
      return { kind: 'user', name: decision.user.name };
    case 'create':
      return { kind: 'new-account', email: decision.email };
    case 'fallback':
      return { kind: 'manager', reason: decision.reason };
  }
}

function sizeOf(files: readonly ProviderFile[]): { bytes: number; unknown: number } {
  const sizes = files.map(({ sizeBytes }) => sizeBytes);
  return {
    bytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    unknown: sizes.filter((size) => size === undefined).length,
  };
}
