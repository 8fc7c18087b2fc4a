import { createPrivateKey, type KeyObject } from 'node:crypto';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';

const LINE = 64;
const BLOCK = /-----BEGIN ([A-Z ]+)-----([\s\S]*?)-----END \1-----/;

/**
 * Restores a PEM block to the form that OpenSSL reads. Consoles, environment variables and forms change
 * it: `\n` as two characters, CR LF, joined or indented lines, quotes around the whole. Undefined when
 * there is no block.
 */
export function repairPem(text: string): { type: string; pem: string } | undefined {
  const [, type, body] = BLOCK.exec(text.replace(/\\r/g, '').replace(/\\n/g, '\n')) ?? [];
  if (type === undefined || body === undefined) return undefined;
  // An encrypted key (`Proc-Type: …`) can't be used; the caller refuses it with its own message.
  if (/Proc-Type|ENCRYPTED/.test(`${type}${body}`)) return { type: 'ENCRYPTED', pem: '' };
  const base64 = body.replace(/[^A-Za-z0-9+/=]/g, '');
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return { type, pem: `-----BEGIN ${type}-----\n${lines.join('\n')}\n-----END ${type}-----\n` };
}

/** What a manager pasted as a private key. No part of the key is in it unless it is one. */
export type PrivateKeyReading = { outcome: 'key'; key: KeyObject } | { outcome: 'unusable'; why: Message };

/** Reads PKCS#1, PKCS#8 or SEC 1. Whether the key suits a provider, its own folder judges. */
export function readPrivateKey(typed: string): PrivateKeyReading {
  const unusable = (why: Message): PrivateKeyReading => ({ outcome: 'unusable', why });
  const repaired = repairPem(typed);
  if (repaired === undefined) return unusable(message('key.private.incomplete'));
  if (repaired.type === 'ENCRYPTED') return unusable(message('key.private.password'));
  if (!repaired.type.endsWith('PRIVATE KEY')) {
    return unusable(message('key.private.other-type', { type: repaired.type }));
  }
  try {
    return { outcome: 'key', key: createPrivateKey(repaired.pem) };
  } catch {
    // OpenSSL's own message says nothing to a manager and may contain what was read.
    return unusable(message('key.private.damaged'));
  }
}
