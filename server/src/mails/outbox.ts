import type { Core } from '@strapi/strapi';
import type { Problem } from '../../../contracts/common';
import type { DirectoryKind } from '../../../contracts/people';
import { message } from '../../../contracts/messages/catalogue';
import type { MailView } from '../../../contracts/mails';
import type { MailTemplateId, MailValues } from '../../../contracts/mail-templates';
import { isEmailAddress } from '../domain/email';
import { notFound, refused } from '../domain/refusals';
import { ConnectorError } from '../domain/errors';
import { COPIED, refusalOf } from '../domain/ownership';
import { asConnectorError } from '../domain/unexpected';
import { keyHash } from '../domain/hash';
import { mailValues, renderMail, type MailText, type RenderedMail } from './render';
import { afterFailure, mailPolicy, type BackoffRules } from '../jobs/after-failure';
import { problemOf } from '../jobs/dead-letter';
import type { Database, MailRow } from '../ledger/database';
import { markOfSite } from '../ledger/ownership';
import { claimDue, nextDueInMs, type Claimed, type Work } from '../ledger/due';
import type { Sql } from '../ledger/table';
import type { MailTemplates } from './templates';
import { languagesOf } from '../people/admins';
import { DAY_MS, isoOf } from '../domain/instant';

export interface NewMail<T extends MailTemplateId = MailTemplateId> {
  /** Names the event and the recipient. A key is sent once, however often it is added. */
  key: string;
  to: string;
  template: T;
  data: MailValues<T>;
  /** The user whose sign-up link fills `signUpLink`. The link is read when the mail is sent, and never stored. */
  signUp?: SignUp;
}
export interface SignUp {
  directory: DirectoryKind;
  id: number;
}

export type ClaimedMail = Claimed<MailRow>;

/**
 * Mails wait in a table and are sent by a queue of their own, so that a mail that can't be sent does not
 * make other work fail. Each is sent at least once: if the process ends between the mail server's answer
 * and our note of it, the mail is sent again.
 */
export interface Outbox {
  /** Joins the transaction of `sql`. Adds nothing for an invalid address, and does not throw. */
  add<T extends MailTemplateId>(mail: NewMail<T>, sql?: Sql): Promise<void>;
  /** Sends at once, without the outbox. @throws ConnectorError with the mail server's words. */
  sendNow(to: string, mail: RenderedMail): Promise<void>;
  /** Another try by hand, also of a mail that was sent. */
  sendAgain(id: string): Promise<void>;
  /** Why this site can't send mails, by its configuration; undefined when it can. */
  problem(): Problem | undefined;
  /** The same, also by the results of the last mails: a configured provider may still fail. */
  trouble(): Promise<Problem | undefined>;
  views(rows: MailRow[]): Promise<MailView[]>;
  claim(limit: number): Promise<ClaimedMail[]>;
  work(claimed: ClaimedMail): Promise<void>;
  nextDueInMs(): Promise<number | undefined>;
  /** Lets held mails go on: at start, because the configuration may have changed, and for a new owner. */
  letHeldGoOn(): Promise<void>;
  /** Removes mails that were sent more than `days` days ago. */
  prune(days: number): Promise<number>;
}

interface Dependencies {
  database: Database;
  templates: MailTemplates;
  owner: string;
  backoff: BackoffRules;
  redact(text: string): string;
  logger: { warn(text: string): void };
  /** `''` when the link was used already. */
  /** Empty when the account is not of this address. */
  signUpLink(signUp: SignUp, recipient: string): Promise<string>;
  wake(): void;
}

interface EmailService {
  send(mail: object): Promise<unknown>;
}

