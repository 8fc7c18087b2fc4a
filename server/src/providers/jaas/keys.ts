import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { ConnectorError } from '../../domain/errors';
import { repairPem } from '../pem';

const unreadableKey = (message: string, cause?: unknown) =>
  new ConnectorError('needs-person', message, { code: 'private-key-unreadable', cause });

/** Shortest that counts as safe (NIST SP 800-131A); 8x8 itself makes keys of 4096 bits. */
const FEWEST_BITS = 2048;

/**
 * The private key as typed, PKCS#1 or PKCS#8.
 * @throws ConnectorError `needs-person`, never with a part of the key in it.
 */
export function readPrivateKey(typed: string): KeyObject {
  const repaired = repairPem(typed);
  if (repaired === undefined) {
    throw unreadableKey(
      'The private key is not whole: it must begin with -----BEGIN PRIVATE KEY----- (or BEGIN RSA PRIVATE KEY) and end with the -----END line of the same words.',
    );
  }
  if (repaired.type === 'ENCRYPTED') {
    throw unreadableKey(
      'The private key is protected by a password. Enter it without one: openssl pkey -in key.pem writes it so.',
    );
  }
  if (!repaired.type.endsWith('PRIVATE KEY')) {
    throw unreadableKey(
      `This is a ${repaired.type.toLowerCase()}, not the private key. The private half stays here, the public half is uploaded at 8x8.`,
    );
  }
  let key: KeyObject;
  try {
    key = createPrivateKey(repaired.pem);
  } catch {
    // OpenSSL's words say nothing to a manager, and the cause may hold what was read.
    throw unreadableKey(
      'The private key is damaged: a part of it is missing or was changed. Paste it once more.',
    );
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa') {
    throw unreadableKey('The private key is of another kind: 8x8 takes RSA keys only.');
  }
  if (bits < FEWEST_BITS) {
    throw unreadableKey(
      `The private key has ${bits} bits only. Make one of 4096 bits and upload its public half.`,
    );
  }
  return key;
}

/** The public half as PEM (`BEGIN PUBLIC KEY`), as the console takes it. */
export const publicPem = (privateKey: KeyObject): string =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
