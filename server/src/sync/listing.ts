import { message } from '../../../contracts/messages/catalogue';
import type { OpenAccount } from '../accounts/accounts';
import { rulesOf } from '../accounts/policy';
import type { Problem } from '../../../contracts/common';
import type { ConnectorError } from '../domain/errors';
import { isoOf, utcDay } from '../domain/instant';
import { isDue, keyOfPart, withBehind, type PartBehind } from '../domain/parts-behind';
import type { HostResolution } from '../domain/policy';
import type { Occurrence } from '../domain/recording';
import { throwIfStopped } from '../jobs/stops';
import { discover, type Discovery } from '../pipeline/discover';
import type { ListsRecordings, Unread, Window } from '../providers/provider';
import { ofPart } from '../providers/unread';
import { advance, planListing, WHOLE_DAYS, windowsBetween } from './cursor';
import type { Progress } from './run-progress';
import type { RunWork } from './run-work';

/** Lines of the log about what could not be read; the last one says how many more there are. */
const MOST_LINES = 100;
const SHOWN_NAMES = 10;
const SECOND_MS = 1_000;

/** What a run could not read, each part once, with its last error. */
export type UnreadParts = ReadonlyMap<string, Unread>;

/**
 * Lists the windows from the oldest to the newest. The watermark moves after each complete window; a part of
 * the account that could not be read keeps one of its own, and is asked for again first.
 */
export async function listAll(
  work: RunWork,
  opened: OpenAccount,
  lists: ListsRecordings,
  hosts: HostResolution,
  progress: Progress,
  proved: () => Promise<void>,
): Promise<UnreadParts> {
  const { database, connector, run, log, counts, signal, clock } = work;
  const asRead = { id: connector.id, settingsVersion: connector.settingsVersion };
  const signpostMs = clock();
  const listing = planListing(
    {
      watermarkMs: connector.watermarkMs,
      importSince: connector.options.importSince,
      lookBacks: connector.lookBacks ?? {},
    },
    signpostMs,
    lists.maxWindowDays,
  );
  const all = new Map<string, Unread>();
  let found: Unread[] = [];
  const discovery: Discovery = {
    database,
    connectorId: connector.id,
    settingsVersion: connector.settingsVersion,
    runId: run.id,
    account: opened.account,
    lists,
    rules: rulesOf(connector, opened, hosts),
    report: (unread) => {
      const name = typeof unread.name === 'string' ? unread.name : '';
      all.set(`${keyOfPart(unread.part)} ${name}`, unread);
      found.push(unread);
    },
    log,
    counts,
    signal,
    clock,
    found: () => work.imports.wake(),
    checkpoint: () => throwIfStopped(signal),
  };

  let behind = connector.behind ?? [];
  const mainFromMs = listing.windows[0] === undefined ? signpostMs : Date.parse(listing.windows[0].from);
  for (const part of behind.filter((one) => isDue(one, signpostMs))) {
    found = [];
    progress.step(message('step.asking-again', { name: part.name }));
    const isRead = await askAgain(discovery, part, hosts, mainFromMs);
    const others = behind.filter((one) => one !== part);
    behind = isRead ? others : [...others, { ...part, askedAtMs: signpostMs }];
    behind = withBehind(behind, found, part.sinceMs, signpostMs);
    await database.connectors.update(asRead, { behind });
  }

  let { watermarkMs } = connector;
  if (watermarkMs !== null && WHOLE_DAYS in listing.lookBacks)
    await log.add('info', 'whole-look-back', message('log.whole-look-back', { days: WHOLE_DAYS }));
  for (const window of listing.windows) {
    found = [];
    progress.step(message('step.listing', { from: utcDay(window.from), to: utcDay(window.to) }));
    await discover(discovery, window);
    await proved();
    watermarkMs = advance(watermarkMs, window, signpostMs);
    behind = withBehind(behind, found, Date.parse(window.from), signpostMs);
    await database.connectors.update(asRead, { watermarkMs, behind });
  }
  await database.connectors.update(asRead, {
    lookBacks: { ...connector.lookBacks, ...listing.lookBacks },
  });
  await logUnread(work, opened.provider.descriptor.label, all);
  return all;
}

/** True when the part was read, up to where the run lists everything, or when there is nothing left to ask. */
async function askAgain(
  discovery: Discovery,
  { part, name, sinceMs }: PartBehind,
  hosts: HostResolution,
  mainFromMs: number,
): Promise<boolean> {
  const { lists, account, signal } = discovery;
  let isRead = true;
  const report = (unread: Unread) => {
    isRead = false;
    discovery.report(unread);
  };
  const again = { ...discovery, report };
  const list = async (whose: HostResolution) => {
    for (const window of windowsBetween(sinceMs, mainFromMs, lists.maxWindowDays)) {
      if (isRead) await discover({ ...again, hosts: whose }, window);
    }
  };
  try {
    switch (part.kind) {
      case 'account':
        await list(hosts);
        break;
      case 'host':
        // Whom the limit no longer names is nobody's to ask for.
        if (hosts.limit === 'none' || hosts.hosts.some(({ id }) => id === part.host.id))
          await list({ limit: 'hosts', hosts: [part.host], unknown: [] });
        break;
      default: {
        const reading = await lists.readOccurrence(account, part.id, signal, report);
        if (reading.outcome === 'gone') break;
        const { occurrence } = reading;
        await discover({ ...again, lists: only(lists, occurrence) }, instantOf(occurrence.startedAt));
      }
    }
    return isRead;
  } catch (error) {
    discovery.report({ part, name, error: ofPart(error, signal) });
    return false;
  }
}

/** A listing of one occurrence that was read by itself. */
const only = (lists: ListsRecordings, occurrence: Occurrence): ListsRecordings => ({
  ...lists,
  async *listWindow() {
    yield await Promise.resolve([occurrence]);
  },
});

const instantOf = (startedAt: string): Window => ({
  from: startedAt,
  to: isoOf(Date.parse(startedAt) + SECOND_MS),
});

/** With the provider's words, which often name what to ask its administrator for. */
const sentenceOf = ({ said, providerWords }: ConnectorError, provider: string) =>
  providerWords === undefined
    ? said
    : message('check.provider-says', { what: said, provider, words: providerWords });

async function logUnread({ log }: RunWork, provider: string, unread: UnreadParts): Promise<void> {
  for (const { name, error } of [...unread.values()].slice(0, MOST_LINES)) {
    const what = sentenceOf(error, provider);
    await log.add('warning', error.code, message('log.unread', { name, what }));
  }
  const more = unread.size - MOST_LINES;
  if (more > 0) await log.add('warning', 'not-read', message('log.unread-more', { count: more }));
}

/** What the run's page says of them; null when everything was read. */
export function problemOfUnread(unread: UnreadParts): Problem | null {
  const [first] = unread.values();
  if (first === undefined) return null;
  const names = [...new Set([...unread.values()].map(({ name }) => name))];
  const more = names.length - SHOWN_NAMES;
  return {
    what: message('run.unread', {
      names: [
        ...names.slice(0, SHOWN_NAMES),
        ...(more > 0 ? [message('run.more-hosts', { count: more })] : []),
      ],
      what: first.error.said,
    }),
    code: 'not-read',
    ...(first.error.providerWords === undefined ? {} : { providerWords: first.error.providerWords }),
  };
}
