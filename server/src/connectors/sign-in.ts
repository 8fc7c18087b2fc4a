import { createHash, randomBytes } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import type { Problem } from '../../../contracts/common';
import type { AwaitingView, BeginSignIn, SignInView } from '../../../contracts/sign-in';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { english } from '../../../contracts/messages/say';
import { paths, ROUTE_PREFIX } from '../../../contracts/plugin';
import { ConnectorError } from '../domain/errors';
import { keyHash } from '../domain/hash';
import { notAllowed, notFound, refused } from '../domain/refusals';
import { problemOf } from '../jobs/dead-letter';
import type { ConnectorRow, SignInRow, Database } from '../ledger/database';
import type { AwaitingSignIn } from '../ledger/shapes';
import type { Sql } from '../ledger/table';
import type { SignsInManager } from '../providers/provider';
import { findProvider } from '../providers/registry';
import { enqueueRun, type QueueingRuns } from '../sync/run-queue';
import { OWN_SECRETS, type Credentials } from '../accounts/credentials';
import { publicUrlOf } from '../site/environment';
import { people } from '../people/admins';
import { alertOf, stateOf, type SignInVaults } from '../accounts/sign-in-vault';
import type { SignIn } from '../providers/account';
import type { Redactor } from '../log/redact';
import type { Accounts } from '../accounts/accounts';
import type { Logger } from '../log/logger';
import type { Setter } from '../people/role-gifts';
import { connectorOf } from './connector-of';
import { isoOf, MINUTE_MS } from '../domain/instant';

/** What this file needs. `runtime.ts` provides it. */
export interface Dependencies extends QueueingRuns {
  database: Database;
  credentials: Pick<Credentials, 'own' | 'save' | 'remove'>;
  vaults: Pick<SignInVaults, 'markOf'>;
  accounts: Pick<Accounts, 'of'>;
  redactor: Redactor;
  logger: Pick<Logger, 'warn'>;
}

/** Long enough for a second factor. Codes of providers are valid for about 10 minutes. */
const ANSWER_WITHIN_MS = 20 * MINUTE_MS;
const LONGEST_FINISH_MS = 60_000;
/** Whoever began is at the panel. What is left after that is removed. */
const CONFIRM_WITHIN_MS = 30 * MINUTE_MS;

/** What is kept, encrypted, until the provider answers. */
const pending = z.object({
  codeVerifier: z.string(),
  redirectUri: z.string(),
  settingsMark: z.string(),
  panelUrl: z.string(),
});

/** What the provider's page posts to the redirect address (RFC 6749, 4.1.2; OAuth form post response mode). */
export const signInAnswer = z.object({
  state: z.string().regex(/^[\w-]{43}$/),
  code: z.string().min(1).max(16_000).optional(),
  error: z.string().max(200).optional(),
  error_description: z.string().max(4_000).optional(),
});
export type SignInAnswer = z.infer<typeof signInAnswer>;

export type SignInOutcome =
  /** Awaits its confirmation in the panel. */
  | { outcome: 'signed-in'; accountName: string; missing: string[]; backUrl: string }
  /** The provider refused, or a later step failed. The panel shows the same problem. */
  | { outcome: 'refused'; problem: Problem; backUrl: string }
  /** Not started here, already used, or too old. */
  | { outcome: 'unknown-state' };

export interface SignIns {
  /** `origin` is the request's, for sites without `server.url`. */
  view(connectorId: string, by: Setter, origin: string): Promise<SignInView>;
  begin(connectorId: string, by: Setter, origin: string): Promise<BeginSignIn.Response['data']>;
  /**
   * Takes the provider's answer. Its `state` can be used once and proves which try it belongs to, but not
   * who signed in: a link can be sent to somebody else. So the account is used only after `confirm`.
   */
  finish(answer: SignInAnswer): Promise<SignInOutcome>;
  /** Uses the account from now on. `key` is that of the account which the person was shown. */
  confirm(connectorId: string, key: string, by: Setter, origin: string): Promise<SignInView>;
  /** Forgets the account that awaits a confirmation. The one in use stays. */
  discard(connectorId: string, key: string, by: Setter, origin: string): Promise<SignInView>;
  end(connectorId: string, by: Setter, origin: string): Promise<SignInView>;
}

