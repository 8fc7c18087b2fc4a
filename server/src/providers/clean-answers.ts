import { foreignLine, hasUnseen } from '../../../contracts/foreign-text';
import { keyHash } from '../domain/hash';
import { LONGEST_EMAIL } from '../domain/email';
import type { Host, Occurrence, ProviderFile } from '../domain/recording';
import type { ListsRecordings, Provider, SignsInManager } from './provider';
import type { Sighting } from '../domain/stays';
import type { PushesRecordings, ReceivesWebhooks } from './webhook';

/** Of names of people and titles; each column of one line takes as much. */
const LONGEST_NAME = 120;
const LONGEST_WORD = 60;
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
    : `${foreignLine(key, LONGEST_KEY - 50)} ${keyHash(key)}`;

const cleanFile = (file: ProviderFile): ProviderFile => ({
  ...file,
  view: foreignLine(file.view, LONGEST_WORD),
  extension: foreignLine(file.extension, LONGEST_WORD),
  segmentKey: cleanKey(file.segmentKey),
});

/**
 * A meeting as the rest of the plugin sees it: each text is one clean line that fits its column. Ids stay as
 * they are, because the provider is asked by them. Pure.
 */
export function cleanOccurrence(occurrence: Occurrence): Occurrence {
  const { meetingId, timezone, host, names, files } = occurrence;
  return {
    ...occurrence,
    title: foreignLine(occurrence.title),
    ...(meetingId === undefined ? {} : { meetingId: foreignLine(meetingId) }),
    ...(timezone === undefined ? {} : { timezone: foreignLine(timezone, LONGEST_WORD) }),
    ...(host === undefined ? {} : { host: cleanHost(host) }),
    ...(names === undefined
      ? {}
      : {
          names: Object.fromEntries(
            Object.entries(names).map(([id, name]) => [id, foreignLine(name, LONGEST_NAME)]),
          ),
        }),
    files: files.map(cleanFile),
  };
}

const cleanListing = (lists: ListsRecordings): ListsRecordings => ({
  ...lists,
  ...(lists.resolveHosts === undefined
    ? {}
    : {
        async resolveHosts(account, emails, signal) {
          const { hosts, unknown } = await lists.resolveHosts!(account, emails, signal);
          return { hosts: hosts.map(cleanHost), unknown };
        },
      }),
  async *listWindow(account, window, hosts, signal) {
    for await (const page of lists.listWindow(account, window, hosts, signal))
      yield page.map(cleanOccurrence);
  },
  async readOccurrence(account, occurrenceId, signal) {
    const reading = await lists.readOccurrence(account, occurrenceId, signal);
    return reading.outcome === 'found'
      ? { outcome: 'found', occurrence: cleanOccurrence(reading.occurrence) }
      : reading;
  },
});

const cleanPushes = (pushes: PushesRecordings): PushesRecordings => ({
  ...pushes,
  assemble(deliveries, settings, people) {
    const { occurrence, ...rest } = pushes.assemble(deliveries, settings, people);
    return { ...rest, ...(occurrence === undefined ? {} : { occurrence: cleanOccurrence(occurrence) }) };
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

const cleanHooks = (hooks: ReceivesWebhooks): ReceivesWebhooks => ({
  ...hooks,
  read: (delivery) =>
    hooks
      .read(delivery)
      .map((news) =>
        news.type === 'participant' ? { ...news, sighting: cleanSighting(news.sighting) } : news,
      ),
});

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
  const { listsRecordings, pushesRecordings, receivesWebhooks, signsInManager } = provider;
  return {
    ...provider,
    ...(listsRecordings === undefined ? {} : { listsRecordings: cleanListing(listsRecordings) }),
    ...(pushesRecordings === undefined ? {} : { pushesRecordings: cleanPushes(pushesRecordings) }),
    ...(receivesWebhooks === undefined ? {} : { receivesWebhooks: cleanHooks(receivesWebhooks) }),
    ...(signsInManager === undefined ? {} : { signsInManager: cleanSignIn(signsInManager) }),
  };
}
