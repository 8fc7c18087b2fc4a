import { cutText, foreignLine, hasUnseen } from '../../../contracts/foreign-text';
import { keyHash } from '../domain/hash';
import { LONGEST_EMAIL } from '../domain/email';
import { isEpochMs, parseInstant } from '../domain/instant';
import type { Host, IsoInstant, Occurrence, ProviderFile } from '../domain/recording';
import { noStartTime } from './errors';
import type { ListsRecordings, Provider, ReportUnread, SignsInManager, Window } from './provider';
import type { Sighting } from '../domain/stays';
import type { HookNews, PushesRecordings, ReceivesWebhooks } from './webhook';

/** Of names of people and titles; each column of one line takes as much. */
const LONGEST_NAME = 120;
const LONGEST_WORD = 60;
/** Titles and names of rooms are kept as long as anybody writes them. Where a column takes less, it has the beginning. */
export const LONGEST_KEPT = 4_000;
/** Longer keys of segments are cut, and told apart by a hash. */
const LONGEST_KEY = 200;

/** An address that is longer or has something unseen is none: cleaned, it could be that of another person. */
function cleanEmail(email: string | undefined): { email?: string } {
  const text = email?.trim() ?? '';
  return text === '' || text.length > LONGEST_EMAIL || hasUnseen(text) ? {} : { email: text };
}

function cleanHost({ id, email, name }: Host): Host {
  const shown = name === undefined ? '' : foreignLine(name, LONGEST_NAME);
  return { id, ...cleanEmail(email), ...(shown === '' ? {} : { name: shown }) };
}

/** In the same order, and equal only to the same. */
export const cleanKey = (key: string): string =>
  key.length <= LONGEST_KEY && !hasUnseen(key)
    ? key
    : `${foreignLine(key, LONGEST_KEY - 50, cutText)} ${keyHash(key)}`;

const instantOf = (instant: IsoInstant | undefined): IsoInstant | undefined =>
  instant === undefined ? undefined : parseInstant(instant);

/** The first of those with one key: a second row of it could never be stored. */
function oncePerKey(files: readonly ProviderFile[]): ProviderFile[] {
  const keys = new Set<string>();
  return files.filter(({ key }) => {
    const isNew = !keys.has(key);
    keys.add(key);
    return isNew;
  });
}

/** The value itself where nothing changes: a listing of hundreds of thousands makes hardly anything anew. */
function having<T extends object>(value: T, fields: Partial<T>): T {
  for (const name in fields) if (fields[name] !== value[name]) return { ...value, ...fields };
  return value;
}

const isSize = (bytes: number): boolean => Number.isSafeInteger(bytes) && bytes > 0;
const isEndBeforeStart = ({ startedAt, endedAt }: ProviderFile): boolean =>
  endedAt !== undefined && endedAt < (startedAt ?? '');

const hasRealFacts = (file: ProviderFile): boolean =>
  (file.sizeBytes === undefined || isSize(file.sizeBytes)) &&
  [file.startedAt, file.endedAt, file.expiresAt].every((instant) => instant === instantOf(instant)) &&
  !isEndBeforeStart(file);

/** Sizes and times that no column takes, and an end before the start, are as if they were not named. */
function withRealFacts(file: ProviderFile): ProviderFile {
  const real = { ...file };
  if (real.sizeBytes !== undefined && !isSize(real.sizeBytes)) delete real.sizeBytes;
  for (const name of ['startedAt', 'endedAt', 'expiresAt'] as const) {
    const instant = instantOf(real[name]);
    if (instant === undefined) delete real[name];
    else real[name] = instant;
  }
  if (isEndBeforeStart(real)) delete real.endedAt;
  return real;
}

function cleanFile(file: ProviderFile): ProviderFile {
  const clean = having(file, {
    view: foreignLine(file.view, LONGEST_WORD, cutText),
    extension: foreignLine(file.extension, LONGEST_WORD, cutText),
    segmentKey: cleanKey(file.segmentKey),
  });
  return hasRealFacts(clean) ? clean : withRealFacts(clean);
}

/**
 * A meeting as the rest of the plugin sees it: each text is one clean line of bounded length. Ids stay as
 * they are, because the provider is asked by them. Pure.
 */
export function cleanOccurrence(occurrence: Occurrence): Occurrence {
  const { meetingId, timezone, host, names, files } = occurrence;
  return {
    ...occurrence,
    title: foreignLine(occurrence.title, LONGEST_KEPT),
    ...(meetingId === undefined ? {} : { meetingId: foreignLine(meetingId, LONGEST_KEPT) }),
    ...(timezone === undefined ? {} : { timezone: foreignLine(timezone, LONGEST_WORD, cutText) }),
    ...(host === undefined ? {} : { host: cleanHost(host) }),
    ...(names === undefined
      ? {}
      : {
          names: Object.fromEntries(
            Object.entries(names).map(([id, name]) => [id, foreignLine(name, LONGEST_NAME)]),
          ),
        }),
    files: oncePerKey(files).map(cleanFile),
  };
}

/**
 * A meeting of which the provider tells no time, or none that exists, has no place on any time line: nothing
 * of it is taken, and it holds no other meeting back. It is seen where it was listed.
 */
