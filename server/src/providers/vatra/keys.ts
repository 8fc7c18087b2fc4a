import { createPublicKey, type KeyObject } from 'node:crypto';
import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';
import { ConnectorError } from '../../domain/errors';
import { readPrivateKey, repairPem } from '../pem';
import type { VatraSettings } from './descriptor';

/** The shortest length that counts as safe (NIST SP 800-131A). */
const FEWEST_BITS = 2048;
/** OpenSSL's names of the curves (RFC 7518, 3.4: ES256 is P-256, ES384 is P-384). */
const CURVES: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1' };

export type KeyField = 'jwtPrivateKey' | 'jwtPublicKey' | 'algorithm';
/** A key that can't be used; `field` is the setting at fault. No part of the key is in it. */
export class KeyError extends ConnectorError {
  constructor(
    readonly field: KeyField,
    why: Message,
  ) {
    super('needs-person', why, { code: 'key-unusable' });
  }
}

/**
 * Both halves as typed. An empty public key is derived from the private key. This does not check
 * whether the two belong together.
 * @throws KeyError
 */
export function readKeys(settings: Pick<VatraSettings, 'jwtPrivateKey' | 'jwtPublicKey' | 'algorithm'>): {
  privateKey: KeyObject;
  publicKey: KeyObject;
} {
  const reading = readPrivateKey(settings.jwtPrivateKey);
  if (reading.outcome === 'unusable') throw new KeyError('jwtPrivateKey', reading.why);
  const privateKey = reading.key;
  mustFit(privateKey, settings.algorithm);
  const publicKey = settings.jwtPublicKey
    ? readPublicKey(settings.jwtPublicKey)
    : createPublicKey(privateKey);
  return { privateKey, publicKey };
}

function readPublicKey(typed: string): KeyObject {
  const repaired = repairPem(typed);
  const fail = (why: Message) => new KeyError('jwtPublicKey', why);
  if (repaired === undefined) throw fail(message('key.public.incomplete'));
  if (/PRIVATE|ENCRYPTED/.test(repaired.type)) throw fail(message('vatra.key.private-in-public'));
  try {
    return createPublicKey(repaired.pem);
  } catch {
    throw fail(message('key.public.damaged'));
  }
}

/** RS and PS need an RSA key, ES a key of one curve each. HS (a shared secret) is not offered at all. */
function mustFit(key: KeyObject, algorithm: string): void {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const curve = CURVES[algorithm];
  const fits = curve === undefined ? type === 'rsa' : type === 'ec' && details?.namedCurve === curve;
  if (!fits) throw new KeyError('algorithm', message('vatra.key.other-kind', { algorithm }));
  const bits = details?.modulusLength;
  if (bits !== undefined && bits < FEWEST_BITS) {
    throw new KeyError('jwtPrivateKey', message('key.private.too-short', { bits, least: FEWEST_BITS }));
  }
}
