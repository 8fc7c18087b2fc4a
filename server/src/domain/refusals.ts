import { errors } from '@strapi/utils';
import type { RefusalDetails } from '../../../contracts/common';
import { message } from '../../../contracts/messages/catalogue';
import type { MessageOrText } from '../../../contracts/messages/message';
import { english } from '../../../contracts/messages/say';

/**
 * Refusals of a request, for people: Strapi answers each with its status, the English sentence, and the
 * message that the panel shows in the reader's language.
 */

const details = (said: MessageOrText, more: Omit<RefusalDetails, 'said'> = {}): RefusalDetails => ({
  said,
  ...more,
});

/** 404 */
export const notFound = (said: MessageOrText) => new errors.NotFoundError(english(said), details(said));

/** What may be done with a file is decided by its recording. */
export const FILE_OF_ANOTHER = 'FILE_OF_ANOTHER';

/** 403. Of all errors with this status, Strapi's routes let only this kind say why. */
export const notAllowed = (said: MessageOrText, code?: string) =>
  new errors.PolicyError(english(said), details(said, code === undefined ? {} : { code }));

/** 429 */
export const tooMany = (said: MessageOrText) => new errors.RateLimitError(english(said), details(said));

/** 400: it can't be done as things stand. `code` is looked up in the README's troubleshooting. */
export const refused = (said: MessageOrText, code?: string) =>
  new errors.ApplicationError(english(said), details(said, code === undefined ? {} : { code }));

/** 400: a form with mistakes, one message for each field by its path in the body, or one for the whole. */
export function refusedForm(fields: Record<string, MessageOrText>, whole?: MessageOrText) {
  const said = whole ?? Object.values(fields)[0] ?? message('form.mistakes');
  return new errors.ValidationError(english(said), details(said, { fields }));
}
