import type { Core } from '@strapi/strapi';
import { isMessage } from '../../../contracts/messages/catalogue';
import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import type { MailRow } from '../ledger/database';
import { createRedactor } from '../log/redact';
import { openOutbox, type Outbox } from './outbox';
import { ownText } from './render';
import type { MailTemplates } from './templates';

const ORIGINAL = 'https://cms.example.com';
const COPY = 'https://staging.example.com';
const MOST_TRIES = 3;
const DATA = { title: 'Week 5', moderator: 'Noor', reason: 'A private screen', link: '' };

describe('the outbox', () => {
  let database: MemoryDatabase;
  let sent: { to: string; text: string }[];
  let refusal: Error | undefined;
  let warnings: string[];
  let email: { provider?: string; settings?: { defaultFrom: string } };
  const redactor = createRedactor();

  /** What the outbox asks Strapi for: how mail is configured, who sends it, and who speaks which language. */
  const strapi = {
    plugin: () => ({
      service: () => ({
        send: (mail: { to: string; text: string }) => {
          if (refusal !== undefined) return Promise.reject(refusal);
          sent.push({ to: mail.to, text: mail.text });
          return Promise.resolve();
        },
      }),
    }),
    config: {
      get: (path: string) =>
        path === 'plugin::email.provider' ? email.provider : email.settings?.defaultFrom,
    },
    db: { query: () => ({ findMany: () => Promise.resolve([]) }) },
  } as unknown as Core.Strapi;
  const templates = {
    read: (id, language) => Promise.resolve({ id, values: [], changed: false, ...ownText(id, language) }),
  } as Pick<MailTemplates, 'read'> as MailTemplates;

  const outboxOf = (name: string, owner = 'one', former: string[] = []): Outbox =>
    openOutbox(strapi, {
      database: { ...database, site: { name, former } },
      templates,
      owner,
      backoff: { firstMs: 60_000, capMs: 3_600_000, maxAttempts: MOST_TRIES },
      redact: redactor.text,
      logger: { warn: (text) => warnings.push(text) },
      signUpLink: ({ id }) => Promise.resolve(`https://cms.example.com/register?registrationToken=t${id}`),
      wake: () => undefined,
    });
  const rejected = { to: 'ada@school.example', template: 'rejected', data: DATA } as const;
  const rowOf = async (): Promise<MailRow> => {
    const [row, ...others] = await database.mails.find({});
    if (row === undefined || others.length > 0) throw new Error(`${others.length + 1} rows`);
    return row;
  };
  /** Sends everything that is due; waiting mails are due however long they would have to wait. */
  const workOff = async (outbox: Outbox) => {
    await database.mails.update({ status: 'waiting' }, { nextAttemptAtMs: 1 });
    const claimed = await outbox.claim(10);
    for (const one of claimed) await outbox.work(one);
    return claimed.length;
  };
  const refusedWith = (responseCode: number, message = 'no such user') =>
    Object.assign(new Error(message), { responseCode });

  beforeEach(async () => {
    database = await memoryDatabase();
    sent = [];
    warnings = [];
    refusal = undefined;
    email = {};
  });
  afterEach(() => database.close());

  it('sends a mail once, however often and by whichever instance it is added', async () => {
    const [one, two] = [outboxOf(ORIGINAL), outboxOf(ORIGINAL, 'two')];
    await Promise.all([one, two, one].map((outbox) => outbox.add({ key: 'k', ...rejected })));
    expect((await one.claim(10)).length + (await two.claim(10)).length).toBe(1);
    await database.mails.update({}, { leaseUntilMs: 1 });
    await workOff(two);
    await two.add({ key: 'k', ...rejected });
    expect([await workOff(one), await workOff(two)]).toEqual([0, 0]);
    expect(sent).toHaveLength(1);
    expect(await rowOf()).toMatchObject({ status: 'sent', problem: null });
  });

  it('does not try an address again that a mail server refused for good', async () => {
    const outbox = outboxOf(ORIGINAL);
    await outbox.add({ key: 'k', ...rejected });
    refusal = refusedWith(550);
    await workOff(outbox);
    const row = await rowOf();
    expect(row).toMatchObject({ status: 'failed', attempts: 1 });
    expect(row.problem?.providerWords).toBe('no such user');
    expect(isMessage(row.problem?.what, 'mail.refused')).toBe(true);
    refusal = undefined;
    await outbox.letHeldGoOn();
    expect([await workOff(outbox), sent.length]).toEqual([0, 0]);
  });

  it.each([refusedWith(451), new Error('connection closed')])(
    'tries again later, and gives up after the last try: %s',
    async (error) => {
      const outbox = outboxOf(ORIGINAL);
      await outbox.add({ key: 'k', ...rejected });
      refusal = error;
      for (let attempt = 1; attempt < MOST_TRIES; attempt += 1) {
        expect(await workOff(outbox)).toBe(1);
        const row = await rowOf();
        expect(row).toMatchObject({ status: 'waiting', attempts: attempt });
        expect(row.nextAttemptAtMs).toBeGreaterThan(await database.now());
      }
      await workOff(outbox);
      const row = await rowOf();
      expect(row).toMatchObject({ status: 'failed', attempts: MOST_TRIES });
      expect(isMessage(row.problem?.what, 'mail.not-handed-over')).toBe(true);
      expect(await workOff(outbox)).toBe(0);
      await outbox.sendAgain(row.id);
      expect((await rowOf()).nextAttemptAtMs).toBeGreaterThan(0);
      refusal = undefined;
      await workOff(outbox);
      expect(await rowOf()).toMatchObject({ status: 'sent', attempts: 0 });
    },
  );

  it('of a copied site sends nothing that the original wrote, until somebody sends it by hand', async () => {
    await outboxOf(ORIGINAL).add({ key: 'k', ...rejected });
    const copy = outboxOf(COPY);
    await workOff(copy);
    const held = await rowOf();
    expect(held).toMatchObject({ status: 'held', attempts: 0, environment: ORIGINAL });
    expect(isMessage(held.problem?.what, 'mail.of-another-site')).toBe(true);
    // A start of the copy changes nothing.
    await copy.letHeldGoOn();
    await workOff(copy);
    expect(await rowOf()).toMatchObject({ status: 'held' });
    expect(sent).toEqual([]);
    await copy.sendAgain(held.id);
    await workOff(copy);
    expect(await rowOf()).toMatchObject({ status: 'sent' });
    expect(sent).toHaveLength(1);
  });

  it('leaves no site that is a copy, whoever wrote it and however it is sent, until somebody takes over (G9)', async () => {
    const { id } = await database.connectors.insert({ provider: 'fake', name: 'x', environment: ORIGINAL });
    const copy = outboxOf(COPY);
    await copy.add({ key: 'k', ...rejected });
    await workOff(copy);
    const held = await rowOf();
    expect(held).toMatchObject({ status: 'held', environment: COPY, problem: { code: 'copied' } });
    expect(await copy.trouble()).toMatchObject({ code: 'copied' });
    await expect(copy.sendAgain(held.id)).rejects.toThrow(/is a copy/);
    await expect(copy.sendNow(rejected.to, { subject: '', text: '', html: '' })).rejects.toThrow(/is a copy/);
    expect(sent).toEqual([]);
    await database.connectors.update({ id }, { environment: COPY });
    await copy.letHeldGoOn();
    await workOff(copy);
    expect(await rowOf()).toMatchObject({ status: 'sent' });
  });

  it('of a former name of this site is its own', async () => {
    await outboxOf(ORIGINAL).add({ key: 'k', ...rejected });
    const renamed = outboxOf(COPY, 'one', [ORIGINAL]);
    await workOff(renamed);
    expect(await rowOf()).toMatchObject({ status: 'sent' });
  });

  it('is held while the site has no sender of mails, and goes on after a start that has one', async () => {
    email = { provider: 'sendmail', settings: { defaultFrom: 'Strapi <no-reply@strapi.io>' } };
    const outbox = outboxOf(ORIGINAL);
    await outbox.add({ key: 'k', ...rejected });
    expect([await workOff(outbox), await workOff(outbox)]).toEqual([1, 0]);
    expect(await rowOf()).toMatchObject({
      status: 'held',
      attempts: 0,
      problem: { code: 'no-email-provider' },
    });
    expect(await outbox.trouble()).toMatchObject({ code: 'no-email-provider' });
    await expect(
      outbox.sendNow('ada@school.example', { subject: 'A test', text: '', html: '' }),
    ).rejects.toMatchObject({ failure: 'needs-person', code: 'no-email-provider' });
    expect(sent).toEqual([]);

    email = { provider: 'sendmail', settings: { defaultFrom: 'lectures@school.example' } };
    expect(await outbox.trouble()).toBeUndefined();
    await outbox.letHeldGoOn();
    for (const one of await outbox.claim(10)) await outbox.work(one);
    expect(await rowOf()).toMatchObject({ status: 'sent', attempts: 0, problem: null });
  });

  it('leaves a mail alone that another instance took over meanwhile', async () => {
    const [late, other] = [outboxOf(ORIGINAL, 'late'), outboxOf(ORIGINAL, 'other')];
    await late.add({ key: 'k', ...rejected });
    const [claimed] = await late.claim(1);
    await database.mails.update({}, { leaseUntilMs: 1 });
    await other.claim(1);
    refusal = new Error('connection closed');
    if (claimed !== undefined) await late.work(claimed);
    expect(await rowOf()).toMatchObject({
      status: 'sending',
      leaseOwner: 'other',
      attempts: 0,
      problem: null,
    });
  });

  it('is not sent by hand while it is being sent', async () => {
    const outbox = outboxOf(ORIGINAL);
    await outbox.add({ key: 'k', ...rejected });
    const { id } = await rowOf();
    await outbox.claim(1);
    await expect(outbox.sendAgain(id)).rejects.toMatchObject({ name: 'ApplicationError' });
    expect(await rowOf()).toMatchObject({ status: 'sending' });
    await expect(outbox.sendAgain(id + 1)).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('adds nothing for an address that is none', async () => {
    await outboxOf(ORIGINAL).add({ key: 'k', ...rejected, to: 'a@b.example, c@d.example' });
    expect(await database.mails.find({})).toEqual([]);
    expect(warnings).toHaveLength(1);
  });

  it('reads a sign-up link when it sends, and stores it nowhere', async () => {
    const outbox = outboxOf(ORIGINAL);
    await outbox.add({
      key: 'k',
      to: 'ada@school.example',
      template: 'invitation',
      data: { host: 'Ada', signUpLink: '' },
      signUp: { directory: 'admin', id: 7 },
    });
    await workOff(outbox);
    expect(sent[0]?.text).toContain('registrationToken=t7');
    expect(JSON.stringify(await database.mails.find({}))).not.toContain('registrationToken');
  });

  it('stores the words of a mail server without secrets', async () => {
    redactor.addSecret('smtp-password');
    const outbox = outboxOf(ORIGINAL);
    await outbox.add({ key: 'k', ...rejected });
    refusal = new Error('AUTH failed for user:smtp-password');
    await workOff(outbox);
    expect((await rowOf()).problem?.providerWords).toMatch(/^AUTH failed/);
    expect(JSON.stringify(await rowOf())).not.toContain('smtp-password');
  });

  it('removes old mails that were sent, and keeps the others', async () => {
    const outbox = outboxOf(ORIGINAL);
    for (const key of ['old', 'new', 'failed']) await outbox.add({ key, ...rejected });
    await workOff(outbox);
    const [old, , failed] = await database.mails.find({});
    const longAgoMs = (await database.now()) - 31 * 86_400_000;
    await database.mails.update({ id: old?.id }, { sentAtMs: longAgoMs });
    await database.mails.update({ id: failed?.id }, { status: 'failed', sentAtMs: longAgoMs });
    expect(await outbox.prune(30)).toBe(1);
    expect((await database.mails.find({})).map(({ status }) => status)).toEqual(['sent', 'failed']);
  });

  describe('says that mails fail', () => {
    it.each<[MailRow['status'][], boolean]>([
      [[], false],
      [['failed'], true],
      [['sent', 'failed', 'failed', 'failed'], true],
      [['failed', 'failed', 'sent'], false],
      [['failed', 'sent', 'failed'], false],
      [['sent', 'failed', 'failed'], false],
      [['held', 'waiting'], false],
    ])('after %j: %s', async (statuses, isTrouble) => {
      for (const [index, status] of statuses.entries()) {
        await database.mails.insert({
          keyHash: String(index),
          recipient: 'ada@school.example',
          template: 'late',
          status,
          attempts: status === 'failed' ? 1 : 0,
        });
      }
      expect((await outboxOf(ORIGINAL).trouble()) !== undefined).toBe(isTrouble);
    });
  });
});