const inPlace = (occurrence: Occurrence, { from }: Window): Occurrence =>
  parseInstant(occurrence.startedAt) === undefined
    ? { ...occurrence, startedAt: from, files: [], leaveOut: 'no-start-time' }
    : occurrence;

/** A meeting has a few files for each segment, and no day has this many. */
export const MOST_FILES = 2_000;

/** More files would be more rows than one import can be worked on: it is named, and nothing of it is taken. */
const withinBounds = (occurrence: Occurrence): Occurrence =>
  occurrence.files.length <= MOST_FILES
    ? occurrence
    : { ...occurrence, files: [], leaveOut: 'too-many-files' };

const cleanReport = (report: ReportUnread | undefined): ReportUnread | undefined =>
  report &&
  (({ part, name, error }) =>
    report({
      part: part.kind === 'host' ? { ...part, host: cleanHost(part.host) } : part,
      name: typeof name === 'string' ? foreignLine(name, LONGEST_NAME) : name,
      error,
    }));

const cleanListing = (provider: string, lists: ListsRecordings): ListsRecordings => ({
  ...lists,
  ...(lists.resolveHosts === undefined
    ? {}
    : {
        async resolveHosts(account, emails, signal) {
          const { hosts, unknown } = await lists.resolveHosts!(account, emails, signal);
          return { hosts: hosts.map(cleanHost), unknown };
        },
      }),
  async *listWindow(account, window, hosts, signal, report) {
    for await (const page of lists.listWindow(account, window, hosts, signal, cleanReport(report)))
      yield page.map((occurrence) => cleanOccurrence(inPlace(withinBounds(occurrence), window)));
  },
  async readOccurrence(account, occurrenceId, signal, report) {
    const reading = await lists.readOccurrence(account, occurrenceId, signal, cleanReport(report));
    if (reading.outcome !== 'found') return reading;
    if (parseInstant(reading.occurrence.startedAt) === undefined) throw noStartTime(provider);
    return { outcome: 'found', occurrence: cleanOccurrence(withinBounds(reading.occurrence)) };
  },
});

const cleanPushes = (pushes: PushesRecordings): PushesRecordings => ({
  ...pushes,
  assemble(deliveries, settings, people) {
    const { occurrence, awaitedSinceMs, ...rest } = pushes.assemble(deliveries, settings, people);
    return {
      ...rest,
      awaitedSinceMs: awaitedSinceMs.filter(isEpochMs),
      ...(occurrence === undefined ? {} : { occurrence: cleanOccurrence(occurrence) }),
    };
  },
});

/** Nobody has more addresses in a meeting than a few. */
const MOST_ADDRESSES = 5;

function cleanSighting({ personId, name, email, addresses, ...seen }: Sighting): Sighting {
  const shown = name === undefined ? '' : foreignLine(name, LONGEST_NAME);
  return {
    ...seen,
    ...(personId === undefined ? {} : { personId: cleanKey(personId) }),
    ...(shown === '' ? {} : { name: shown }),
    ...cleanEmail(email),
    addresses: addresses.slice(0, MOST_ADDRESSES).map(cleanKey),
  };
}

/** What an event tells, at a time that every column and calendar takes: else at the time of its arrival. */
function cleanNews(news: HookNews, receivedAtMs: number): HookNews {
  const told = (ms: number) => (isEpochMs(ms) ? ms : receivedAtMs);
  switch (news.type) {
    case 'participant': {
      const { sighting } = news;
      return { ...news, sighting: { ...cleanSighting(sighting), atMs: told(sighting.atMs) } };
    }
    case 'at-provider':
      return { ...news, atMs: told(news.atMs) };
    default:
      return news;
  }
}

function cleanHooks(hooks: ReceivesWebhooks): ReceivesWebhooks {
  const timeMarks = hooks.timeMarks?.bind(hooks);
  return {
    ...hooks,
    read: (delivery) => hooks.read(delivery).map((news) => cleanNews(news, delivery.receivedAtMs)),
    ...(timeMarks === undefined
      ? {}
      : { timeMarks: (deliveries) => timeMarks(deliveries).filter(({ atMs }) => isEpochMs(atMs)) }),
  };
}

const cleanSignIn = (signs: SignsInManager): SignsInManager => ({
  ...signs,
  async finish(account, answer, signal) {
    const signIn = await signs.finish(account, answer, signal);
    return { ...signIn, accountName: foreignLine(signIn.accountName) };
  },
});

/**
 * The provider with a cleaning step behind it: whatever its own code does with the answers, no text of them
 * can stop the account or look like something else.
 */
export function withCleanAnswers(provider: Provider): Provider {
  const { descriptor, listsRecordings, pushesRecordings, receivesWebhooks, signsInManager } = provider;
  return {
    ...provider,
    ...(listsRecordings === undefined
      ? {}
      : { listsRecordings: cleanListing(descriptor.label, listsRecordings) }),
    ...(pushesRecordings === undefined ? {} : { pushesRecordings: cleanPushes(pushesRecordings) }),
    ...(receivesWebhooks === undefined ? {} : { receivesWebhooks: cleanHooks(receivesWebhooks) }),
    ...(signsInManager === undefined ? {} : { signsInManager: cleanSignIn(signsInManager) }),
  };
}
