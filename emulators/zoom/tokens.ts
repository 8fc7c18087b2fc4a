import { createHmac, randomBytes } from 'node:crypto';

/** Credentials of the emulated account and its app. */
export interface ZoomAccount {
  accountId: string;
  clientId: string;
  clientSecret: string;
  /** _Secret Token_ on the page _Feature_ of the app. It signs the app's events. */
  webhookSecret: string;
  /** Granular or classic names. A token gets the scopes that the app has when it is issued. */
  scopes: string[];
}

/** The scopes that imports need, under the granular names that apps have since 2024. */
export const IMPORT_SCOPES = [
  'user:read:list_users:admin',
  'user:read:user:admin',
  'cloud_recording:read:list_user_recordings:admin',
  'cloud_recording:read:list_recording_files:admin',
  'cloud_recording:delete:meeting_recording:admin',
  'cloud_recording:delete:recording_file:admin',
  'cloud_recording:update:recover_meeting_recordings:admin',
  'cloud_recording:update:recover_single_recording:admin',
];

interface Claims {
  /** `access` is an OAuth token, `download` the `download_access_token` of a meeting. */
  use: 'access' | 'download';
  scopes?: string[];
  uuid?: string;
  expiresAtMs: number;
  /** Tokens of an older generation are revoked. */
  generation: number;
  /** Random, so that no two tokens are the same. */
  nonce: string;
}

export type TokenReading =
  { outcome: 'good'; claims: Claims } | { outcome: 'expired' } | { outcome: 'invalid' };

const HEADER = Buffer.from('{"sv":"000001","alg":"HS512","v":"2.0"}').toString('base64url');
const MOST_REMEMBERED = 200;

/** Tokens, page tokens and links. Each carries its own signed facts, so the emulator need not store them. */
export function createTokens(clock: () => number) {
  const key = randomBytes(32);
  let generation = 0;
  let linkGeneration = 0;
  let issued: string[] = [];
  const sign = (text: string, bytes = 32) =>
    createHmac('sha512', key).update(text).digest().subarray(0, bytes).toString('base64url');

  function make(claims: Omit<Claims, 'generation' | 'nonce'>): string {
    const full: Claims = { ...claims, generation, nonce: randomBytes(6).toString('base64url') };
    const signed = `${HEADER}.${Buffer.from(JSON.stringify(full)).toString('base64url')}`;
    const token = `${signed}.${sign(signed)}`;
    issued.push(token);
    if (issued.length > 2 * MOST_REMEMBERED) issued = issued.slice(-MOST_REMEMBERED);
    return token;
  }

  return {
    access: (scopes: string[], seconds: number) =>
      make({ use: 'access', scopes, expiresAtMs: clock() + seconds * 1000 }),
    download: (uuid: string, seconds: number) =>
      make({ use: 'download', uuid, expiresAtMs: clock() + seconds * 1000 }),
    read(token: string): TokenReading {
      const dot = token.lastIndexOf('.');
      const signed = token.slice(0, dot);
      if (dot < 0 || sign(signed) !== token.slice(dot + 1)) return { outcome: 'invalid' };
      const claims = JSON.parse(Buffer.from(signed.split('.')[1] ?? '', 'base64url').toString()) as Claims;
      if (claims.generation !== generation) return { outcome: 'invalid' };
      return claims.expiresAtMs <= clock() ? { outcome: 'expired' } : { outcome: 'good', claims };
    },
    revokeAll() {
      generation += 1;
    },
    /** Invalidates all download links that answers contained so far. */
    expireLinks() {
      linkGeneration += 1;
    },
    /** The last issued tokens, so that tests can search for leaks. */
    issued: () => issued.slice(-MOST_REMEMBERED),

    /** The part of a file's `download_url` that names the file. */
    link: (ref: string): string => Buffer.from(`${linkGeneration}:${ref}`).toString('base64url'),
    readLink(token: string): string | undefined {
      const [made, ref] = Buffer.from(token, 'base64url').toString().split(/:(.*)/s);
      return made === String(linkGeneration) ? ref : undefined;
    },

    /** A page token is valid for one query, and for a limited time. */
    page: (query: string, offset: number): string => {
      const facts = `${offset}.${clock()}.${randomBytes(3).toString('hex')}`;
      return Buffer.from(`${facts}.${sign(`${facts}\n${query}`, 9)}`).toString('base64url');
    },
    readPage(token: string, query: string, seconds: number): number | undefined {
      const [offset = '', atMs = '', nonce = '', mac] = Buffer.from(token, 'base64url').toString().split('.');
      const facts = `${offset}.${atMs}.${nonce}`;
      if (mac !== sign(`${facts}\n${query}`, 9)) return undefined;
      return Number(atMs) + seconds * 1000 <= clock() ? undefined : Number(offset);
    },

    signature: (path: string, policy: string): string => sign(`${path}\n${policy}`),
  };
}
export type Tokens = ReturnType<typeof createTokens>;
