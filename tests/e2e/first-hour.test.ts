import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { ConnectorView } from '../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import { startDemoProvider, type DemoProvider } from '../../scripts/demo-providers';
import { ALL_TEXTS } from '../../admin/src/translations/all';
import { launchBrowser } from '../support/browser';
import { LONG_TITLE, longestAnswers, pagesOfAnswers } from '../support/longest-answers';
import { GOOD_LOOKS, looksOf, type Looks } from '../support/looks';
import { openPanel, steps, takeShot, type Panel } from '../support/panel';
import { askSite } from '../support/person';
import { spawnSite, type SpawnedSite } from '../support/spawn-site';

/** Not part of the docs: to be looked at after a change. */
const PICTURES =
  process.env.FIRST_HOUR_PICTURES ?? path.join(__dirname, '..', '..', '.tmp', 'screenshots', 'first-hour');
const WIDTH = 1280;
const PLUGIN = '/plugins/meeting-connectors';
const THEMES = ['light', 'dark'] as const;

let site: SpawnedSite;
let zoom: DemoProvider;
let browser: Browser;

beforeAll(async () => {
  [site, zoom, browser] = await Promise.all([
    spawnSite({ panel: true }),
    startDemoProvider({ id: 'zoom', label: 'Zoom' }),
    launchBrowser(),
  ]);
  await site.admin.must('PUT', '/moderation', {
    enabled: true,
    moderatorsPublishDirectly: false,
    reasonTemplates: [],
  });
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([zoom?.stop(), site?.stop()]);
});

/** Not the pages of the same name. */
const isAnswer = (where: string) => (url: URL) => url.pathname === `/meeting-connectors${where}`;
const looksGoodIn = (looks: Looks) => Object.values(looks).every((list: string[]) => list.length === 0);

const connectorCalled = async (name: string): Promise<ConnectorView> => {
  const { data } = await site.admin.must<{ data: ConnectorView[] }>('GET', '/connectors');
  const found = data.find(({ options }) => options.name === name);
  if (found === undefined) throw new Error(`no connector ${name}`);
  return found;
};

