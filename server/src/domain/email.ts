import { parseOneAddress } from 'email-addresses';

/** For comparison only: lower case, NFC, no merging of plus tags, dots or look-alikes (P18). */
export const normalEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase();

export const sameEmail = (a: string, b: string): boolean => normalEmail(a) === normalEmail(b);

/** True for one plain address, `name@example.com`, and nothing beside it. */
export function isEmailAddress(text: string): boolean {
  const parsed = parseOneAddress({ input: text.trim(), rfc6532: true });
  return parsed?.type === 'mailbox' && parsed.address === text.trim();
}