const NO_SENDER: Problem = {
  what: message('mail.no-provider'),
  code: 'no-email-provider',
};
const FAILING: Problem = { what: message('mail.failing'), code: 'mails-failing' };
/** How many failed mails in a row show trouble with the mail server, and not with one address. */
const LAST_MAILS = 3;
const OF_ANOTHER_SITE: Problem = {
  what: message('mail.of-another-site'),
  code: 'mail-of-another-site',
};
const ON_A_COPY: Problem = { what: message('owner.no-mail'), code: COPIED };
/** Strapi's default sender. Mail servers take its mail only from Strapi's own servers. */
const UNCONFIGURED = 'Strapi <no-reply@strapi.io>';

/** True for a permanent refusal: a reply code of 5xx (RFC 5321, 4.2.1). */
const isRefusal = (error: unknown) =>
  typeof error === 'object' && error !== null && 'responseCode' in error && Number(error.responseCode) >= 500;

export function openOutbox(strapi: Core.Strapi, dependencies: Dependencies): Outbox {
  const { database, templates, owner, backoff } = dependencies;
  const { mails } = database;
  const environment = database.site.name ?? null;

  const problem = () => {
    if (strapi.plugin('email') === undefined) return NO_SENDER;
    const provider: unknown = strapi.config.get('plugin::email.provider');
    const sender: unknown = strapi.config.get('plugin::email.settings.defaultFrom');
    return provider === 'sendmail' && sender === UNCONFIGURED ? NO_SENDER : undefined;
  };

  /** Why nothing leaves this site (G9): neither mails nor a test of one. */
  const isCopy = async () => refusalOf(database.site, 'mail', await markOfSite(database)) !== undefined;
  const problemNow = async () => ((await isCopy()) ? ON_A_COPY : problem());

  const sendNow: Outbox['sendNow'] = async (to, mail) => {
    const found = await problemNow();
    if (found !== undefined) throw new ConnectorError('needs-person', found.what, { code: found.code });
    const email = strapi.plugin('email').service('email') as unknown as EmailService;
    try {
      await email.send({ to, ...mail });
    } catch (error) {
      const words = dependencies.redact(error instanceof Error ? error.message : String(error));
      throw new ConnectorError(
        isRefusal(error) ? 'refused' : 'retry-later',
        message(isRefusal(error) ? 'mail.refused' : 'mail.not-handed-over'),
        { code: 'mail-not-sent', providerWords: words, cause: error },
      );
    }
  };

  /** Stores the result of a claimed mail, unless another process took it over meanwhile. */
  const settle = async ({ row, lease }: ClaimedMail, patch: Partial<MailRow>) => {
    await mails.update(
      { id: row.id, leaseFence: lease.fence },
      { ...patch, leaseOwner: null, leaseUntilMs: null },
    );
  };

  const work: Work<MailRow> = {
    waits: ['waiting'],
    underWay: 'sending',
    order: (query) => {
      void query.orderBy('id');
    },
    taken: () => ({ status: 'sending' }),
  };

  return {
    async add(mail, sql) {
      if (!isEmailAddress(mail.to)) {
        dependencies.logger.warn(`no mail "${mail.template}": its recipient has no valid address`);
        return;
      }
      const createdAtMs = await database.now(sql);
      await mails.insertMissing(
        {
          keyHash: keyHash(mail.key),
          recipient: mail.to,
          template: mail.template,
          data: mail.data,
          signUp: mail.signUp ?? null,
          status: 'waiting',
          nextAttemptAtMs: createdAtMs,
          environment,
          createdAtMs,
        },
        ['keyHash'],
        sql,
      );
      dependencies.wake();
    },
    sendNow,
    async sendAgain(id) {
      const row = await mails.findOne({ id });
      if (row === undefined) throw notFound(message('mail.gone'));
      if (await isCopy()) throw refused(ON_A_COPY.what, ON_A_COPY.code);
      const nextAttemptAtMs = await database.now();
      const patch = { status: 'waiting', attempts: 0, problem: null, nextAttemptAtMs, environment } as const;
      const changed = row.status === 'sending' ? 0 : await mails.update({ id, status: row.status }, patch);
      if (changed === 0) throw refused(message('mail.being-sent'));
      dependencies.wake();
    },
    problem,
    async trouble() {
      const found = await problemNow();
      if (found !== undefined) return found;
      const tried: Record<string, unknown>[] = await mails
        .query()
        .where((one: ReturnType<Sql>) => void one.where({ status: 'sent' }).orWhere('attempts', '>', 0))
        .orderBy('id', 'desc')
        .limit(LAST_MAILS);
      const last = tried.map(mails.read);
      if (last.length === 0 || last.some(({ status }) => status === 'sent')) return undefined;
      const words = last[0]?.problem?.providerWords;
      return words === undefined ? FAILING : { ...FAILING, providerWords: words };
    },
    async views(rows) {
      const languages = await languagesOf(
        strapi,
        rows.map(({ recipient }) => recipient),
      );
      const languageFor = ({ recipient }: MailRow) => languages.get(recipient.toLowerCase()) ?? 'en';
      const texts = new Map<string, MailText>();
      for (const language of new Set(rows.map(languageFor))) {
        for (const template of await templates.list(language))
          texts.set(`${language} ${template.id}`, template);
      }
      return rows.map((row) => ({
        id: row.id,
        to: row.recipient,
        template: row.template,
        subject: renderMail(
          { subject: texts.get(`${languageFor(row)} ${row.template}`)?.subject ?? '', text: '' },
          mailValues(row.data, languageFor(row)),
        ).subject,
        status: row.status,
        attempts: row.attempts,
        ...(row.problem === null ? {} : { problem: row.problem }),
        createdAt: isoOf(row.createdAtMs) ?? '',
        ...(row.status === 'waiting' ? { nextAttemptAt: isoOf(row.nextAttemptAtMs) } : {}),
        sentAt: isoOf(row.sentAtMs),
      }));
    },
    claim: (limit) => claimDue(database, mails, work, owner, limit),
    async work(claimed) {
      const { row } = claimed;
      try {
        if (row.environment !== environment && !database.site.former.includes(row.environment ?? '')) {
          await settle(claimed, { status: 'held', problem: OF_ANOTHER_SITE });
          return;
        }
        const found = await problemNow();
        if (found !== undefined) {
          await settle(claimed, { status: 'held', problem: found });
          return;
        }
        const links: Record<string, string> =
          row.signUp === null ? {} : { signUpLink: await dependencies.signUpLink(row.signUp, row.recipient) };
        const language =
          (await languagesOf(strapi, [row.recipient])).get(row.recipient.toLowerCase()) ?? 'en';
        const template = await templates.read(row.template, language);
        await sendNow(row.recipient, renderMail(template, { ...mailValues(row.data, language), ...links }));
        await settle(claimed, { status: 'sent', sentAtMs: await database.now(), problem: null });
      } catch (error) {
        await settle(claimed, await patchAfter(row, error)).catch((lost: unknown) => {
          dependencies.logger.warn(`mail ${row.id} could not be settled: ${String(lost)}`);
        });
      }
    },
    nextDueInMs: () => nextDueInMs(database, mails, work),
    async letHeldGoOn() {
      await mails.update({ status: 'held' }, { status: 'waiting', nextAttemptAtMs: await database.now() });
    },
    prune: (days) =>
      mails
        .query()
        .where({ status: 'sent' })
        .andWhere(mails.column('sentAtMs'), '<', database.sql.raw(`${database.nowMs} - ${days * DAY_MS}`))
        .delete(),
  };

  async function patchAfter(row: MailRow, thrown: unknown): Promise<Partial<MailRow>> {
    const attempts = row.attempts + 1;
    const facts = { attempts, nowMs: await database.now(), random: Math.random() };
    const next = afterFailure(asConnectorError(thrown), facts, mailPolicy(backoff));
    return {
      attempts,
      problem: problemOf(thrown),
      ...('atMs' in next
        ? { status: 'waiting', nextAttemptAtMs: next.atMs }
        : { status: 'failed', nextAttemptAtMs: null }),
    };
  }
}