/** What no try is under way looks like. */
const NO_TRY = {
  stateHash: null,
  stateUntilMs: null,
  tryKey: null,
  begunById: null,
  awaiting: null,
  awaitingUntilMs: null,
} satisfies Partial<SignInRow>;

async function forgetTry(
  { signIns }: Pick<Database, 'signIns'>,
  credentials: Pick<Credentials, 'remove'>,
  row: SignInRow,
  problem: Problem | null,
  sql: Sql,
): Promise<boolean> {
  const forgotten = await signIns.update({ id: row.id, tryKey: row.tryKey }, { ...NO_TRY, problem }, sql);
  if (forgotten !== 1) return false;
  await credentials.remove(row.connectorId, OWN_SECRETS.pendingSignIn, sql);
  await credentials.remove(row.connectorId, OWN_SECRETS.awaitingToken, sql);
  return true;
}

/** Removes what nobody answered or confirmed in time, with its secrets. Answers how many it were. */
export async function forgetOldTries(
  database: Pick<Database, 'signIns' | 'now' | 'transaction'>,
  credentials: Pick<Credentials, 'remove'>,
): Promise<number> {
  const { signIns } = database;
  const nowMs = await database.now();
  const records: Record<string, unknown>[] = await signIns
    .query()
    .where(signIns.column('stateUntilMs'), '<=', nowMs)
    .orWhere(signIns.column('awaitingUntilMs'), '<=', nowMs);
  let forgotten = 0;
  for (const row of records.map(signIns.read)) {
    const problem = row.awaiting === null ? row.problem : problemOf(notConfirmed());
    const isGone = await database.transaction(
      async (sql) => await forgetTry(database, credentials, row, problem, sql),
    );
    if (isGone) forgotten += 1;
  }
  return forgotten;
}

/** PKCE with S256 (RFC 7636). */
export const challengeOf = (codeVerifier: string): string =>
  createHash('sha256').update(codeVerifier).digest('base64url');

const random = () => randomBytes(32).toString('base64url');

