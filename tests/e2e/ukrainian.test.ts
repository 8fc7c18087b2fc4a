import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { ALL_TEXTS } from '../../admin/src/translations/all';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { ConnectorOptions, ConnectorView, CreateConnector } from '../../contracts/connectors';
import type { ImportView } from '../../contracts/imports';
import type { HostView } from '../../contracts/people';
import type { ReviewListItem } from '../../contracts/review';
import type { RunView } from '../../contracts/runs';
import type { VerificationView } from '../../contracts/verify';
import type { DeliveryView, WebhookView } from '../../contracts/webhooks';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { startDemoProviders, type DemoProvider } from '../../scripts/demo-providers';
import { ADMIN } from '../../playground/client/admin-account';
import { launchBrowser } from '../support/browser';
import { englishOf, latinRunsOf, withoutNames, type EnglishFound } from '../support/english';
import { startMailbox, type Mailbox } from '../support/mailbox';
import { NEW_APP_UPLOADS } from '../support/new-app-uploads';
import { openPanel, takeShot, type Panel } from '../support/panel';
import { askSite } from '../support/person';
import { shownTexts } from '../support/shown-texts';
import { spawnSite, type SpawnedSite } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, until, type Zoom } from '../support/zoom-site';

const { en, uk } = ALL_TEXTS;

/** Not part of the docs: to be looked at after a change. */
const PICTURES = path.join(__dirname, '..', '..', '.tmp', 'screenshots', 'ukrainian');
const PLUGIN = '/plugins/meeting-connectors';
const RECORDING = 'plugin::meeting-connectors.recording';
/** Ours: pages, their menu, and what opens over them. */
const OURS = [
  'main',
  'nav:has(a[href*="/plugins/meeting-connectors/"])',
  '[role="dialog"]',
  '[role="alertdialog"]',
  '[role="listbox"]',
  '[role="menu"]',
  '[data-sonner-toast]',
];
/** On the pages of the content manager only these are ours. */
const OVERLAYS = OURS.slice(2);

// Many pages are read one after the other, also on a machine that does other things.
jest.setTimeout(900_000);

let site: SpawnedSite;
let mailbox: Mailbox;
let zoom: Zoom;
let demos: DemoProvider[];
let browser: Browser;
let panel: Panel;
let page: Page;
/** Foreign names: titles of meetings, people, files. */
const names = new Set<string>();
const walked: string[] = [];
const found = new Map<string, EnglishFound & { where: string }>();

const nameOf = (name: keyof typeof uk) => uk[name];
const unlessListed = (options: Partial<ConnectorOptions> & { name: string }): ConnectorOptions => ({
  ...DEFAULT_CONNECTOR_OPTIONS,
  scheduleMinutes: null,
  ...options,
});

async function addDemo(
  id: string,
  options: Partial<ConnectorOptions> = {},
): Promise<ConnectorView | undefined> {
  const demo = demos.find((one) => one.id === id);
  if (demo?.settings === undefined) return undefined;
  const made = unlessListed({ name: `${demo.label} 1`, ...options });
  return await site.admin.addConnector({
    provider: id,
    enabled: true,
    options: made,
    settings: demo.settings,
    ...(made.deleteAtProvider === 'never' ? {} : { confirmation: made.name }),
  } satisfies CreateConnector.Body);
}

const list = async <Row>(where: string): Promise<Row[]> =>
  (await site.admin.must<{ data: Row[] }>('GET', where)).data;
const connectors = () => list<ConnectorView>('/connectors');

/** Remembers what providers and people call their things, so that it is not taken for a sentence of ours. */
async function learnNames(): Promise<void> {
  for (const { options, providerLabel } of await connectors())
    for (const name of [options.name, providerLabel]) names.add(name);
  for (const entry of await list<ImportView>('/imports?pageSize=100')) {
    for (const name of [entry.title, entry.hostName, ...entry.files.map((file) => file.name)])
      if (name) names.add(name);
    for (const { view } of entry.files) names.add(view.replaceAll('_', ' '));
  }
  for (const { name } of await list<HostView>('/people?pageSize=100')) if (name) names.add(name);
  for (const state of ['pending', 'approved', 'rejected'])
    for (const { title } of await list<ReviewListItem>(`/reviews?state=${state}&pageSize=100`))
      names.add(title);
  for (const { subject } of await list<{ subject: string }>('/mails?pageSize=100')) names.add(subject);
}

