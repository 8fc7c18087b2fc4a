import type { Preview } from '../../contracts/preview';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import type { Outbox } from '../../server/src/mails/outbox';
import { bootSite, type Site } from '../support/boot-site';
import { startMailbox, type Mailbox } from '../support/mailbox';
import { addHost, connectorBody, daysAgo, until, type Zoom } from '../support/zoom-site';

/** Before accounts are confirmed, the manager learns that nobody would get a sign-up link (B6). */
describe('accounts to be confirmed on a site that sends no mail', () => {
  let site: Site;
  let zoom: Zoom;
  let mailbox: Mailbox;
  let connectorId: string;
  const preview = async () =>
    (await site.admin.must<{ data: Preview }>('POST', `/connectors/${connectorId}/preview`)).data;
  const outbox = () => site.strapi.plugin('meeting-connectors').service('outbox') as unknown as Outbox;

  beforeAll(async () => {
    [zoom, mailbox, site] = await Promise.all([startZoomEmulator({}), startMailbox(), bootSite()]);
    const host = addHost(zoom);
    zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(2) });
    connectorId = (await site.admin.addConnector(connectorBody(zoom, { publishAs: 'host' }))).id;
    await site.admin.runEnded(connectorId);
  });
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
    await mailbox.stop();
  });

  it('are shown with the reason, and with the place of the links', async () => {
    const seen = await preview();
    expect(seen.accountsToMake).toHaveLength(1);
    expect(seen.noMail).toEqual({
      problem: { what: { code: 'mail.no-provider' }, code: 'no-email-provider' },
      linksInUsers: true,
    });
    // Strapi shows no link of a user of Users & Permissions.
    await site.admin.must('PUT', '/people/settings', {
      directory: 'users-permissions',
      adminRoleId: null,
      memberRoleId: null,
    });
    expect((await preview()).noMail?.linksInUsers).toBe(false);
    await site.admin.must('PUT', '/people/settings', {
      directory: 'admin',
      adminRoleId: null,
      memberRoleId: null,
    });
  });

  it('show no warning after mail is set up, but do if the last mails were refused', async () => {
    const { dataDir } = site;
    await site.stop();
    site = await bootSite({ dataDir, email: mailbox.config, pluginConfig: { jobs: { firstRetryMs: 50 } } });
    expect((await preview()).noMail).toBeUndefined();

    const invite = (key: string) =>
      outbox().add({
        key,
        to: `${key}@example.com`,
        template: 'invitation',
        data: { host: 'Ada', signUpLink: 'https://cms.example.com/admin' },
      });
    await invite('early');
    await until(
      () => Promise.resolve(mailbox.received),
      (received) => received.some(({ to }) => to === 'early@example.com'),
    );
    mailbox.refuse('450 try later');
    // Three in a row are trouble, whatever was sent before them: this invitation, or a mail about the connector.
    for (const name of ['ada', 'alan', 'edsger']) await invite(name);
    const troubled = await until(preview, ({ noMail }) => noMail !== undefined);
    expect(troubled.noMail?.problem).toMatchObject({ code: 'mails-failing' });
    expect(troubled.noMail?.problem.providerWords).toMatch(/deliver/);

    mailbox.refuse(undefined);
    // The next attempt of the first mail can be far away by now.
    await invite('grace');
    await until(preview, ({ noMail }) => noMail === undefined);
  });
});