describe.each(THEMES)('the first hour in the %s theme, in one go', (theme) => {
  const NAME = `Zoom, ${theme}`;
  const step = steps();
  let panel: Panel;
  let page: Page;
  let title = '';
  const shot = (name: string) => takeShot(page, path.join(PICTURES, `${name}-${theme}.png`));
  const looksGood = async () => expect(await looksOf(page)).toEqual(GOOD_LOOKS);

  beforeAll(async () => {
    panel = await openPanel(browser, site, { theme, width: WIDTH });
    page = panel.page;
    await panel.logIn();
    // Gone when anything loads the page anew.
    await page.evaluate(() => Object.assign(window, { sameVisit: true }));
  });
  afterAll(async () => {
    // Where it stood when it ended, or failed.
    if (page !== undefined) await shot('9-end');
    await page?.context().close();
  });

  step('checks the connection, twice', async () => {
    await page.getByRole('link', { name: 'Add connector' }).first().click();
    await page.getByRole('link', { name: 'Connect Zoom' }).click();
    await page.getByRole('button', { name: /^Advanced/ }).click();
    const labels: Record<string, string> = {
      accountId: 'Account ID',
      clientId: 'Client ID',
      clientSecret: 'Client secret',
      apiBaseUrl: 'API base URL',
      oauthBaseUrl: 'OAuth base URL',
    };
    for (const [id, value] of Object.entries(zoom.settings ?? {})) {
      const label = labels[id];
      if (label !== undefined && typeof value === 'string') await panel.field(label).fill(value);
    }
    await panel.field('Name').fill(NAME);
    const result = panel.region('Result of the check');
    for (let times = 0; times < 2; times += 1) {
      const answered = page.waitForResponse((response) => /\/check$/.test(response.url()));
      await panel.button('Check connection').click();
      await answered;
      await result
        .getByText(/tests? (passed|of)|All \d+ tests passed|Warning|Passed/)
        .first()
        .waitFor();
    }
    await looksGood();
    await shot('1-check');
  });

  step('saves it, and sees where it stands', async () => {
    await panel.button('Save').click();
    await panel.region('Status').waitFor();
    await looksGood();
    await shot('2-connector');
  });

  step(
    'finds it in a list that fits the screen, with its actions in a menu for hand and keyboard',
    async () => {
      await page.getByRole('link', { name: 'Connectors', exact: true }).click();
      const actions = page.getByRole('button', { name: `Actions for ${NAME}` });
      await actions.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: 'Sync now' }).waitFor();
      await shot('3-connectors');
      await page.keyboard.press('End');
      await page.waitForFunction(() => document.activeElement?.textContent === 'Delete');
      await page.keyboard.press('Enter');
      await page.getByRole('alertdialog', { name: `Delete ${NAME}` }).waitFor();
      // Keys belong to the dialog once the focus is in it.
      await page.waitForFunction(
        () => (document.activeElement?.closest('[role="alertdialog"]') ?? null) !== null,
      );
      await page.keyboard.press('Escape');
      await page.getByRole('alertdialog').waitFor({ state: 'detached' });
      expect(await actions.evaluate((button) => button === document.activeElement)).toBe(true);
      await looksGood();
    },
  );

  step('follows the run to its end', async () => {
    await page.getByRole('button', { name: `Actions for ${NAME}` }).click();
    await page.getByRole('menuitem', { name: 'Sync runs' }).click();
    await page
      .getByRole('link', { name: /^Run [a-z0-9]{6}$/ })
      .first()
      .click();
    const { id } = await connectorCalled(NAME);
    await site.admin.runEnded(id);
    await panel.region('Progress').waitFor({ state: 'detached' });
    await panel
      .region('Overview')
      .getByText(/\d+ found/)
      .waitFor();
    await looksGood();
    await shot('4-run');
  });

  step('opens an entry and sends it to review', async () => {
    const { id } = await connectorCalled(NAME);
    const done = (await site.admin.imports(id)).find(
      ({ recordingDocumentIds }) => recordingDocumentIds.length > 0,
    );
    title = done?.title ?? '';
    const [documentId = ''] = done?.recordingDocumentIds ?? [];
    await page.locator(`a[href$="/${documentId}"]`).first().click();
    await page.getByRole('heading', { name: 'Meeting import' }).waitFor();
    await panel.button('Send to review').click();
    await page.getByText('Sent to review. It is published once a moderator approves it.').waitFor();
    await shot('5-entry');
  });

  step('reads it in the review queue, rejects it, and finds it under Rejected', async () => {
    await page.getByRole('link', { name: 'Meeting Connectors' }).first().click();
    await page
      .getByRole('link', { name: /^Recordings to review/ })
      .first()
      .click();
    const queue = page.getByRole('list', { name: 'Recordings', exact: true });
    await queue.getByRole('button').filter({ hasText: title }).first().click();
    await page.getByRole('article').getByRole('button', { name: 'Approve' }).waitFor();
    await looksGood();
    await shot('6-review');
    await page.getByRole('article').getByRole('button', { name: 'Reject' }).click();
    await page.getByRole('dialog').getByText('This site can’t send mail now').waitFor();
    await page.getByRole('dialog').getByRole('textbox').fill('Not for everybody.');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Rejected' }).click();
    const article = page.getByRole('article');
    await article.getByText('Not for everybody.').first().waitFor();
    expect(await article.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await looksGood();
    await shot('7-rejected');
  });

  step('did all that without loading the page anew, and met no page that threw', async () => {
    expect(await page.evaluate(() => Reflect.get(window, 'sameVisit'))).toBe(true);
    expect(panel.complaints).toEqual([]);
  });

  step('finds every other page readable and no wider than the screen', async () => {
    const { id } = await connectorCalled(NAME);
    const onOff = page.getByRole('switch', { name: `${NAME} is switched on` });
    await panel.at(`${PLUGIN}/connectors`);
    await onOff.focus();
    await page.keyboard.press('Space');
    await page.getByRole('row').filter({ hasText: NAME }).getByText('Off', { exact: true }).waitFor();
    const pages = [
      `${PLUGIN}/connectors/new`,
      `${PLUGIN}/connectors/${id}/imports`,
      `${PLUGIN}/runs`,
      `${PLUGIN}/deliveries`,
      `${PLUGIN}/people?state=all`,
      `${PLUGIN}/mails`,
      `${PLUGIN}/mails/templates`,
      `${PLUGIN}/verify`,
      '/settings/meeting-connectors',
      '/settings/meeting-connectors-moderation',
      '/settings/meeting-connectors-authors',
    ];
    const wrong: Record<string, object> = {};
    for (const where of pages) {
      await panel.show(where);
      await shot(`8${where.replaceAll(/[/?=]+/g, '-')}`);
      const looks = await looksOf(page);
      if (!looksGoodIn(looks)) wrong[where] = looks;
    }
    expect(wrong).toEqual({});
    // Tables scroll on a narrow screen: each column keeps a width that can be read.
    await page.setViewportSize({ width: 800, height: 1000 });
    const squeezed: Record<string, object> = {};
    for (const where of pages) {
      await panel.show(where);
      const { spilling, tooWide } = await looksOf(page);
      const isWide = tooWide.filter((what) => what.startsWith('the page'));
      if (spilling.length + isWide.length > 0) squeezed[where] = { spilling, isWide };
    }
    await page.setViewportSize({ width: WIDTH, height: 1000 });
    expect(squeezed).toEqual({});
  });
});

