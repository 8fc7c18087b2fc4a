import { createPublicKey, type KeyObject } from 'node:crypto';
import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import { ConnectorError } from '../../domain/errors';
import { readPrivateKey as readPem } from '../pem';

const unreadableKey = (why: Message) =>
  new ConnectorError('needs-person', why, { code: 'private-key-unreadable' });

/** The shortest length that counts as safe (NIST SP 800-131A). 8x8 itself makes keys of 4096 bits. */
const FEWEST_BITS = 2048;

/**
 * The private key as a manager typed it: PKCS#1 or PKCS#8.
 * @throws ConnectorError `needs-person`, never with a part of the key in it.
 */
export function readPrivateKey(typed: string): KeyObject {
  const reading = readPem(typed);
  if (reading.outcome === 'unusable') throw unreadableKey(reading.why);
  const { key } = reading;
  // 8x8 verifies RS256 only (docs, API keys, JWT).
  if (key.asymmetricKeyType !== 'rsa') throw unreadableKey(message('jaas.key.other-kind'));
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < FEWEST_BITS) {
    throw unreadableKey(message('key.private.too-short', { bits, least: FEWEST_BITS }));
  }
  return key;
}

/** The public half as PEM (`BEGIN PUBLIC KEY`), as 8x8's console expects it. */
export const publicPem = (privateKey: KeyObject): string =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
