import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import { ConnectorError } from '../../domain/errors';
import { safeWords } from '../safe-words';

export const NAME = 'BigBlueButton';

/** What a call was for, as it stands in errors; the others are in `../errors.ts`. */
export const TO = {
  readVersion: message('bigbluebutton.to.read-version'),
  listMeetings: message('bigbluebutton.to.list-meetings'),
  listCaptions: message('bigbluebutton.to.list-captions'),
  listSubscriptions: message('bigbluebutton.to.list-subscriptions'),
} as const;

export interface Refusal {
  messageKey: string;
  message: string;
}

/**
 * Why a call failed, by its `messageKey`. The server's `message` is prose that changes with the version.
 * @param wanted what the call was for.
 */
export function refusalError(wanted: Message, refusal: Refusal, secrets: readonly string[]): ConnectorError {
  const { messageKey } = refusal;
  const words = safeWords(refusal.message, secrets);
  const make = (failure: ConnectorError['failure'], code: string, said: Message) =>
    new ConnectorError(failure, said, { code, ...(words === '' ? {} : { providerWords: words }) });

  if (messageKey === 'checksumError') {
    return make('not-authorized', 'wrong-credentials', message('bigbluebutton.secret-rejected'));
  }
  if (/^missingParam|^MissingParam|^validationError$/.test(messageKey)) {
    return make('needs-person', 'server-filters', message('bigbluebutton.filtered', { wanted }));
  }
  const said = /^[\w-]{1,60}$/.test(messageKey)
    ? message('bigbluebutton.failed.because', { wanted, reason: messageKey })
    : message('bigbluebutton.failed', { wanted });
  return make('retry-later', 'refused-by-server', said);
}

/** What is wrong with an answer that is not one of BigBlueButton's API. */
export const NOT_THE_API = {
  shape: message('bigbluebutton.not-the-api.shape'),
  noPage: message('bigbluebutton.not-the-api.no-page'),
  otherDocument: message('bigbluebutton.not-the-api.other-document'),
  noOutcome: message('bigbluebutton.not-the-api.no-outcome'),
} as const;

export const notTheApi = (wanted: Message, status: number, reason: Message) =>
  new ConnectorError('retry-later', message('bigbluebutton.not-the-api', { wanted, status, reason }), {
    code: status === 404 ? 'wrong-address' : 'unexpected-answer',
    status,
  });