describe('a manager of a site that can’t send mail', () => {
  const step = steps();
  const NAME = 'Zoom for hosts';
  const WARNING = 'This site can’t send mail.';
  let panel: Panel;
  let page: Page;

  beforeAll(async () => {
    const { id } = await site.admin.addConnector({
      provider: 'zoom',
      enabled: true,
      options: { ...DEFAULT_CONNECTOR_OPTIONS, name: NAME, scheduleMinutes: null, publishAs: 'host' },
      settings: zoom.settings ?? {},
    });
    panel = await openPanel(browser, site, { width: WIDTH });
    page = panel.page;
    await panel.logIn();
    await panel.at(`${PLUGIN}/connectors/${id}`);
  });

  step('is told so before they confirm accounts, in the preview and in the question', async () => {
    const warning = panel.region('Preview').getByRole('alert').filter({ hasText: WARNING });
    await warning.waitFor();
    await warning.getByText('Set up email before you confirm').waitFor();
    await panel.button(/^Confirm \d+ accounts?$/).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('alert').filter({ hasText: WARNING }).waitFor();
    expect(await dialog.innerText()).not.toContain('the link in the mail');
    await dialog.getByRole('link', { name: 'How to set up email in Strapi' }).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    const { accounts } = await connectorCalled(NAME);
    expect(accounts).toBe('unconfirmed');
  });

  step('is promised no mail by the form, and finds the reason beside the mails', async () => {
    await page.getByText('Hosts can’t get a link to choose a password, because this site can’t').waitFor();
    expect(await page.getByText('a mail with a link to choose a password').count()).toBe(0);
    for (const where of ['mails', 'mails/templates']) {
      await panel.at(`${PLUGIN}/${where}`);
      // A mail that waits says so in its row, too.
      await page.getByRole('alert').getByText('Mails wait in the outbox until then.').waitFor();
    }
    await page.context().close();
  });
});

