import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { ConnectorError } from '../../domain/errors';
import { repairPem } from '../pem';
import type { VatraSettings } from './descriptor';

/** Shortest that counts as safe (NIST SP 800-131A). */
const FEWEST_BITS = 2048;
const CURVES: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1' };

export type KeyField = 'jwtPrivateKey' | 'jwtPublicKey' | 'algorithm';
/** A key that can't be used; `field` is the setting at fault. Never with a part of the key in it. */
export class KeyError extends ConnectorError {
  constructor(
    readonly field: KeyField,
    message: string,
  ) {
    super('needs-person', message, { code: 'key-unusable' });
  }
}

/**
 * Both halves as typed; the public one is made of the private one where it is left empty. Whether
 * they belong together is not looked at here.
 * @throws KeyError
 */
export function readKeys(settings: Pick<VatraSettings, 'jwtPrivateKey' | 'jwtPublicKey' | 'algorithm'>): {
  privateKey: KeyObject;
  publicKey: KeyObject;
} {
  const privateKey = readPrivate(settings.jwtPrivateKey);
  mustFit(privateKey, settings.algorithm);
  const publicKey = settings.jwtPublicKey ? readPublic(settings.jwtPublicKey) : createPublicKey(privateKey);
  return { privateKey, publicKey };
}

function readPrivate(typed: string): KeyObject {
  const repaired = repairPem(typed);
  const fail = (message: string) => new KeyError('jwtPrivateKey', message);
  if (repaired === undefined) {
    throw fail(
      'The private key is not whole: it begins with -----BEGIN PRIVATE KEY----- and ends with the -----END line of the same words.',
    );
  }
  if (repaired.type === 'ENCRYPTED')
    throw fail('The private key is protected by a password. Enter it without one.');
  if (!repaired.type.endsWith('PRIVATE KEY')) {
    throw fail(`This is a ${repaired.type.toLowerCase()}, not the private key: the two fields are mixed up.`);
  }
  try {
    return createPrivateKey(repaired.pem);
  } catch {
    // OpenSSL's words say nothing to a manager, and the cause may hold what was read.
    throw fail('The private key is damaged: a part of it is missing or was changed. Paste it once more.');
  }
}

function readPublic(typed: string): KeyObject {
  const repaired = repairPem(typed);
  const fail = (message: string) => new KeyError('jwtPublicKey', message);
  if (repaired === undefined) {
    throw fail(
      'The public key is not whole: it begins with -----BEGIN PUBLIC KEY----- and ends with the -----END line of the same words.',
    );
  }
  if (/PRIVATE|ENCRYPTED/.test(repaired.type)) {
    throw fail(
      'This is a private key: the two fields are mixed up. Whoever may read this connector could have read it; make a new pair.',
    );
  }
  try {
    return createPublicKey(repaired.pem);
  } catch {
    throw fail('The public key is damaged: a part of it is missing or was changed. Paste it once more.');
  }
}

/** RS and PS are of RSA, ES of one curve each; signatures by a shared secret are not offered at all. */
function mustFit(key: KeyObject, algorithm: string): void {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const curve = CURVES[algorithm];
  const fits = curve === undefined ? type === 'rsa' : type === 'ec' && details?.namedCurve === curve;
  if (!fits) {
    throw new KeyError(
      'algorithm',
      `The private key is of another kind than ${algorithm} needs. Choose the one that Vatra takes for this key.`,
    );
  }
  const bits = details?.modulusLength;
  if (bits !== undefined && bits < FEWEST_BITS) {
    throw new KeyError(
      'jwtPrivateKey',
      `The private key has ${bits} bits only. Make one of at least ${FEWEST_BITS}.`,
    );
  }
}
