import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { ConnectorError } from '../../domain/errors';

const LINE = 64;
const BLOCK = /-----BEGIN ([A-Z ]+)-----([\s\S]*?)-----END \1-----/;

/**
 * A PEM block as OpenSSL wants it, of what consoles, environment variables and forms make of it:
 * `\n` in two characters, CR LF, lines run together or set in, quotes around the whole.
 * Undefined when there is no block at all.
 */
export function repairPem(text: string): { type: string; pem: string } | undefined {
  const [, type, body] = BLOCK.exec(text.replace(/\\r/g, '').replace(/\\n/g, '\n')) ?? [];
  if (type === undefined || body === undefined) return undefined;
  // Headers of an encrypted key (`Proc-Type: …`) end with an empty line; such a key is refused by name.
  if (/Proc-Type|ENCRYPTED/.test(`${type}${body}`)) return { type: 'ENCRYPTED', pem: '' };
  const base64 = body.replace(/[^A-Za-z0-9+/=]/g, '');
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return { type, pem: `-----BEGIN ${type}-----\n${lines.join('\n')}\n-----END ${type}-----\n` };
}

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