/** The server's answers are replaced: no site has every status, and 300 letters in every name, at once. */
describe('the panel with every status and the longest texts', () => {
  const step = steps();
  let panel: Panel;
  let page: Page;
  let real: ConnectorView;

  const speak = async (language: 'en' | 'uk') =>
    await askSite(site, 'PUT', '/admin/users/me', await site.admin.token(), { preferedLanguage: language });
  async function open(theme: (typeof THEMES)[number], language: 'en' | 'uk') {
    await page?.context().close();
    await speak(language);
    panel = await openPanel(browser, site, { width: WIDTH, theme });
    page = panel.page;
    await panel.logIn();
    for (const [where, answer] of Object.entries(longestAnswers(real)))
      await page.route(isAnswer(where), (route) =>
        route.request().method() === 'GET' ? route.fulfill({ json: answer }) : route.fallback(),
      );
  }

  beforeAll(async () => {
    real = await site.admin.addConnector({
      provider: 'zoom',
      enabled: false,
      options: { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Long titles', scheduleMinutes: null },
      settings: zoom.settings ?? {},
    });
  });
  afterAll(async () => {
    await speak('en');
    await page?.context().close();
  });

  for (const [theme, language] of [
    ['dark', 'uk'],
    ['light', 'en'],
  ] as const)
    step(`fits a screen of 1,280 px, in the ${theme} theme (${language})`, async () => {
      await open(theme, language);
      const wrong: Record<string, Looks> = {};
      for (const where of pagesOfAnswers(real)) {
        await panel.show(`${PLUGIN}/${where}`);
        await page
          .getByText(ALL_TEXTS[language]['plugin.name'] ?? '')
          .first()
          .waitFor();
        // Files of an import and the like.
        const closed = page.locator('main tbody button[aria-expanded="false"]:not([aria-haspopup])');
        for (let left = await closed.count(); left > 0; left -= 1) await closed.first().click();
        await takeShot(page, path.join(PICTURES, `longest-${theme}-${where.replaceAll(/[/?=]+/g, '-')}.png`));
        const looks = await looksOf(page);
        if (!looksGoodIn(looks)) wrong[where] = looks;
      }
      expect(wrong).toEqual({});
    });

  step('shows a long title whole on hover, and the actions of a row in a menu', async () => {
    await panel.show(`${PLUGIN}/connectors/${real.id}/imports`);
    const title = page.getByRole('gridcell').getByTitle(LONG_TITLE).first();
    await title.waitFor();
    expect(await title.evaluate((cut) => cut.scrollHeight > cut.clientHeight)).toBe(true);
    await page
      .getByRole('button', { name: `Actions for ${LONG_TITLE}` })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Import again' }).waitFor();
    expect(panel.complaints).toEqual([]);
  });
});

describe('a part of the panel that fails', () => {
  const step = steps();
  const RECORDING = 'plugin::meeting-connectors.recording';
  let panel: Panel;
  let page: Page;

  beforeAll(async () => {
    panel = await openPanel(browser, site, { width: WIDTH });
    page = panel.page;
    await panel.logIn();
  });

  step('leaves the rest of the panel alive, can be reported, and comes back', async () => {
    const answer = isAnswer('/connectors');
    await page.route(answer, (route) => route.fulfill({ json: { data: [{}], meta: {} } }));
    await panel.at(`${PLUGIN}/connectors`);
    const notice = page.getByRole('alert').filter({ hasText: 'This page could not be shown' });
    await notice.waitFor();
    const report = await notice.getByRole('textbox', { name: 'Details for a report' }).inputValue();
    expect(report).toMatch(/^Meeting Connectors \d+\.\d+\.\d+\S*, Strapi 5\.\d+\.\d+\n/);
    expect(report).toContain('TypeError');
    expect(report).toContain('Components:');
    await takeShot(page, path.join(PICTURES, '9-failure.png'));
    // Another page of ours, in the same visit.
    await page.getByRole('link', { name: 'Mails', exact: true }).click();
    await page.getByRole('heading', { name: 'Mails', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Connectors', exact: true }).click();
    await notice.waitFor();
    await page.unroute(answer);
    await notice.getByRole('button', { name: 'Load again' }).click();
    await page.getByRole('heading', { name: 'Connectors', level: 1 }).waitFor();
  });

  step('leaves the content manager alive: its list, its entry, its actions', async () => {
    const answer = isAnswer('/reviews/states');
    const asked: string[][] = [];
    await page.route(answer, (route) => {
      const ids = new URL(route.request().url()).searchParams.get('documentIds')?.split(',') ?? [];
      asked.push(ids);
      return route.fulfill({
        json: { data: ids.map((documentId) => ({ documentId, state: 'unheard-of' })), meta: {} },
      });
    });
    await panel.at(`/content-manager/collection-types/${RECORDING}`);
    const unread = page.getByRole('gridcell').getByText('Not shown');
    await unread.first().waitFor();
    // One request for all rows.
    expect(asked[0]).toHaveLength(await unread.count());
    const { id } = await connectorCalled('Zoom, light');
    const documentIds = (await site.admin.imports(id)).flatMap(
      ({ recordingDocumentIds }) => recordingDocumentIds,
    );
    await panel.at(`/content-manager/collection-types/${RECORDING}/${documentIds[0] ?? ''}`);
    const notice = page.getByRole('alert').filter({ hasText: 'This part of the page could not be shown' });
    await notice.waitFor();
    await page.getByRole('heading', { name: 'Meeting import' }).waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).waitFor();
    await takeShot(page, path.join(PICTURES, '9-failure-entry.png'));
    await page.unroute(answer);
  });
});