beforeAll(async () => {
  mailbox = await startMailbox();
  [site, zoom, demos, browser] = await Promise.all([
    spawnSite({
      panel: true,
      email: mailbox.config,
      upload: NEW_APP_UPLOADS,
      pluginConfig: { ...IMPATIENT, environment: 'test' },
    }),
    startZoomEmulator({}),
    startDemoProviders(),
    launchBrowser(),
  ]);
  await site.admin.must('PUT', '/moderation', {
    enabled: true,
    moderatorsPublishDirectly: false,
    reasonTemplates: [],
  });
  // Of each provider one that works, where it can.
  for (const { id } of demos) await addDemo(id, { publishStatus: 'published', joinSegments: true });
  const zoomDemo = demos.find(({ id }) => id === 'zoom');
  // Wrong credentials, and one that imports nothing since its only host is not known.
  await site.admin.addConnector({
    provider: 'zoom',
    enabled: true,
    options: unlessListed({ name: 'Zoom 2' }),
    settings: { ...zoomDemo?.settings, clientSecret: 'wrong' },
  });
  await addDemo('zoom', { name: 'Zoom 3', hostEmails: ['nobody@example.com'] });
  await addDemo('zoom', { name: 'Zoom 4', publishAs: 'host' });
  await addDemo('zoom', { name: 'Zoom 5', deleteAtProvider: 'trash', deleteAfterHours: 0 });
  await addDemo('bigbluebutton', { name: 'BigBlueButton 2', deleteAtProvider: 'permanent' });
  // Files that can't be had, and one that is tried again and again.
  const host = addHost(zoom);
  zoom.addMeeting({ hostId: host.id, topic: 'Q1', startedAt: daysAgo(2) });
  zoom.faults.add({ kind: 'html', contentType: 'text/html' });
  await site.admin.addConnector(connectorBody(zoom, { name: 'Zoom 6' }));
  const broken = addHost(zoom, 'Grace Host');
  zoom.addMeeting({ hostId: broken.id, topic: 'Q2', startedAt: daysAgo(3) });

  const jaas = demos.find(({ id }) => id === 'jaas');
  const pushed = (await connectors()).find(({ provider }) => provider === 'jaas');
  if (jaas?.announce !== undefined && pushed !== undefined) {
    const { data: webhook } = await site.admin.must<{ data: WebhookView }>(
      'GET',
      `/connectors/${pushed.id}/webhook`,
    );
    await jaas.announce(webhook.address);
    // Refused, and counted.
    await fetch(webhook.address, { method: 'POST', body: '{}' });
    await fetch(webhook.address, { method: 'GET' });
  }
  for (const { id, status } of await connectors())
    if (status.latestRunId !== undefined) await site.admin.runEnded(id);
  await learnNames();

  await askSite(site, 'PUT', '/admin/users/me', await site.admin.token(), { preferedLanguage: 'uk' });
  panel = await openPanel(browser, site, { locale: 'uk-UA' });
  ({ page } = panel);
  // A changed form may be left.
  page.on('dialog', (dialog) => void dialog.accept());
  await panel.logIn(ADMIN);
}, 900_000);

afterAll(async () => {
  process.stderr.write(`Walked in Ukrainian: ${walked.length} views\n${walked.join('\n')}\n`);
  if (page !== undefined) await takeShot(page, path.join(PICTURES, 'end.png'));
  await browser?.close();
  await Promise.all([...(demos ?? []).map((demo) => demo.stop()), zoom?.stop(), site?.stop()]);
  await mailbox?.stop();
});

/** Reads everything that is shown now. */
async function read(
  where: string,
  how: { within?: readonly string[]; onlyOurs?: boolean } = {},
): Promise<void> {
  const shown = await shownTexts(page, how.within ?? OURS);
  expect(shown).not.toEqual([]);
  walked.push(`${where} (${shown.length} texts)`);
  const ours = withoutNames(shown, [...names]);
  const inEnglish = [...englishOf(ours), ...(how.onlyOurs === true ? [] : latinRunsOf(ours))];
  for (const one of inEnglish) {
    const key = `${one.key} ${one.text}`;
    if (found.has(key)) continue;
    found.set(key, { ...one, where });
    process.stderr.write(`English at ${where}: ${one.key}: ${one.text}\n`);
  }
}

