import { expect } from 'expect';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { ConnectorError } from '../../server/src/domain/errors';
import type { JoinRequest, JoinToken, MintsJoinTokens, Provider } from '../../server/src/providers/provider';
import { eachOf, withContext, type Case, type Part } from './cases';
import type { BaseHarness } from './harness';
import { secretFieldIds } from '../../server/src/providers/settings';
import type { Account } from '../../server/src/providers/account';

const NOW_MS = Date.parse('2026-02-10T16:34:49Z');
const DAY_MS = 86_400_000;
/** A name of a room, and an id where a provider wants one. */
const ROOM = '3f0c1a52-8a5e-4c6b-9d3a-2b7e5f1c0d94';
const USER = { id: 'member-42', name: 'Nadia Kovar', email: 'nadia@school.example' };
const HOSTILE_NAMES = ['<img src=x onerror=alert(1)>', '","role":"moderator', '../../x?jwt=y#z', 'Ł🎓\u202E'];
const RIGHTS = { moderator: true, recording: true };

const claimsOf = z.record(z.string(), z.unknown());
/** Different for each token, whatever it allows. */
const OF_THIS_TOKEN = ['iat', 'nbf', 'exp', 'jti'];

/** What the cases of one provider's links need. */
interface Bench {
  mints: MintsJoinTokens;
  harness: BaseHarness;
  account: Pick<Account, 'settings' | 'clock'>;
  mint(over?: Partial<JoinRequest>): JoinToken;
  /** Claims without those that differ with each token. */
  lasting(over: Partial<JoinRequest>): Record<string, unknown>;
  /** One of these keys verifies a token. */
  keys(): string[];
  proves(token: string, key: string): boolean;
}

/** The contract of a provider with join links (E1). */
export function joinTokenContract(provider: Provider, start: () => Promise<BaseHarness>): Part {
  const name = `${provider.descriptor.label}: links into rooms`;
  const mints = provider.mintsJoinTokens;
  if (mints === undefined) return { name, cases: [{ name: 'are made: this provider signs none' }] };
  return {
    name,
    cases: withContext(
      () => open(provider, mints, start),
      async () => undefined,
      CASES,
    ),
  };
}

async function open(
  { descriptor }: Provider,
  mints: MintsJoinTokens,
  start: () => Promise<BaseHarness>,
): Promise<Bench> {
  const harness = await start();
  const account = { settings: descriptor.settings.parse(harness.settings), clock: () => NOW_MS };
  // No request is sent, so the rest works without the provider.
  await harness.stop();
  const mint = (over: Partial<JoinRequest> = {}) =>
    mints.mint(account, { room: ROOM, user: USER, rights: RIGHTS, ...over });
  return {
    mints,
    harness,
    account,
    mint,
    lasting(over) {
      const claims = claimsOf.parse(jwt.decode(mint(over).token));
      return Object.fromEntries(Object.entries(claims).filter(([name]) => !OF_THIS_TOKEN.includes(name)));
    },
    keys() {
      if (mints.publicKey !== undefined) return [mints.publicKey(account.settings)];
      return secretFieldIds(descriptor.settings.fields).flatMap((id) => {
        const value = account.settings[id];
        return typeof value === 'string' ? [value] : [];
      });
    },
    proves(token, key) {
      try {
        jwt.verify(token, key, { algorithms: [mints.algorithm], clockTimestamp: NOW_MS / 1000 });
        return true;
      } catch {
        return false;
      }
    },
  };
}

const CASES: readonly Case<Bench>[] = [
  {
    name: 'carry a token that is valid now and ends within a day, by the account’s clock',
    run({ mint, keys, proves }) {
      const { token, expiresAt, joinUrl } = mint();
      expect(keys().filter((key) => proves(token, key))).toHaveLength(1);
      expect(claimsOf.parse(jwt.decode(token)).exp).toBe(Date.parse(expiresAt) / 1000);
      expect(Date.parse(expiresAt)).toBeGreaterThan(NOW_MS);
      expect(Date.parse(expiresAt)).toBeLessThanOrEqual(NOW_MS + DAY_MS);
      expect(new URL(joinUrl).href).toContain(token);
      expect(new URL(joinUrl).href).toContain(ROOM);
    },
  },

  {
    name: 'show no secret of the account, in their claims neither',
    run({ mints, harness, account, mint }) {
      const { token, ...rest } = mint();
      const shown = `${JSON.stringify(rest)} ${JSON.stringify(jwt.decode(token, { complete: true }))}`;
      for (const secret of harness.secrets()) expect(shown).not.toContain(secret);
      if (mints.publicKey !== undefined) {
        expect(mints.publicKey(account.settings)).toMatch(/^-----BEGIN PUBLIC KEY-----/);
      }
    },
  },

  {
    name: 'prove nothing once a letter of them is another',
    run({ mint, keys, proves }) {
      const [head = '', body = '', mark = ''] = mint().token.split('.');
      const claims = { ...claimsOf.parse(jwt.decode(mint().token)), exp: NOW_MS };
      const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
      const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
      expect(keys().some((key) => proves(`${head}.${body}.${mark}`, key))).toBe(true);
      for (const token of [`${head}.${forged}.${mark}`, `${none}.${body}.`, `${head}.${body}.`]) {
        expect(keys().some((key) => proves(token, key))).toBe(false);
      }
    },
  },

  {
    name: 'say who may moderate, and give nobody else anything',
    run({ lasting }) {
      const of = (moderator: boolean, recording: boolean) => lasting({ rights: { moderator, recording } });
      expect(of(true, true)).not.toEqual(of(false, false));
      expect(of(true, false)).not.toEqual(of(false, false));
      expect(of(false, true)).toEqual(of(false, false));
    },
  },

  ...eachOf(
    HOSTILE_NAMES,
    (name) => `fault 72: take the name ${JSON.stringify(name)} as the data that it is`,
    (name, { mint, lasting }: Bench) => {
      const { joinUrl } = mint({ user: { ...USER, name } });
      expect(JSON.stringify(lasting({ user: { ...USER, name } }))).toContain(JSON.stringify(name));
      const [plain, hostile] = [mint().joinUrl, joinUrl].map((url) => new URL(url));
      expect([hostile?.origin, hostile?.pathname]).toEqual([plain?.origin, plain?.pathname]);
    },
  ),

  ...eachOf(
    ['', ' ', '..'],
    (room) => `are refused with a sentence for a room that can be none: ${JSON.stringify(room)}`,
    (room, { mint }: Bench) => {
      const caught = (): unknown => {
        try {
          return mint({ room });
        } catch (error) {
          return error;
        }
      };
      const error = caught();
      expect(error).toBeInstanceOf(ConnectorError);
      expect(error).toMatchObject({ failure: 'needs-person' });
    },
  ),
];
