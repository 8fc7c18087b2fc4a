import { ConnectorError } from '../../domain/errors';
import { safeWords } from '../safe-words';

const SECRET = 'On the server, sudo bbb-conf --secret prints it; of Scalelite it is LOADBALANCER_SECRET.';

export interface Refusal {
  messageKey: string;
  message: string;
}

/**
 * Why a call failed, by its `messageKey`; the message is prose that changes with the version.
 * @param wanted what was to be done, e.g. `list the recordings`.
 */
export function refusalError(wanted: string, refusal: Refusal, secrets: readonly string[]): ConnectorError {
  const { messageKey } = refusal;
  const words = safeWords(refusal.message, secrets);
  const make = (failure: ConnectorError['failure'], code: string, message: string) =>
    new ConnectorError(failure, message, { code, ...(words === '' ? {} : { providerWords: words }) });

  if (messageKey === 'checksumError') {
    return make(
      'not-authorized',
      'wrong-credentials',
      `The server refuses the API Token. Copy it again. ${SECRET}`,
    );
  }
  if (/^missingParam|^MissingParam|^validationError$/.test(messageKey)) {
    return make(
      'needs-person',
      'server-filters',
      `The server does not ${wanted} without meeting IDs. Of Scalelite: take GET_RECORDINGS_API_FILTERED out of its configuration.`,
    );
  }
  return make(
    'retry-later',
    'refused-by-server',
    `The server could not ${wanted} (${/^[\w-]{1,60}$/.test(messageKey) ? messageKey : 'no reason named'}).`,
  );
}

export const notTheApi = (wanted: string, status: number, reason: string) =>
  new ConnectorError(
    'retry-later',
    `The answer is not that of a BigBlueButton API (to ${wanted}, status ${status}): ${reason}. If this stays, check the Server link: sudo bbb-conf --secret prints it.`,
    { code: status === 404 ? 'wrong-address' : 'unexpected-answer', status },
  );