/** Opens a page, and reads it once it stands still. */
async function open(where: string): Promise<void> {
  await panel.at(where);
  await page.locator('main h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  await read(where);
}

/** Opens what is closed on the page, such as accordions and rows of a table. */
async function openParts(where: string): Promise<void> {
  // One opened part may close another, so each is marked first and opened by its mark.
  const closed = page.locator(
    'main button[aria-expanded="false"]:not([role="combobox"]):not([aria-haspopup])',
  );
  const count = await closed.evaluateAll((all) => {
    const some = all.slice(0, 6);
    some.forEach((one, index) => one.setAttribute('data-closed', String(index)));
    return some.length;
  });
  for (let index = 0; index < count; index += 1) {
    const part = page.locator(`main button[data-closed="${index}"]`);
    if ((await part.count()) === 0 || !(await part.isVisible()) || (await part.isDisabled())) continue;
    await part.click();
    await read(`${where}, part ${index + 1}`);
  }
}

/** Opens parts and every list to choose from. */
async function openAll(where: string): Promise<void> {
  await openParts(where);
  const choices = page.locator('main [role="combobox"]:visible:not([disabled]):not([data-disabled])');
  for (let index = 0; index < (await choices.count()); index += 1) {
    await choices.nth(index).click();
    await page.getByRole('listbox').first().waitFor();
    await read(`${where}, choice ${index + 1}`);
    await page.keyboard.press('Escape');
    await page.getByRole('listbox').first().waitFor({ state: 'detached' });
  }
}

const inDialog = async (where: string, button: Locator): Promise<Locator> => {
  await button.click();
  const dialog = page.locator('[role="dialog"], [role="alertdialog"]').last();
  await dialog.waitFor();
  await page.waitForLoadState('networkidle');
  await read(where);
  return dialog;
};
const closeDialog = async () => {
  await page.keyboard.press('Escape');
  await page.locator('[role="dialog"], [role="alertdialog"]').first().waitFor({ state: 'detached' });
};
const button = (name: keyof typeof uk) => page.getByRole('button', { name: nameOf(name), exact: true });

describe('the panel in Ukrainian', () => {
  it('lists the connectors, with their menus', async () => {
    await open(`${PLUGIN}/connectors`);
    expect(await page.locator('main h1').first().textContent()).toBe(nameOf('connectors.title'));
    const menus = page.locator('main [aria-haspopup="menu"]');
    await menus.first().click();
    await page.getByRole('menu').waitFor();
    await read('the menu of a connector');
    await page.getByRole('menuitem', { name: nameOf('connector.delete'), exact: true }).click();
    await page.getByRole('alertdialog').waitFor();
    await read('the question before a connector is deleted');
    await closeDialog();
    await takeShot(page, path.join(PICTURES, 'connectors.png'));
  });

  it('offers each provider, and says of its form what is missing and what fails', async () => {
    await open(`${PLUGIN}/connectors/new`);
    for (const { id } of demos) {
      const where = `${PLUGIN}/connectors/new/${id}`;
      await open(where);
      await openAll(where);
      await button('form.save').click();
      await read(`${where}, nothing filled in`);
      const fields = page.locator(
        'main form input:visible:not([type="checkbox"]):not([type="radio"]), main form textarea:visible',
      );
      for (let index = 0; index < (await fields.count()); index += 1) {
        const field = fields.nth(index);
        if (!(await field.isEditable()) || (await field.inputValue()) !== '') continue;
        const type = await field.getAttribute('type');
        const fieldName = (await field.getAttribute('name')) ?? '';
        // Nothing listens there; lists are left as they are.
        if (type === 'date' || type === 'number' || /^options\./.test(fieldName)) continue;
        await field.fill(
          type === 'url' || /url|server|endPoint/i.test(fieldName) ? 'http://127.0.0.1:9' : 'mistyped',
        );
      }
      const answered = page.waitForResponse((response) => /\/connectors\/check$/.test(response.url()));
      await button('check.button').click();
      await Promise.race([answered, page.getByText(uk['form.mistakes'].slice(-20)).first().waitFor()]).catch(
        () => undefined,
      );
      await page.waitForLoadState('networkidle');
      await read(`${where}, checked`);
    }
  });

  it('shows each connector with its facts, its check and its preview', async () => {
    for (const connector of await connectors()) {
      const where = `${PLUGIN}/connectors/${connector.id} (${connector.options.name})`;
      await panel.at(`${PLUGIN}/connectors/${connector.id}`);
      await page.locator('main h1').first().waitFor();
      await page.waitForLoadState('networkidle');
      await read(where);
      // Its lists to choose from are those of the form.
      await openParts(where);
      await button('check.button').click();
      await page.getByRole('region', { name: nameOf('check.title') }).waitFor();
      await read(`${where}, checked`);
      const preview = button('preview.show').or(button('preview.again'));
      if ((await preview.count()) > 0) {
        await preview.first().click();
        await page.waitForLoadState('networkidle');
        await read(`${where}, previewed`);
      }
    }
    await takeShot(page, path.join(PICTURES, 'connector.png'));
  });

  it('asks before accounts are made and before anything is deleted', async () => {
    const unconfirmed = (await connectors()).find(({ accounts }) => accounts === 'unconfirmed');
    await open(`${PLUGIN}/connectors/${unconfirmed?.id ?? ''}`);
    const dialog = await inDialog(
      'the question before accounts are made',
      page.getByRole('button', { name: /^Підтвердити/ }).first(),
    );
    await dialog.getByRole('button', { name: nameOf('accounts.start') }).click();
    await dialog.waitFor({ state: 'detached' });
    await read('accounts confirmed');
    await site.admin.runEnded(unconfirmed?.id ?? '');

    const zoom1 = (await connectors()).find(({ options }) => options.name === 'Zoom 1');
    await open(`${PLUGIN}/connectors/${zoom1?.id ?? 0}`);
    await page
      .getByRole('combobox', { name: new RegExp(`^${uk['deletion.choice'].replace('{provider}', 'Zoom')}`) })
      .click();
    await page.getByRole('option', { name: nameOf('deletionMode.trash') }).click();
    await inDialog('the question before anything is deleted', button('form.save'));
    await closeDialog();
  });

  it('tells of the runs, their log, and what they imported', async () => {
    await open(`${PLUGIN}/runs`);
    await openAll(`${PLUGIN}/runs`);
    await open(`${PLUGIN}/runs?status=failed&page=9`);
    for (const run of await list<RunView>('/runs?pageSize=100')) {
      const where = `${PLUGIN}/runs/${run.id}`;
      await open(where);
      await openParts(where);
    }
    await takeShot(page, path.join(PICTURES, 'run.png'));
  });

  it('tells of the imports and their files', async () => {
    for (const { id } of await connectors()) {
      await open(`${PLUGIN}/connectors/${id}/imports`);
      await openParts(`${PLUGIN}/connectors/${id}/imports`);
    }
    const imports = await list<ImportView>('/imports?pageSize=100');
    const kinds = new Map(
      imports.map((entry) => [
        `${entry.stage} ${entry.status} ${entry.label} ${entry.problem?.code ?? ''}`,
        entry,
      ]),
    );
    for (const { id } of kinds.values()) await open(`${PLUGIN}/imports/${id}`);
  });

  it('tells of the deliveries', async () => {
    await open(`${PLUGIN}/deliveries`);
    await openAll(`${PLUGIN}/deliveries`);
    const deliveries = await list<DeliveryView>('/deliveries?pageSize=100');
    expect(deliveries).not.toEqual([]);
    const kinds = new Map(deliveries.map((one) => [`${one.status} ${one.outcome ?? ''}`, one]));
    for (const { id } of kinds.values()) await open(`${PLUGIN}/deliveries/${id}`);
    const replay = page.getByRole('button').filter({ hasText: nameOf('replay.button') });
    await replay.first().click();
    await page.waitForLoadState('networkidle');
    await read('a delivery, replayed');
  });

  it('reviews: waiting, rejected, approved', async () => {
    await open(`${PLUGIN}/reviews`);
    await openAll(`${PLUGIN}/reviews`);
    await takeShot(page, path.join(PICTURES, 'review.png'));
    const article = page.getByRole('article');
    await article.getByRole('button', { name: nameOf('review.reject') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await read('the dialog of a rejection');
    await dialog.getByRole('textbox').fill('Ні.');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.waitForLoadState('networkidle');
    await article.getByRole('button', { name: nameOf('review.approve') }).click();
    await page.waitForLoadState('networkidle');
    await read('a recording was approved');
    for (const state of ['approved', 'rejected']) await open(`${PLUGIN}/reviews?state=${state}`);
  });

  it('knows the people', async () => {
    await learnNames();
    await open(`${PLUGIN}/people?state=all`);
    await openAll(`${PLUGIN}/people?state=all`);
    await open(`${PLUGIN}/people`);
    for (const move of ['people.move.link', 'people.move.create'] as const) {
      const menus = page.locator('main tbody [aria-haspopup="menu"]');
      for (let index = 0; index < (await menus.count()); index += 1) {
        await menus.nth(index).click();
        await page.getByRole('menu').waitFor();
        await read(`people, the menu of person ${index + 1}`);
        const item = page.getByRole('menuitem', { name: nameOf(move), exact: true });
        if ((await item.count()) === 0) {
          await page.keyboard.press('Escape');
          await page.getByRole('menu').waitFor({ state: 'detached' });
          continue;
        }
        await inDialog(`people, ${move}`, item);
        await closeDialog();
        break;
      }
    }
  });

  it('tells of the mails and their texts', async () => {
    mailbox.refuse('550 no such user');
    await learnNames();
    await open(`${PLUGIN}/mails`);
    const menus = page.locator('main tbody [aria-haspopup="menu"]');
    if ((await menus.count()) > 0) {
      await menus.first().click();
      await read('the menu of a mail');
      await page.getByRole('menuitem').first().click();
      await until(
        () => list<{ status: string }>('/mails?pageSize=100'),
        (mails) => mails.every(({ status }) => status !== 'sending'),
      );
      await open(`${PLUGIN}/mails`);
    }
    await open(`${PLUGIN}/mails/templates`);
    const templates = await list<{ id: string }>('/mail-templates');
    for (const { id } of templates) {
      await open(`${PLUGIN}/mails/templates/${id}`);
      await panel.page.getByRole('textbox', { name: nameOf('mails.subject') }).fill('{{nobody}}');
      await button('form.save').click();
      await page.waitForLoadState('networkidle');
      await read(`${PLUGIN}/mails/templates/${id}, refused`);
    }
    mailbox.refuse(undefined);
  });

  it('verifies what is stored, with findings', async () => {
    const uploads = path.join(site.dataDir, 'public', 'uploads');
    const [lost] = readdirSync(uploads).filter((name) => /^meeting_.*\.mp4$/.test(name));
    if (lost !== undefined) rmSync(path.join(uploads, lost));
    await open(`${PLUGIN}/verify`);
    await site.admin.must('POST', '/verification', {});
    const verification = async () =>
      (await site.admin.must<{ data: VerificationView }>('GET', '/verification')).data;
    const ended = await until(verification, ({ state }) => state !== 'running');
    expect(ended.findingsTotal).toBeGreaterThan(0);
    for (const { name } of ended.findings) names.add(name);
    await open(`${PLUGIN}/verify`);
    await takeShot(page, path.join(PICTURES, 'verify.png'));
  });

  it('has settings', async () => {
    for (const where of ['', '-moderation', '-authors']) {
      await open(`/settings/meeting-connectors${where}`);
      await openAll(`/settings/meeting-connectors${where}`);
    }
    await open('/settings/meeting-connectors');
    await page.getByRole('textbox', { name: nameOf('publish.title') }).fill('{nobody}');
    await button('form.save').click();
    await page.waitForLoadState('networkidle');
    await read('/settings/meeting-connectors, refused');
  });

  it('has parts in the content manager', async () => {
    const list = `/content-manager/collection-types/${RECORDING}`;
    await panel.at(list);
    await page.locator('main h1').first().waitFor();
    await page.waitForLoadState('networkidle');
    await read(list, { onlyOurs: true });
    const [entry] = (
      await site.admin.must<{ data: ImportView[] }>('GET', '/imports?pageSize=100')
    ).data.filter(({ recordingDocumentIds }) => recordingDocumentIds.length > 0);
    await panel.at(`${list}/${entry?.recordingDocumentIds[0] ?? ''}`);
    await page.getByRole('heading', { name: nameOf('panel.title') }).waitFor();
    await page.waitForLoadState('networkidle');
    await read('an entry of the content manager', { within: ['main', 'aside', ...OVERLAYS], onlyOurs: true });
  });

  it('shows no English sentence of ours anywhere', () => {
    expect([...found.values()]).toEqual([]);
    expect(panel.complaints).toEqual([]);
    // The texts are those that were looked for.
    expect(Object.keys(uk)).toEqual(Object.keys(en));
  });
});