export function openSignIns(strapi: Core.Strapi, runtime: Dependencies): SignIns {
  const { database, credentials, vaults } = runtime;
  const { signIns } = database;

  const siteUrl = (origin: string) => publicUrlOf(strapi) ?? origin;
  const redirectUriOf = (origin: string) =>
    `${siteUrl(origin)}${strapi.config.get('api.rest.prefix', '/api')}${ROUTE_PREFIX}/sign-in`;

  /** Address of the connector's page. The panel can be on a different host. */
  function panelUrlOf(origin: string, connectorId: string): string {
    const panel = new URL(strapi.config.get<string>('admin.absoluteUrl'));
    const server = new URL(strapi.config.get<string>('server.absoluteUrl'));
    const host = panel.origin === server.origin ? new URL(siteUrl(origin)).origin : panel.origin;
    const path = panel.pathname.replace(/(?<!\/)\/+$/, '');
    return `${host}${path}${paths.connector(connectorId)}`;
  }

  async function openOf(connectorId: string): Promise<{ connector: ConnectorRow; manager: SignsInManager }> {
    const connector = await connectorOf(database, connectorId);
    const manager = findProvider(connector.provider)?.signsInManager;
    if (manager === undefined) throw notFound(message('sign-in.nobody'));
    return { connector, manager };
  }

  async function rowOf(connectorId: string): Promise<SignInRow> {
    const known = await signIns.findOne({ connectorId });
    if (known !== undefined) return known;
    await signIns.insertMissing({ connectorId }, ['connectorId']);
    const made = await signIns.findOne({ connectorId });
    if (made === undefined) throw notFound(message('connector.gone'));
    return made;
  }

  /** The account that awaits a confirmation, if its time is not over. */
  async function awaitingOf(row: SignInRow | undefined): Promise<AwaitingSignIn | undefined> {
    if (row === undefined || row.awaiting === null) return undefined;
    return (row.awaitingUntilMs ?? 0) > (await database.now()) ? row.awaiting : undefined;
  }

  /** Shown as an account only to who began. Everybody else sees for whom it waits. */
  async function awaitingView(row: SignInRow | undefined, by: Setter): Promise<AwaitingView | undefined> {
    const awaiting = await awaitingOf(row);
    if (row === undefined || awaiting === undefined) return undefined;
    const { begunById, tryKey } = row;
    const expiresAt = isoOf(row.awaitingUntilMs ?? 0);
    if (tryKey !== null && isBegunBy(row, by)) {
      const { accountName: name, permissions } = awaiting;
      return { expiresAt, yours: { key: tryKey, name, permissions } };
    }
    const person = (await people(strapi, [begunById])).get(begunById ?? -1);
    return { expiresAt, ...(person === undefined ? {} : { by: person }) };
  }

  /** @throws when this caller was not shown this account, or it is no longer there. */
  async function shownTo(connectorId: string, key: string, by: Setter) {
    const { connector } = await openOf(connectorId);
    const row = await signIns.findOne({ connectorId });
    const awaiting = await awaitingOf(row);
    if (row === undefined || awaiting === undefined)
      throw refused(message('sign-in.nothing-awaits'), 'sign-in-nothing-awaits');
    if (!isBegunBy(row, by)) throw notAllowed(message('sign-in.of-another'));
    if (row.tryKey !== key) throw refused(message('sign-in.nothing-awaits'), 'sign-in-nothing-awaits');
    return { connector, row, awaiting };
  }

  const view: SignIns['view'] = async (connectorId, by, origin) => {
    const { connector, manager } = await openOf(connectorId);
    const row = await signIns.findOne({ connectorId });
    const redirectUri = redirectUriOf(origin);
    const warning = warningOf(redirectUri);
    const needed = manager.isNeeded(connector.settings);
    const names = await people(strapi, [row?.signedInById ?? null]);
    const awaiting = await awaitingView(row, by);
    return {
      label: manager.label,
      needed,
      redirectUri,
      ...(warning === undefined ? {} : { redirectUriWarning: warning }),
      ...(row?.accountName && row.signedInAtMs !== null
        ? {
            account: {
              name: row.accountName,
              signedInAt: isoOf(row.signedInAtMs),
              signedInBy: names.get(row.signedInById ?? -1),
            },
          }
        : {}),
      ...(awaiting === undefined ? {} : { awaiting }),
      permissions: row?.permissions ?? [],
      alert: needed ? alertOf(stateOf(row, await vaults.markOf(connector)), manager.alert) : [],
      ...(row?.problem ? { problem: row.problem } : {}),
    };
  };

  /** The account now acts for another person, so current work stops and starts again. */
  async function changed(connector: ConnectorRow, byId: number | null, isOtherAccount: boolean) {
    await database.connectors.update(
      { id: connector.id },
      {
        settingsVersion: connector.settingsVersion + 1,
        authorization: 'not-checked',
        authorizationProblem: null,
        needsYou: null,
        changedAtMs: await database.now(),
        ...(isOtherAccount ? { watermarkMs: null, behind: null } : {}),
      },
    );
    runtime.stops.stopConnector(connector.id, 'settings-changed');
    const after = await database.connectors.findOne({ id: connector.id });
    if (after?.enabled) await enqueueRun(runtime, after, 'changed', byId);
  }

  /** Keeps the account until it is confirmed. False when another try began meanwhile. */
  async function keepAwaiting(connector: ConnectorRow, row: SignInRow, signIn: SignIn, mark: string) {
    const { refreshToken, accountName, accountId, permissions } = signIn;
    runtime.redactor.addSecret(refreshToken);
    return await database.transaction(async (sql) => {
      const awaiting: AwaitingSignIn = { accountName, accountId, permissions, settingsMark: mark };
      const awaitingUntilMs = (await database.now(sql)) + CONFIRM_WITHIN_MS;
      const kept = await signIns.update(
        { id: row.id, tryKey: row.tryKey },
        { awaiting, awaitingUntilMs, problem: null },
        sql,
      );
      if (kept !== 1) return false;
      await credentials.save(connector, OWN_SECRETS.awaitingToken, refreshToken, row.begunById, sql);
      return true;
    });
  }

  /** Puts the confirmed account in the place of the former one. */
  async function use(
    connector: ConnectorRow,
    row: SignInRow,
    awaiting: AwaitingSignIn,
    token: string,
    by: number,
  ) {
    await database.transaction(async (sql) => {
      // A higher fence: a worker that still exchanges the former token can't store its result.
      const taken: unknown = await signIns
        .query(sql)
        .where(signIns.columnsOf({ id: row.id, tryKey: row.tryKey }))
        .increment(signIns.column('leaseFence'), 1)
        .update(
          signIns.written({
            ...awaiting,
            ...NO_TRY,
            signedInAtMs: await database.now(sql),
            signedInById: by,
            ended: false,
            problem: null,
            leaseOwner: null,
            leaseUntilMs: null,
          }),
        );
      if (taken !== 1) throw refused(message('sign-in.nothing-awaits'), 'sign-in-nothing-awaits');
      await credentials.remove(connector.id, OWN_SECRETS.awaitingToken, sql);
      await credentials.save(connector, OWN_SECRETS.refreshToken, token, by, sql);
    });
    await changed(connector, by, row.accountId !== awaiting.accountId);
  }

  /** Removes the state from its row, so that only the first request with it continues. */
  async function take(state: string): Promise<SignInRow | undefined> {
    const stateHash = keyHash(state);
    const row = await signIns.findOne({ stateHash });
    if (row === undefined) return undefined;
    const taken = await signIns.update({ id: row.id, stateHash }, { stateHash: null, stateUntilMs: null });
    return taken === 1 && (row.stateUntilMs ?? 0) > (await database.now()) ? row : undefined;
  }

  return {
    view,

    async begin(connectorId, by, origin) {
      const byId = by.id;
      const { connector, manager } = await openOf(connectorId);
      if (!manager.isNeeded(connector.settings)) {
        throw refused(message('sign-in.not-needed'), 'sign-in-not-needed');
      }
      const { account } = await runtime.accounts.of(connector);
      const state = random();
      const codeVerifier = random();
      const redirectUri = redirectUriOf(origin);
      const kept: z.infer<typeof pending> = {
        codeVerifier,
        redirectUri,
        settingsMark: await vaults.markOf(connector),
        panelUrl: panelUrlOf(origin, connectorId),
      };
      const { id } = await rowOf(connectorId);
      const stateUntilMs = (await database.now()) + ANSWER_WITHIN_MS;
      await database.transaction(async (sql) => {
        const begun = { stateHash: keyHash(state), stateUntilMs, tryKey: random(), begunById: byId };
        await signIns.update({ id }, { ...NO_TRY, ...begun, problem: null }, sql);
        await credentials.remove(connectorId, OWN_SECRETS.awaitingToken, sql);
        await credentials.save(connector, OWN_SECRETS.pendingSignIn, JSON.stringify(kept), byId, sql);
      });
      return {
        url: manager.beginAt(account, { redirectUri, state, codeChallenge: challengeOf(codeVerifier) }),
        expiresAt: isoOf(stateUntilMs),
      };
    },

    async finish(answer) {
      const row = await take(answer.state);
      if (row === undefined || row.tryKey === null) return { outcome: 'unknown-state' };
      const { connectorId } = row;
      const connector = await database.connectors.findOne({ id: connectorId });
      const stored = connector && (await credentials.own(connector, OWN_SECRETS.pendingSignIn));
      await credentials.remove(connectorId, OWN_SECRETS.pendingSignIn);
      if (connector === undefined || stored?.outcome !== 'read') return { outcome: 'unknown-state' };
      const kept = pending.parse(JSON.parse(stored.value));
      try {
        if ((await vaults.markOf(connector)) !== kept.settingsMark) throw settingsChanged();
        if (answer.code === undefined) throw refusedThere(answer, runtime.redactor.text);
        const { provider, account } = await runtime.accounts.of(connector);
        if (provider.signsInManager === undefined) throw settingsChanged();
        const signIn = await provider.signsInManager.finish(
          account,
          { code: answer.code, redirectUri: kept.redirectUri, codeVerifier: kept.codeVerifier },
          AbortSignal.timeout(LONGEST_FINISH_MS),
        );
        if (!(await keepAwaiting(connector, row, signIn, kept.settingsMark)))
          return { outcome: 'unknown-state' };
        const missing = signIn.permissions.filter(({ granted }) => !granted).map(({ name }) => name);
        return { outcome: 'signed-in', accountName: signIn.accountName, missing, backUrl: kept.panelUrl };
      } catch (error) {
        const problem = problemOf(error);
        await signIns.update({ id: row.id, tryKey: row.tryKey }, { problem });
        runtime.logger.warn(
          `a sign-in for the connector "${connector.name}" failed: ${english(problem.what)}`,
        );
        return { outcome: 'refused', problem, backUrl: kept.panelUrl };
      }
    },

    async confirm(connectorId, key, by, origin) {
      const { connector, row, awaiting } = await shownTo(connectorId, key, by);
      const forget = (problem: Problem | null) =>
        database.transaction(async (sql) => await forgetTry(database, credentials, row, problem, sql));
      if ((await vaults.markOf(connector)) !== awaiting.settingsMark) {
        await forget(problemOf(settingsChanged()));
        throw settingsChanged();
      }
      const token = await credentials.own(connector, OWN_SECRETS.awaitingToken);
      if (token?.outcome !== 'read') {
        await forget(null);
        throw refused(message('sign-in.unreadable'), 'secret-unreadable');
      }
      await use(connector, row, awaiting, token.value, by.id);
      return await view(connectorId, by, origin);
    },

    async discard(connectorId, key, by, origin) {
      const { row } = await shownTo(connectorId, key, by);
      await database.transaction(async (sql) => await forgetTry(database, credentials, row, null, sql));
      return await view(connectorId, by, origin);
    },

    async end(connectorId, by, origin) {
      const { connector } = await openOf(connectorId);
      await credentials.remove(connectorId, OWN_SECRETS.refreshToken);
      await credentials.remove(connectorId, OWN_SECRETS.pendingSignIn);
      await credentials.remove(connectorId, OWN_SECRETS.awaitingToken);
      await signIns.remove({ connectorId });
      await changed(connector, null, true);
      return await view(connectorId, by, origin);
    },
  };
}

/** A token is not its owner in the panel: it was shown nothing, and confirms nothing. */
const isBegunBy = (row: SignInRow, by: Setter): boolean => by.giver !== null && row.begunById === by.giver;

const notConfirmed = () =>
  new ConnectorError('needs-person', message('sign-in.not-confirmed'), { code: 'sign-in-not-confirmed' });

const settingsChanged = () =>
  new ConnectorError('needs-person', message('sign-in.settings-changed'), { code: 'settings-changed' });

/** Declined on the provider's own page, or a right that an administrator must grant first. */
const refusedThere = (answer: SignInAnswer, redact: (text: string) => string) =>
  new ConnectorError('not-authorized', message('sign-in.refused'), {
    code: 'sign-in-refused',
    ...withWords(answer.error_description ?? answer.error, redact),
  });

const withWords = (words: string | undefined, redact: (text: string) => string) =>
  words === undefined ? {} : { providerWords: redact(words) };

/** Microsoft takes only https, except for localhost, as most providers do. */
function warningOf(redirectUri: string): Message | undefined {
  const { protocol, hostname } = new URL(redirectUri);
  if (protocol === 'https:' || hostname === 'localhost') return undefined;
  return message('sign-in.not-https');
}
