import { parseOneAddress } from 'email-addresses';
import { lookAlikes } from '../../../contracts/look-alikes';

/** More is no address (RFC 5321, 4.5.3.1.3), and is not looked at. */
export const LONGEST_EMAIL = 254;

/**
 * For comparison only: lower case, NFC, no merging of plus tags, dots or look-alikes (P18). An address with
 * a character that is taken for another one stays as it is: lower case makes a K of the sign of Kelvin.
 */
export function normalEmail(email: string): string {
  const text = email.trim();
  if (text.length > LONGEST_EMAIL) return text;
  return lookAlikes(text).length > 0 ? text : text.normalize('NFC').toLowerCase();
}

export const sameEmail = (a: string, b: string): boolean => normalEmail(a) === normalEmail(b);

/** True for one plain address, `name@example.com`, and nothing beside it or hidden in it. */
export function isEmailAddress(text: string): boolean {
  if (text.length > LONGEST_EMAIL + 2) return false;
  const parsed = parseOneAddress({ input: text.trim(), rfc6532: true });
  return (
    parsed?.type === 'mailbox' && parsed.address === text.trim() && lookAlikes(parsed.address).length === 0
  );
}
