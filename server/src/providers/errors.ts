import { message } from '../../../contracts/messages/catalogue';
import type { Message, MessageOrText } from '../../../contracts/messages/message';
import { ConnectorError } from '../domain/errors';

/**
 * What a call was for, as it stands in the errors of all providers: `Zoom could not list the users`. A
 * provider adds its own under `<provider>.to.…`.
 */
export const WANTED = {
  getToken: message('provider.to.get-token'),
  listUsers: message('provider.to.list-users'),
  readUser: message('provider.to.read-user'),
  listRecordings: message('provider.to.list-recordings'),
  listRecordingsOfUser: message('provider.to.list-recordings-of-user'),
  readRecording: message('provider.to.read-recording'),
  getDownloadLink: message('provider.to.get-download-link'),
  deleteRecording: message('provider.to.delete-recording'),
  recoverRecording: message('provider.to.recover-recording'),
  subscribe: message('provider.to.subscribe'),
  unsubscribe: message('provider.to.unsubscribe'),
} as const;

/** The answer that an error is about. */
interface Answered {
  status: number;
  /** The provider's own words, free of secrets. */
  providerWords?: string | undefined;
}

/** Makes the errors of one answer: its status and the provider's own words go with each. */
export const errorsOf =
  ({ status, providerWords }: Answered) =>
  (failure: ConnectorError['failure'], code: string, said: MessageOrText): ConnectorError =>
    new ConnectorError(failure, said, { code, status, ...(providerWords ? { providerWords } : {}) });

/**
 * The sentences that all providers share.
 * @param provider its name, e.g. `Zoom`.
 */
export const saying = (provider: string) => ({
  /**
   * @param settings labels of the fields to copy again.
   * @param where the page of the provider where they are.
   */
  credentialsRejected: (settings: MessageOrText[], where: MessageOrText) =>
    message('provider.credentials-rejected', { provider, settings, where }),
  /** @param advice a whole sentence: what gives the permission. */
  forbidden: (wanted: Message, advice: MessageOrText) =>
    message('provider.forbidden', { provider, wanted, advice }),
  rateLimited: () => message('provider.rate-limited', { provider }),
  failed: (wanted: Message, status: number) => message('provider.failed', { provider, wanted, status }),
  /** @param code the provider's own, of an error that is expected nowhere. */
  failedWith: (wanted: Message, status: number, code: string | number) =>
    message('provider.failed.code', { provider, wanted, status, code: String(code) }),
  /** @param setting label of the field with the address that was asked. */
  unexpectedAnswer: (wanted: Message, status: number, setting: MessageOrText) =>
    message('provider.unexpected-answer', { provider, wanted, status, setting }),
});

/** Errors whose sentence, class and code are the same at every provider. */
export const otherMeeting = (provider: string): ConnectorError =>
  new ConnectorError('retry-later', message('provider.other-meeting', { provider }), {
    code: 'other-meeting',
  });

export const pageLoop = (provider: string): ConnectorError =>
  new ConnectorError('retry-later', message('provider.page-loop', { provider }), { code: 'page-loop' });

export const noStartTime = (provider: string): ConnectorError =>
  new ConnectorError('retry-later', message('provider.no-start-time', { provider }), {
    code: 'unexpected-answer',
  });

const gone = (said: Message, providerWords: string | undefined) =>
  new ConnectorError('gone', said, {
    code: 'gone-at-provider',
    ...(providerWords === undefined ? {} : { providerWords }),
  });
export const recordingGone = (provider: string, providerWords?: string): ConnectorError =>
  gone(message('provider.recording-gone', { provider }), providerWords);
export const fileGone = (provider: string, providerWords?: string): ConnectorError =>
  gone(message('provider.file-gone', { provider }), providerWords);

const notReady = (said: Message) => new ConnectorError('not-ready', said, { code: 'not-ready' });
export const fileProcessing = (provider: string): ConnectorError =>
  notReady(message('provider.file-processing', { provider }));
export const fileNotServed = (provider: string): ConnectorError =>
  notReady(message('provider.file-not-served', { provider }));
/** Refuses a deletion for now. */
export const stillWorking = (provider: string): ConnectorError =>
  notReady(message('provider.still-working', { provider }));

export const badLink = (provider: string): ConnectorError =>
  new ConnectorError('refused', message('provider.bad-link', { provider }), { code: 'unsafe-address' });
export const foreignLink = (provider: string, host: string): ConnectorError =>
  new ConnectorError('refused', message('provider.foreign-link', { provider, host }), {
    code: 'host-not-allowed',
  });

/** What came instead of a file. */
export type NotTheFile = 'expired' | 'missing' | 'html' | 'json';
export const notTheFile = (provider: string, what: NotTheFile): Message => {
  switch (what) {
    case 'expired':
      return message('provider.link-rejected', { provider });
    case 'missing':
      return message('provider.link-missing', { provider });
    case 'html':
      return message('provider.link-web-page', { provider });
    case 'json':
      return message('provider.link-error', { provider });
  }
};
