import { setTimeout as sleep } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import type { FallbackReason } from '../../../contracts/people';
import { isEmailAddress, normalEmail } from '../domain/email';
import { ACCOUNT_NOT_GIVEN, ConnectorError } from '../domain/errors';
import { refusalOf, type Marked } from '../domain/ownership';
import { keyHash } from '../domain/hash';
import type { Host } from '../domain/recording';
import { roomUserOf } from '../domain/room-rights';
import { claim, release, type Lease } from '../ledger/lease';
import type { ConnectorRow, Database, HostRow } from '../ledger/database';
import { markOfSite } from '../ledger/ownership';
import type { RunLog } from '../ledger/runs';
import type { Provider } from '../providers/provider';
import { activeAdmin } from './admins';
import { decideAuthor, type AuthorDecision, type AuthorFacts } from './decide-author';
import type { Directory, DirectoryUser, Found } from './directory';
import { chosenRole, type PeopleSettingsStore } from './people-settings';
import { saidOfAccounts, type GiverId } from './role-gifts';
import { openDirectory } from './open-directory';

/** The author of an entry. */
export interface Author {
  /** `createdBy`, which is the author with the directory *admin*. */
  adminId: number;
  /** `authorUserId`, which is the author with the directory *users-permissions*. */
  memberId: number | null;
  is: 'me' | 'host';
  /** Key of the host's row, with *Host*. */
  hostKeyHash: string | null;
}

export interface AuthorRequest {
  connector: ConnectorRow;
  provider: Provider;
  /** The manager whose connector it is. */
  managerId: number;
  host: Host | undefined;
  title: string;
  importId: string;
  log: RunLog;
}

/** Finds, upgrades and creates the users to whom recordings belong. */
export interface Authors {
  /** The author of one import. Creates or upgrades an account where the connector publishes as *Host*. */
  authorOf(request: AuthorRequest): Promise<Author>;
  /** What `authorOf` would decide about a host; changes nothing. */
  lookAt(connector: ConnectorRow, provider: Provider, host: Host | undefined): Promise<AuthorDecision>;
  /** The directory that the site chose. Undefined when its plugin is not installed. */
  directory(): Promise<Directory | undefined>;
  userOf(row: HostRow): Promise<DirectoryUser | undefined>;
  /**
   * Whether accounts may be made and changed for a host on this site.
   * @throws ConnectorError on a copy, and on a site that nothing tells from one (G9).
   */
  mustMakeAccounts(row: HostRow): Promise<void>;
  /** Creates the account of a host because a manager decided so, whatever the connector says. */
  createFor(row: HostRow, givers: readonly GiverId[]): Promise<DirectoryUser>;
  /** Why hosts of this connector who need an account get none, whoever they are. Undefined when they do. */
  accountsRefused(connector: ConnectorRow, provider: Provider): Promise<ConnectorError | undefined>;
}

/** Accounts are created only from the provider's own authenticated answer (P18). */
export const sourceOf = (provider: Provider): AuthorFacts['source'] =>
  provider.listsRecordings === undefined ? 'event' : 'provider';

const WAIT_MS = 15_000;

export function hostKey(connectorId: string, host: Host): string {
  const email = host.email ?? '';
  return keyHash(
    isEmailAddress(email) ? `email\u0000${normalEmail(email)}` : `host\u0000${connectorId}\u0000${host.id}`,
  );
}

