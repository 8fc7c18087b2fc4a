import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import { english } from '../../contracts/messages/say';
import type { ListMailTemplates, ListMails, MailTemplateView, MailView } from '../../contracts/mails';
import type { Alerts } from '../../server/src/mails/alerts';
import type { Outbox } from '../../server/src/mails/outbox';
import { bootSite, type Site } from '../support/boot-site';
import { startMailbox, type Mailbox } from '../support/mailbox';
import { ADMIN } from '../../playground/client/admin-account';
import { until } from '../support/zoom-site';

const REJECTED = { title: 'Week 5', moderator: 'Noor', reason: 'A private screen', link: '' };

describe('mails', () => {
  let site: Site;
  let mailbox: Mailbox;
  const outbox = () =>
    site.strapi.plugin('meeting-connectors').service('outbox') as unknown as Pick<Outbox, 'add'>;
  const alerts = () => site.strapi.plugin('meeting-connectors').service('alerts') as unknown as Alerts;
  const mails = async () => (await site.admin.must<ListMails.Response>('GET', '/mails')).data;
  const mailTo = (to: string, fits: (mail: MailView) => boolean) =>
    until(
      async () => (await mails()).find((mail) => mail.to === to),
      (mail) => mail !== undefined && fits(mail),
    );
  const rejected = (key: string, to: string, over: Partial<typeof REJECTED> = {}) =>
    outbox().add({ key, to, template: 'rejected', data: { ...REJECTED, ...over } });

  beforeAll(async () => {
    mailbox = await startMailbox();
    site = await bootSite({ email: mailbox.config, pluginConfig: { jobs: { firstRetryMs: 50 } } });
  });
  afterAll(async () => {
    await site.stop();
    await mailbox.stop();
  });

  it('are sent once for each key, however often they are added', async () => {
    await Promise.all(Array.from({ length: 5 }, () => rejected('once', 'ada@example.com')));
    const mail = await mailTo('ada@example.com', ({ status }) => status === 'sent');
    expect(mail).toMatchObject({ subject: 'Not published: Week 5', attempts: 0 });
    await rejected('once', 'ada@example.com');
    expect(mailbox.received.map(({ to, subject }) => ({ to, subject }))).toEqual([
      { to: 'ada@example.com', subject: 'Not published: Week 5' },
    ]);
    expect(mailbox.received[0]?.body).toContain('A private screen');
  });

  it('follow their transaction: after a rollback nothing is sent', async () => {
    await expect(
      site.strapi.db.transaction(async ({ trx: sql }) => {
        await outbox().add(
          { key: 'gone', to: 'gone@example.com', template: 'rejected', data: REJECTED },
          sql,
        );
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect((await mails()).filter(({ to }) => to === 'gone@example.com')).toEqual([]);
  });

  it('are retried while the mail server fails, and show why', async () => {
    mailbox.refuse('451 come back later');
    await rejected('later', 'later@example.com');
    const waiting = await mailTo('later@example.com', ({ attempts }) => attempts > 0);
    expect(waiting?.problem).toMatchObject({
      code: 'mail-not-sent',
      providerWords: expect.stringMatching(/deliver/) as string,
    });
    mailbox.refuse(undefined);
    const sent = await mailTo('later@example.com', ({ status }) => status === 'sent');
    expect(sent?.problem).toBeUndefined();
  });

  it('fail after their attempts, and can be sent by hand', async () => {
    mailbox.refuse('550 no such user');
    await rejected('refused', 'refused@example.com');
    const failed = await mailTo('refused@example.com', ({ status }) => status === 'failed');
    expect(english(failed?.problem?.what ?? '')).toMatch(/mail server|handed/);
    mailbox.refuse(undefined);
    await site.admin.must('POST', `/mails/${failed?.id}/send`);
    await mailTo('refused@example.com', ({ status }) => status === 'sent');
  });

  it('skip an invalid address without an error', async () => {
    await rejected('none', 'not an address');
    await rejected('two', 'a@example.com, b@example.com');
    expect((await mails()).filter(({ to }) => /not an|, /.test(to))).toEqual([]);
  });

  it('bring a link that lets somebody in to them alone, whatever account the number names by now', async () => {
    const make = async (email: string) => {
      const registrationToken = `token-of-${email.split('@')[0]}`;
      const data = { email, firstname: 'Ada', isActive: false, registrationToken, roles: [] };
      const { id } = (await site.strapi.db.query('admin::user').create({ data })) as { id: number };
      return { id, registrationToken };
    };
    const invite = async (to: string, id: number) => {
      const data = { host: 'Ada', signUpLink: '' };
      await outbox().add({ key: to, to, template: 'invitation', data, signUp: { directory: 'admin', id } });
      await mailTo(to, ({ status }) => status === 'sent');
      return mailbox.received.find((mail) => mail.to.toLowerCase() === to.toLowerCase())?.body;
    };
    const invited = await make('invited@example.com');
    expect(await invite('Invited@Example.com', invited.id)).toContain(invited.registrationToken);
    const other = await invite('another@example.com', invited.id);
    expect(other).toContain('Ada');
    expect(other).not.toContain(invited.registrationToken);
    expect(await invite('nobody@example.com', 1_000_000)).not.toContain('token-of');
  });

  it('are written in the recipient’s language, where it is known', async () => {
    const speaks = (preferedLanguage: string | null) =>
      site.strapi.db
        .query('admin::user')
        .update({ where: { email: ADMIN.email }, data: { preferedLanguage } });
    await speaks('uk');
    await rejected('in-ukrainian', ADMIN.email);
    const mail = await mailTo(ADMIN.email, ({ status }) => status === 'sent');
    expect(mail?.subject).toBe('Не опубліковано: Week 5');
    expect(mailbox.received.filter(({ to }) => to === ADMIN.email).at(-1)?.subject).toBe(
      'Не опубліковано: Week 5',
    );
    const { data } = await site.admin.must<ListMailTemplates.Response>('GET', '/mail-templates');
    expect(data.find(({ id }) => id === 'rejected')?.subject).toBe('Не опубліковано: {{title}}');
    await speaks(null);
  });

  it('fault 72: show hostile titles and reasons as text', async () => {
    const title = '<img src=x onerror=alert(1)>{{reason}}';
    await rejected('hostile', 'hostile@example.com', { title, reason: '<%= process.env %>' });
    await mailTo('hostile@example.com', ({ status }) => status === 'sent');
    const mail = mailbox.received.find(({ to }) => to === 'hostile@example.com');
    const html = mail?.body.slice(mail.body.indexOf('Content-Type: text/html')) ?? '';
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;{{reason}}');
    expect(html).toContain('&lt;%= process.env %&gt;');
    expect(html).not.toContain('<img');
  });

  describe('have texts that managers may change', () => {
    const template = async (id: string) =>
      (await site.admin.must<ListMailTemplates.Response>('GET', '/mail-templates')).data.find(
        (one) => one.id === id,
      );

    it('uses a changed text from the next mail on, and the default again after a reset', async () => {
      const typed = { subject: 'Leider nein: {{title}}', text: 'Grund: {{ reason }}' };
      const { data } = await site.admin.must<{ data: MailTemplateView }>(
        'PUT',
        '/mail-templates/rejected',
        typed,
      );
      expect(data).toMatchObject({ ...typed, changed: true });
      await rejected('changed', 'changed@example.com');
      await mailTo('changed@example.com', ({ status }) => status === 'sent');
      expect(mailbox.received.at(-1)).toMatchObject({ subject: 'Leider nein: Week 5' });
      await site.admin.must('DELETE', '/mail-templates/rejected');
      expect(await template('rejected')).toMatchObject({
        subject: 'Not published: {{title}}',
        changed: false,
      });
    });

    it('refuses unknown names, and a subject of more than one line', async () => {
      const refused = await site.admin.call('PUT', '/mail-templates/rejected', {
        subject: '{{tittle}}',
        text: 'x',
      });
      expect(refused).toMatchObject({
        status: 400,
        body: {
          error: {
            details: {
              fields: {
                subject: {
                  code: 'route.placeholder',
                  values: {
                    placeholder: '{{tittle}}',
                    placeholders: ['{{title}}', '{{moderator}}', '{{reason}}', '{{link}}'],
                  },
                },
              },
            },
          },
        },
      });
      const lines = await site.admin.call('PUT', '/mail-templates/rejected', {
        subject: 'a\nBcc: b',
        text: 'x',
      });
      expect(lines.status).toBe(400);
      expect(
        (await site.admin.call('PUT', '/mail-templates/constructor', { subject: 'a', text: 'x' })).status,
      ).toBe(404);
    });

    it('sends the unsaved text to the manager, with example values', async () => {
      const { data } = await site.admin.must<{ data: { to: string } }>(
        'POST',
        '/mail-templates/rejected/test',
        {
          subject: 'Trying: {{title}}',
          text: 'Because {{reason}}',
        },
      );
      expect(data.to).toBe(ADMIN.email);
      expect(mailbox.received.at(-1)).toMatchObject({
        to: ADMIN.email,
        subject: 'Trying: Linear algebra, week 5',
      });
      mailbox.refuse('550 no');
      const failed = await site.admin.call('POST', '/mail-templates/rejected/test', {
        subject: 'x',
        text: 'y',
      });
      expect(failed.status).toBe(400);
      mailbox.refuse(undefined);
    });
  });

  describe('tell managers', () => {
    it('once that a connector needs somebody, and once that it no longer does', async () => {
      const connectors = site.strapi.db.query('plugin::meeting-connectors.connector');
      const nowMs = Date.now();
      const connector = (await connectors.create({
        data: {
          hookKey: 'alerts',
          provider: 'zoom',
          name: 'Zoom of <b>Ada</b>',
          enabled: true,
          options: { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Zoom of Ada', scheduleMinutes: 30 },
          settings: {},
          settingsVersion: 1,
          environment: 'playground',
          authorization: 'authorized',
          lastSucceededAtMs: nowMs - 61 * 60_000,
          needsYou: { what: 'The manager is gone', code: 'manager-gone' },
        },
      })) as { id: number };
      const change = (data: object) => connectors.update({ where: { id: connector.id }, data });
      const subjects = () =>
        mailbox.received.filter(({ to, subject }) => to === ADMIN.email && /Zoom of/.test(subject));
      await alerts().review();
      await alerts().review();
      await until(
        async () => subjects(),
        (all) => all.length === 1,
      );
      expect(subjects()[0]?.body).toContain('Zoom of &lt;b&gt;Ada&lt;/b&gt;');

      // No longer blocked, but late by now.
      await change({ needsYou: null });
      await alerts().review();
      await until(
        async () => subjects(),
        (all) => all.length === 3,
      );
      await change({ lastSucceededAtMs: nowMs });
      await Promise.all([alerts().review(), alerts().review()]);
      const all = await until(
        async () => subjects(),
        (found) => found.length === 4,
      );
      expect(all.map(({ subject }) => subject.replace('Zoom of <b>Ada</b> ', '')).sort()).toEqual([
        'continues',
        'is late',
        'is on time again',
        'needs you',
      ]);
      await connectors.delete({ where: { id: connector.id } });
    });
  });

  it('are held and shown if Strapi has no email provider, and sent when it has one', async () => {
    await site.stop();
    site = await bootSite({ dataDir: site.dataDir });
    await rejected('held', 'held@example.com');
    const held = await mailTo('held@example.com', ({ status }) => status === 'held');
    expect(held?.problem?.code).toBe('no-email-provider');
    const { meta } = await site.admin.must<ListMailTemplates.Response>('GET', '/mail-templates');
    expect(english(meta.problem?.what ?? '')).toMatch(/Strapi has no email provider/);
    await site.stop();
    site = await bootSite({ dataDir: site.dataDir, email: mailbox.config });
    await mailTo('held@example.com', ({ status }) => status === 'sent');
  });

  it('are held on a copy of the site', async () => {
    await site.stop();
    // Nothing is sent here, as if the database was dumped at the wrong moment.
    site = await bootSite({ dataDir: site.dataDir, pluginConfig: { jobs: { enabled: false } } });
    await rejected('copied', 'copied@example.com');
    await site.stop();
    site = await bootSite({
      dataDir: site.dataDir,
      email: mailbox.config,
      pluginConfig: { environment: 'staging' },
    });
    const mail = await mailTo('copied@example.com', ({ status }) => status === 'held');
    expect(mail?.problem?.code).toBe('mail-of-another-site');
    expect(mailbox.received.filter(({ to }) => to === 'copied@example.com')).toEqual([]);
  });
});
