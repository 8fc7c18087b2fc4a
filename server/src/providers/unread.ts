import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import type { Host } from '../domain/recording';
import { mergePages } from './merge-pages';
import type { ReportUnread, Unread } from './provider';

/** Refusals that every further call of the account would meet too. */
const CODES_OF_ACCOUNT: ReadonlySet<string> = new Set([
  'circuit-open',
  'closed',
  'daily-limit',
  'proxy-refused',
  'rate-limited',
  'service-closed',
  'token-refused',
  'wrong-credentials',
]);
const errorsOfAccount = new WeakSet<object>();

/** Marks an error as one of the whole account, and returns it. */
export function ofAccount<E>(error: E): E {
  if (typeof error === 'object' && error !== null) errorsOfAccount.add(error);
  return error;
}

/**
 * The error, when it says something about one person, meeting or entry only.
 * @throws the error itself when it concerns the whole account, when the work was stopped, and when it is none
 * of ours.
 */
export function ofPart(error: unknown, signal: AbortSignal): ConnectorError {
  if (signal.aborted || !(error instanceof ConnectorError)) throw error;
  if (errorsOfAccount.has(error) || CODES_OF_ACCOUNT.has(error.code)) throw error;
  return error;
}

/** A permission that all may lack, or a provider that can't be reached; else it is about what was asked for. */
const mayBeOfAccount = ({ failure, status, code }: ConnectorError): boolean =>
  failure === 'not-authorized' ||
  (failure === 'retry-later' && status === undefined && code !== 'invalid-json');

/** The same error, with whom or what it is about. */
const named = ({ name, error }: Unread): ConnectorError =>
  new ConnectorError(error.failure, message('listing.unread', { name, what: error.said }), {
    code: error.code,
    cause: error,
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.retryAtMs === undefined ? {} : { retryAtMs: error.retryAtMs }),
    ...(error.providerWords === undefined ? {} : { providerWords: error.providerWords }),
  });

/** A person whose list can be asked for by itself. */
export const ofHost = (host: Host): Pick<Unread, 'part' | 'name'> => ({
  part: { kind: 'host', host },
  name: host.email ?? host.name ?? host.id,
});

/**
 * Like `mergePages`, but a source that fails is reported and the others go on. When every source was refused or
 * not reached, nothing shows that the account works, and the first failure is thrown. Without `report` each failure is.
 */
export async function* mergeParts<S, P>(
  sources: Iterable<S>,
  limit: number,
  partOf: (source: S) => Pick<Unread, 'part' | 'name'>,
  open: (source: S, signal: AbortSignal) => AsyncIterable<P>,
  signal: AbortSignal,
  report: ReportUnread | undefined,
): AsyncGenerator<P> {
  if (report === undefined) return yield* mergePages(sources, limit, open, signal);
  let read = 0;
  let first: Unread | undefined;
  yield* mergePages(
    sources,
    limit,
    async function* (source, stop) {
      try {
        yield* open(source, stop);
        read += 1;
      } catch (error) {
        const unread = { ...partOf(source), error: ofPart(error, stop) };
        first ??= unread;
        report(unread);
      }
    },
    signal,
  );
  if (read === 0 && first !== undefined && mayBeOfAccount(first.error)) throw named(first);
}

/**
 * The result of a call beside a listing; `instead` when it failed, which is reported. Without `report` the
 * failure is thrown.
 */
export async function unlessUnread<T, I>(
  call: () => Promise<T>,
  instead: I,
  about: Pick<Unread, 'part' | 'name'>,
  signal: AbortSignal,
  report: ReportUnread | undefined,
): Promise<T | I> {
  try {
    return await call();
  } catch (error) {
    if (report === undefined) throw error;
    report({ ...about, error: ofPart(error, signal) });
    return instead;
  }
}