export function openAuthors(
  strapi: Core.Strapi,
  { database, settings, owner }: { database: Database; settings: PeopleSettingsStore; owner: string },
): Authors {
  const { hosts } = database;

  const directory = async () => {
    const chosen = await settings.read();
    return openDirectory(strapi, chosen.directory, chosenRole(chosen));
  };

  const userOf = async (row: HostRow): Promise<DirectoryUser | undefined> => {
    const users = await directory();
    return row.userId === null || users === undefined || row.directory !== users.kind
      ? undefined
      : await users.get(row.userId);
  };

  const find = async (
    users: Directory | undefined,
    source: AuthorFacts['source'],
    host: Host | undefined,
  ): Promise<Found> => {
    if (users === undefined || host === undefined) return { outcome: 'none' };
    if (source === 'provider')
      return isEmailAddress(host.email ?? '') ? await users.find(host.email ?? '') : { outcome: 'none' };
    // An event names the person by the id in our room token.
    const named = roomUserOf(host.id);
    const isOfDirectory = named?.kind === (users.kind === 'admin' ? 'admin' : 'member');
    const user = named !== undefined && isOfDirectory ? await users.get(named.id) : undefined;
    return user === undefined ? { outcome: 'none' } : { outcome: 'one', user };
  };

  const decide = async (
    connector: ConnectorRow,
    provider: Provider,
    host: Host | undefined,
    row: HostRow | undefined,
  ): Promise<AuthorDecision> => {
    const source = sourceOf(provider);
    const users = await directory();
    return decideAuthor({
      host,
      source: users === undefined ? 'event' : source,
      allowedDomains: connector.options.hostDomains,
      decided:
        row?.state === 'left'
          ? { decision: 'left' }
          : row?.state === 'linked'
            ? { decision: 'linked', user: await userOf(row) }
            : undefined,
      found: await find(users, source, host),
    });
  };

  const me = async (request: AuthorRequest): Promise<Author> => {
    const own: Author = { adminId: request.managerId, memberId: null, is: 'me', hostKeyHash: null };
    const users = await directory();
    if (users === undefined || users.kind === 'admin') return own;
    const manager = await activeAdmin(strapi, request.managerId);
    const found: Found = manager === undefined ? { outcome: 'none' } : await users.find(manager.email);
    if (found.outcome === 'one' && !found.user.blocked) return { ...own, memberId: found.user.id };
    await request.log.add(
      'warning',
      'no-author',
      message('author.none', { title: request.title }),
      request.importId,
    );
    return own;
  };

  /**
   * Who stands for accounts that an import makes: who saved the connector, who confirmed its accounts, and
   * who signed in at the provider. Who chose the role is added by the directory.
   */
  const giversOf = async (connector: ConnectorRow): Promise<GiverId[]> => {
    const signIn = await database.signIns.findOne({ connectorId: connector.id });
    const isSignedIn = signIn !== undefined && signIn.signedInAtMs !== null;
    return [
      connector.savedById,
      connector.accountsConfirmedById,
      ...(isSignedIn ? [signIn.signedInById] : []),
    ];
  };

  /** Why this site makes and changes no accounts for a connector (G9): it may be a copy. */
  const lockOf = (connector: Marked): ConnectorError | undefined => {
    const refusal = refusalOf(database.site, 'account', connector);
    return refusal && new ConnectorError('needs-person', refusal.what, { code: ACCOUNT_NOT_GIVEN });
  };
  const mustBeOwner = (connector: Marked) => {
    const lock = lockOf(connector);
    if (lock !== undefined) throw lock;
  };

  /** Only one worker at a time looks for the user of a host, over all instances. */
  const holding = async <T>(keyHash: string, work: (row: HostRow) => Promise<T>): Promise<T> => {
    for (const endMs = performance.now() + WAIT_MS; performance.now() < endMs; await sleep(50)) {
      const row = await hosts.findOne({ keyHash });
      if (row === undefined) break;
      const lease: Lease | undefined = await claim(database, hosts, row, owner);
      if (lease === undefined) continue;
      try {
        return await work(row);
      } finally {
        await release(hosts, lease);
      }
    }
    throw new ConnectorError('retry-later', message('author.busy'), {
      code: 'host-busy',
    });
  };

  return {
    directory,
    userOf,
    async lookAt(connector, provider, host) {
      const row = host && (await hosts.findOne({ keyHash: hostKey(connector.id, host) }));
      return await decide(connector, provider, host, row);
    },
    async accountsRefused(connector, provider) {
      if (connector.options.publishAs !== 'host' || sourceOf(provider) === 'event') return undefined;
      const lock = lockOf(connector);
      if (lock !== undefined) return lock;
      const refusal = await (await directory())?.refusalOfRole(await giversOf(connector));
      return refusal && saidOfAccounts(refusal);
    },
    async mustMakeAccounts({ connectorId }) {
      const connector =
        connectorId === null ? undefined : await database.connectors.findOne({ id: connectorId });
      mustBeOwner(connector ?? (await markOfSite(database)));
    },
    async createFor(row, givers) {
      const users = await directory();
      if (users === undefined || row.email === null)
        throw new ConnectorError('needs-person', message('people.no-email'), {
          code: 'no-email',
        });
      const { email, name } = row;
      return await holding(row.keyHash, async () => {
        const found = await users.find(email);
        if (found.outcome === 'ambiguous')
          throw new ConnectorError('needs-person', message('people.ambiguous'), {
            code: 'ambiguous',
          });
        return found.outcome === 'one'
          ? found.user
          : await users.create({ email, ...(name === null ? {} : { name }) }, givers);
      });
    },
    async authorOf(request) {
      const { connector, provider, host, log, importId, title } = request;
      const own = await me(request);
      if (connector.options.publishAs !== 'host') return own;
      const fellBack = (reason: FallbackReason) =>
        log.add(
          'warning',
          'author-fallback',
          message('author.fallback', {
            title,
            host: host?.email ?? host?.name ?? message('author.its-host'),
            reason: message(`author.reason.${reason}`),
          }),
          importId,
        );
      if (host === undefined) {
        await fellBack('no-email');
        return own;
      }
      const key = hostKey(connector.id, host);
      const seen = {
        email: host.email?.slice(0, 320) ?? null,
        name: host.name?.slice(0, 255) ?? null,
        connectorId: connector.id,
        seenAtMs: await database.now(),
      };
      await hosts.insertMissing({ keyHash: key, state: 'unknown', ...seen }, ['keyHash']);
      return await holding(key, async (row) => {
        const decision = await decide(connector, provider, host, row);
        if (decision.decision === 'fallback') {
          const state = row.state === 'left' ? 'left' : row.state === 'linked' ? 'linked' : 'unknown';
          await hosts.update({ id: row.id }, { ...seen, state, reason: decision.reason });
          await fellBack(decision.reason);
          return { ...own, hostKeyHash: key };
        }
        const users = await directory();
        if (users === undefined) throw new Error('A user was found in no directory');
        if (decision.decision === 'create' || decision.upgrade) mustBeOwner(connector);
        // A link of a host to a user was set too.
        const givers = [...(await giversOf(connector)), ...(row.state === 'linked' ? [row.decidedById] : [])];
        const user =
          decision.decision === 'create'
            ? await made(users, decision, givers, log, importId)
            : await upgraded(users, decision, givers, log, importId);
        const state =
          decision.decision === 'create' ? 'made' : row.state === 'unknown' ? 'matched' : row.state;
        const known = { state, reason: null, directory: users.kind, userId: user.id } as const;
        await hosts.update({ id: row.id }, { ...seen, ...known });
        return users.kind === 'admin'
          ? { adminId: user.id, memberId: null, is: 'host', hostKeyHash: key }
          : { adminId: own.adminId, memberId: user.id, is: 'host', hostKeyHash: key };
      });
    },
  };
}

async function made(
  users: Directory,
  person: { email: string; name?: string },
  givers: readonly GiverId[],
  log: RunLog,
  importId: string,
): Promise<DirectoryUser> {
  const user = await users.create(person, givers);
  await log.add('info', 'account-made', message('log.account-made', { email: user.email }), importId);
  return user;
}

async function upgraded(
  users: Directory,
  { user, upgrade }: { user: DirectoryUser; upgrade: boolean },
  givers: readonly GiverId[],
  log: RunLog,
  importId: string,
): Promise<DirectoryUser> {
  if (!upgrade) return user;
  const result = await users.makeContributor(user, givers);
  if (result.outcome === 'upgraded')
    await log.add(
      'info',
      'account-upgraded',
      message('log.account-upgraded', { email: user.email }),
      importId,
    );
  else
    await log.add(
      'warning',
      'account-not-upgraded',
      message('log.account-not-upgraded', { email: user.email, reason: result.why }),
      importId,
    );
  return user;
}
