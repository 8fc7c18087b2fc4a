import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser';
import { LONGEST_MS, takeShot } from '../support/panel';
import { spawnSite, type SpawnedSite } from '../support/spawn-site';

const ROOT = path.join(__dirname, '..', '..');
const SCREENSHOTS = path.join(ROOT, 'docs', 'screenshots');
const MEDIA = path.join(ROOT, 'emulators', 'kit', 'media', 'fixtures');
const RECORDING = 'plugin::meeting-connectors.recording';
const CONTENT = 'plugin::content-manager.explorer';
const PASSWORD = 'Some-Password-1';
const REASON = 'The first minutes show a private screen.';

interface Login {
  email: string;
  token: string;
}

let site: SpawnedSite;
/** One for each person: this Chromium shares its cookies between contexts. */
const browsers: Browser[] = [];
const pages: Page[] = [];
const complaints: string[] = [];

const ask = async (method: string, where: string, token: string | undefined, body?: unknown) => {
  const answer = await fetch(`${site.url}${where}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${where}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { data: never };
};

/** An admin user with a role of its own. */
async function person(firstname: string, lastname: string, permissions: object[]): Promise<Login> {
  const token = await site.admin.token();
  const email = `${firstname}.${lastname}@example.com`.toLowerCase();
  const role = await ask('POST', '/admin/roles', token, { name: `Role of ${firstname}`, description: '' });
  const { id: roleId } = role.data as { id: number };
  await ask('PUT', `/admin/roles/${roleId}/permissions`, token, { permissions });
  const made = await ask('POST', '/admin/users', token, { email, firstname, lastname, roles: [roleId] });
  const { registrationToken } = made.data as { registrationToken: string };
  const registered = await ask('POST', '/admin/register', undefined, {
    registrationToken,
    userInfo: { firstname, lastname, password: PASSWORD },
  });
  return { email, token: (registered.data as { token: string }).token };
}

async function signIn(email: string): Promise<Page> {
  const browser = await launchBrowser();
  browsers.push(browser);
  const context = await browser.newContext({
    viewport: { width: 1440, height: 1000 },
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  await context.route(
    (url) => url.hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  context.setDefaultTimeout(LONGEST_MS);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${site.url}/admin/auth/login`);
  await page.getByRole('textbox', { name: 'Email', exact: true }).fill(email);
  await page.locator('input[name="password"]').fill(PASSWORD);
  await page.getByRole('button', { name: 'Login', exact: true }).click();
  await page.getByRole('link', { name: 'Meeting Connectors' }).waitFor();
  pages.push(page);
  return page;
}

const shot = (page: Page, name: string, part?: Locator) =>
  takeShot(page, path.join(SCREENSHOTS, `${name}.png`), part);

describe('a contributor and a moderator in the admin panel', () => {
  let carla: Login;
  let documentId: string;
  let author: Page;
  let moderator: Page;

  beforeAll(async () => {
    site = await spawnSite({ panel: true });
    await site.admin.must('PUT', '/moderation', {
      enabled: true,
      moderatorsPublishDirectly: false,
      reasonTemplates: ['The title does not say what the meeting was about.'],
    });
    const attributes = [
      ...['title', 'description', 'startedAt', 'timezone', 'durationSeconds', 'hostName'],
      // Who may not change one of these changes, and deletes, no file of a recording.
      ...['video', 'audio', 'captions', 'transcriptFile', 'chatFile', 'poster'],
      ...['chapters', 'chat', 'tags', 'visibility', 'provider', 'summary'],
    ];
    const rights = (actions: string[], conditions: string[]) =>
      actions.map((action) => ({
        action: `${CONTENT}.${action}`,
        subject: RECORDING,
        // Strapi takes no fields for a deletion: it is of a whole entry.
        properties: action === 'delete' ? {} : { fields: attributes },
        conditions,
      }));
    const uploads = ['read', 'assets.create'].map((action) => ({
      action: `plugin::upload.${action}`,
      subject: null,
      properties: {},
      conditions: [],
    }));
    carla = await person('Carla', 'Lindqvist', [
      ...rights(['create', 'read', 'update', 'delete'], ['admin::is-creator']),
      ...uploads,
      {
        action: 'plugin::meeting-connectors.recordings.hold',
        subject: null,
        properties: {},
        conditions: [],
      },
    ]);
    await person('Anna', 'Moreau', [
      ...rights(['read'], []),
      {
        action: 'plugin::meeting-connectors.recordings.moderate',
        subject: null,
        properties: {},
        conditions: [],
      },
    ]);
    const files = new FormData();
    const video = readFileSync(path.join(MEDIA, 'speaker-320x180-part1.mp4'));
    files.append('files', new Blob([video], { type: 'video/mp4' }), 'lecture.mp4');
    const captions =
      'WEBVTT\n\n00:00:00.000 --> 00:00:00.800\n<v Anna>Welcome to week five.\n\n00:00:00.800 --> 00:00:05.000\n<v Ben>We begin with matrices.\n';
    files.append('files', new Blob([captions], { type: 'text/vtt' }), 'lecture.vtt');
    const uploaded = await fetch(`${site.url}/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${carla.token}` },
      body: files,
    });
    const [film, words] = (await uploaded.json()) as { id: number }[];
    const made = await ask('POST', `/content-manager/collection-types/${RECORDING}`, carla.token, {
      title: 'Linear algebra, week 5',
      startedAt: '2026-02-10T16:36:00.000Z',
      timezone: 'Europe/Paris',
      durationSeconds: 5,
      hostName: 'Carla Lindqvist',
      visibility: 'public',
      video: film?.id,
      captions: words?.id,
      chat: '[00:00:01] Ben: Are there slides?\n[00:00:02] Carla: In the course.\n',
      chapters: [
        { startSeconds: 0, title: 'Welcome' },
        { startSeconds: 0.8, title: 'Matrices' },
      ],
    });
    ({ documentId } = made.data as { documentId: string });
    [author, moderator] = [
      await signIn('carla.lindqvist@example.com'),
      await signIn('anna.moreau@example.com'),
    ];
  });
  afterAll(async () => {
    for (const browser of browsers) await browser.close();
    await site?.stop();
  });

  it('send it, reject it with a reason by keyboard, edit it, send it again, approve it, and the site shows it', async () => {
    const entry = `${site.url}/admin/content-manager/collection-types/${RECORDING}/${documentId}`;
    await author.goto(entry);
    const link = author.getByRole('link', { name: 'Download Linear algebra, week 5 2026-02-10.mp4' });
    const [download] = await Promise.all([author.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe('Linear algebra, week 5 2026-02-10.mp4');
    expect(readFileSync(await download.path())).toEqual(
      readFileSync(path.join(MEDIA, 'speaker-320x180-part1.mp4')),
    );
    const send = (page = author) => page.getByRole('button', { name: 'Send to review', exact: true });
    await moderator.goto(entry);
    await send(moderator).waitFor();
    // Who may not change a recording can't send it.
    expect(await send(moderator).isDisabled()).toBe(true);
    await send().click();
    await author.getByText('Sent to review. It is published once a moderator approves it.').waitFor();

    await moderator.goto(`${site.url}/admin/plugins/meeting-connectors/reviews`);
    const article = moderator.getByRole('article', { name: 'Linear algebra, week 5' });
    await article.getByText('Carla Lindqvist asked to publish this recording.').waitFor();
    await article.getByText('Ben: We begin with matrices.').waitFor();
    await article.locator('video').waitFor();
    await shot(moderator, 'review');
    await moderator.getByRole('heading', { level: 1 }).click();
    await moderator.keyboard.press('r');
    const dialog = moderator.getByRole('dialog');
    await dialog.getByRole('textbox').waitFor();
    await moderator.keyboard.type(REASON);
    await moderator.keyboard.press('Control+Enter');
    await moderator.getByText('Rejected: Linear algebra, week 5').first().waitFor();

    await author.goto(entry);
    await author.getByText(`Anna Moreau rejected it: ${REASON}`).waitFor();
    await shot(author, 'review-rejected');
    await author.getByRole('textbox', { name: 'title' }).fill('Linear algebra, week 5, cut');
    await author.getByRole('button', { name: 'Save', exact: true }).click();
    await author.getByText(/Saved document/).waitFor();
    await send().click();
    await author.getByText('Sent to review. It is published once a moderator approves it.').waitFor();

    await moderator.reload();
    await moderator.getByRole('article', { name: 'Linear algebra, week 5, cut' }).waitFor();
    await moderator.getByRole('heading', { level: 1 }).click();
    await moderator.keyboard.press('a');
    await moderator.getByText('Approved and published: Linear algebra, week 5, cut').first().waitFor();

    const token = await ask('POST', '/admin/api-tokens', await site.admin.token(), {
      name: 'reader',
      description: '',
      type: 'read-only',
      lifespan: null,
    });
    const { accessKey } = token.data as { accessKey: string };
    const listed = await ask('GET', '/api/meeting-connectors/recordings', accessKey);
    expect((listed.data as { title: string }[]).map(({ title }) => title)).toEqual([
      'Linear algebra, week 5, cut',
    ]);
    expect(complaints).toEqual([]);
  });

  it('approves several at once in the list, and reads what became of each', async () => {
    const titles = ['Group theory, week 1', 'Group theory, week 2'];
    for (const title of titles) {
      const made = await ask('POST', `/content-manager/collection-types/${RECORDING}`, carla.token, {
        title,
        startedAt: '2026-03-10T16:36:00.000Z',
        visibility: 'public',
      });
      const { documentId: id } = made.data as { documentId: string };
      await ask('POST', `/meeting-connectors/recordings/${id}/review`, carla.token, {});
    }
    await moderator.goto(`${site.url}/admin/content-manager/collection-types/${RECORDING}`);
    for (const title of titles) await moderator.getByText(title).waitFor();
    const approve = moderator.getByRole('button', { name: 'Approve 2 waiting', exact: true });
    const all = moderator.getByRole('checkbox', { name: 'Select all entries' });
    // The list may be read again after its rows appear, and selects nothing then.
    while (!(await approve.isVisible())) {
      await all.click();
      await approve.waitFor({ timeout: 10_000 }).catch(() => undefined);
    }
    await approve.click();
    const dialog = moderator.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
    for (const title of titles) await dialog.getByText(`Approved and published: ${title}`).waitFor();
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    // None of the selected ones waits now.
    await approve.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('put it on hold, which stops its deletion, lift the hold, and delete it with its files', async () => {
    await author.goto(`${site.url}/admin/content-manager/collection-types/${RECORDING}/${documentId}`);
    const button = (name: string) => author.getByRole('button', { name, exact: true });
    const dialog = author.getByRole('dialog');
    const askToDelete = async () => {
      await button('More actions').click();
      await author.getByRole('menuitem', { name: 'Delete entry' }).click();
      await dialog.waitFor();
    };
    await button('Put on hold').click();
    await dialog.getByRole('textbox').fill('Court order 17');
    await dialog.getByRole('button', { name: 'Put on hold', exact: true }).click();
    await author.getByText('Reason: Court order 17').waitFor();
    await shot(author, 'on-hold', button('Lift the hold'));

    await askToDelete();
    await dialog.getByText(/is on hold and can’t be deleted\. Carla Lindqvist put it on hold on /).waitFor();
    expect(await dialog.getByRole('button', { name: 'Delete', exact: true }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();

    await button('Lift the hold').click();
    await author.getByText('This recording can be deleted.').waitFor();
    await askToDelete();
    const withFiles = dialog.getByRole('checkbox', { name: /^Also delete 2 files/ });
    await withFiles.waitFor();
    expect(await withFiles.isChecked()).toBe(true);
    await shot(author, 'delete-recording');
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await author.getByText('Deleted: Linear algebra, week 5, cut').first().waitFor();
    await author.waitForURL((url) => url.pathname.endsWith(RECORDING));
    const left = await ask('GET', '/upload/files', await site.admin.token());
    expect(left).toMatchObject({ results: [] });
    expect(complaints).toEqual([]);
  });
});
