import type { Browser, Page } from 'playwright-core';
import type { ConnectorView } from '../../contracts/connectors';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { launchBrowser } from '../support/browser';
import { startMailbox, type Mailbox } from '../support/mailbox';
import { openPanel, steps, type Panel } from '../support/panel';
import { addPerson, askSite, plainRight } from '../support/person';
import { spawnSite, type SpawnedSite } from '../support/spawn-site';
import { connectorBody, daysAgo, until, type Zoom } from '../support/zoom-site';
import { ADMIN } from '../../playground/client/admin-account';

const RECORDING = 'plugin::meeting-connectors.recording';
const NAME = 'Zoom of the school';
const plugin = '/plugins/meeting-connectors';

let site: SpawnedSite;
let mailbox: Mailbox;
let zoom: Zoom;
/** One for each person: this Chromium shares its cookies between contexts. */
let browsers: Browser[] = [];
let manager: Panel;
let reader: Panel;
let connector: ConnectorView;

beforeAll(async () => {
  mailbox = await startMailbox();
  [site, zoom, browsers] = await Promise.all([
    spawnSite({ panel: true, email: mailbox.config, pluginConfig: { jobs: { firstRetryMs: 50 } } }),
    startZoomEmulator({}),
    Promise.all([launchBrowser(), launchBrowser()]),
  ]);
  for (const [email, firstName, lastName, topic] of [
    ['ada.winter@school.example', 'Ada', 'Winter', 'Relays and their bugs'],
    ['grace.okafor@example.com', 'Grace', 'Okafor', 'Compilers, weekly lecture'],
    ['noa@elsewhere.example', 'Noa', 'Berg', 'Guest lecture on moths'],
  ] as const) {
    const host = zoom.addUser({ email, firstName, lastName });
    zoom.addMeeting({ hostId: host.id, topic, startedAt: daysAgo(2) });
  }
  await addPerson(site, 'Grace', 'Okafor', []);
  await addPerson(site, 'Noa', 'Lindgren', []);
  const rita = await addPerson(site, 'Rita', 'Reader', [
    plainRight('plugin::meeting-connectors.settings.read'),
  ]);
  const body = connectorBody(zoom, { name: NAME, importSince: daysAgo(5).slice(0, 10) });
  connector = await site.admin.addConnector({ ...body, enabled: false });
  const [first, second] = browsers;
  if (first === undefined || second === undefined) throw new Error('no browser');
  manager = await openPanel(first, site);
  reader = await openPanel(second, site);
  await manager.logIn();
  await reader.logIn(rita);
});

afterAll(async () => {
  for (const browser of browsers) await browser.close();
  await Promise.all([zoom?.stop(), site?.stop()]);
  await mailbox?.stop();
});

/** Texts of a page in the colour of failures. */
const failuresOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isRed = (colour: string) => {
      const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
      return r > 150 && g < 90 && b < 90;
    };
    return [...document.querySelectorAll('main p, main span')].flatMap((element) =>
      element.children.length === 0 && isRed(getComputedStyle(element).color)
        ? [element.textContent?.trim() ?? '']
        : [],
    );
  });

const authorsOf = async (title: string): Promise<(string | undefined)[]> => {
  const answer = await askSite<{ results: { title: string; createdBy?: { firstname?: string } }[] }>(
    site,
    'GET',
    `/content-manager/collection-types/${RECORDING}?pageSize=100`,
    await site.admin.token(),
  );
  return answer.results.filter((entry) => entry.title === title).map(({ createdBy }) => createdBy?.firstname);
};

describe('a manager who publishes as the host', () => {
  const step = steps();

  step('chooses Host, and is asked before anything happens', async () => {
    const { page, at, button, field, region } = manager;
    await at(`${plugin}/connectors/${connector.id}`);
    await page.getByRole('combobox', { name: /^Publish as/ }).click();
    await page.getByRole('option', { name: 'Host', exact: true }).click();
    await field('Allowed domains').fill('school.example\nexample.com');
    await button('Save').click();
    await region('Preview').getByText(`${NAME} needs your confirmation`).waitFor();
    await at(`${plugin}/connectors`);
    await page.getByRole('switch', { name: `${NAME} is switched on` }).click();
    const row = page.getByRole('row').filter({ hasText: NAME });
    await row.getByText('Needs you', { exact: true }).first().waitFor();
    // The word leads to what it waits for: the connector's own page.
    const word = row.getByRole('link', { name: /^Needs you/ }).first();
    expect(await word.getAttribute('href')).toMatch(new RegExp(`/connectors/${connector.id}$`));
    await row.getByRole('link', { name: NAME, exact: true }).click();
    await region('Status').getByText('Needs you', { exact: true }).first().waitFor();
    await region('Status')
      .getByText(/Open the preview of this connector/)
      .waitFor();
  });

  step('finds that the run waits for them, drawn as no failure', async () => {
    const { page, at, region } = manager;
    await at(`${plugin}/runs`);
    const row = page.getByRole('row').filter({ hasText: NAME });
    await row.getByText('Needs you', { exact: true }).waitFor();
    await row.getByRole('link', { name: /^Run [a-z0-9]{6}$/ }).click();
    await region('Waiting for').waitFor();
    expect(await page.getByRole('region', { name: 'What went wrong' }).count()).toBe(0);
    // No text on either page has the colour of a failure.
    expect(await failuresOn(page)).toEqual([]);
    await at(`${plugin}/runs`);
    await row.waitFor();
    expect(await failuresOn(page)).toEqual([]);
    await at(`${plugin}/connectors/${connector.id}`);
  });

  step('reads in the preview what would come, whose it becomes, and whom it makes', async () => {
    const { page, region, shot } = manager;
    const preview = region('Preview');
    const rowOf = (title: string) => preview.getByRole('row').filter({ hasText: title });
    await rowOf('Relays and their bugs').getByText('ada.winter@school.example (new account)').waitFor();
    await rowOf('Compilers, weekly lecture').getByText('Grace Okafor').first().waitFor();
    await rowOf('Guest lecture on moths')
      .getByText(/^Mira Manager, because: the domain/)
      .waitFor();
    await preview
      .getByRole('list', { name: '1 account would be created' })
      .getByText('ada.winter@school.example')
      .waitFor();
    await preview
      .getByRole('list', { name: '1 user would get the role Contributor too' })
      .getByText('grace.okafor@example.com')
      .waitFor();
    await shot('preview', preview);
    expect(await site.admin.imports(connector.id)).toEqual([]);
    expect(await page.getByRole('button', { name: 'Confirm 1 account' }).isEnabled()).toBe(true);
  });

  step('confirms, which starts the first run', async () => {
    const { page, button } = manager;
    await button('Confirm 1 account').click();
    const dialog = page.getByRole('alertdialog', { name: 'Create 1 account with the first run?' });
    await dialog.getByText('ada.winter@school.example').waitFor();
    await dialog.getByRole('button', { name: 'Confirm and start' }).click();
    await page.getByText(`Confirmed. The first run of ${NAME} is queued.`).first().waitFor();
    await until(
      () => site.admin.runEnded(connector.id),
      ({ status }) => status === 'finished',
    );
    await page.getByText(`${NAME} needs your confirmation`).waitFor({ state: 'detached' });
    expect(await authorsOf('Relays and their bugs')).toEqual(['Ada']);
    expect(await authorsOf('Compilers, weekly lecture')).toEqual(['Grace']);
    expect(await authorsOf('Guest lecture on moths')).toEqual(['Mira']);
  });

  step('links the host whom the import did not know, and their recording changes hands', async () => {
    const { page, shot } = manager;
    await page.getByRole('link', { name: /^People/ }).click();
    await page.getByRole('heading', { name: 'People', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'People (1)' }).waitFor();
    const row = page.getByRole('row').filter({ hasText: 'noa@elsewhere.example' });
    await row.getByText('Unknown', { exact: true }).waitFor();
    await row.getByText(/^the domain of the host’s address/).waitFor();
    await shot('people');
    await row.getByRole('button', { name: 'Actions for Noa Berg' }).click();
    await page.getByRole('menuitem', { name: 'Link to a user' }).click();
    const dialog = page.getByRole('dialog', { name: 'Link Noa Berg to a user' });
    await dialog.getByText('No user matches “Noa Berg”.').waitFor();
    await dialog.getByRole('searchbox').fill('lindgren');
    await dialog.getByRole('searchbox').press('Enter');
    await dialog.getByRole('radio', { name: 'Noa Lindgren (noa.lindgren@example.com)' }).click();
    await dialog.getByRole('button', { name: 'Link to a user' }).click();
    await page
      .getByText('Noa Berg is Noa Lindgren from now on. 1 recording is theirs now.')
      .first()
      .waitFor();
    await page.getByText('There is nobody to decide about now.').waitFor();
    expect(await authorsOf('Guest lecture on moths')).toEqual(['Noa']);
  });

  step('sees the mails to the hosts in the outbox, and sends one again', async () => {
    const { page, shot } = manager;
    await page.getByRole('link', { name: 'Mails', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: 'ada.winter@school.example' });
    await row.getByText('Sent', { exact: true }).waitFor();
    const toAda = () => mailbox.received.filter(({ to }) => to === 'ada.winter@school.example');
    expect(toAda().map(({ subject }) => subject)).toEqual(['Your meeting recordings have arrived']);
    mailbox.refuse('550 no such user');
    await row.getByRole('button', { name: /^Actions for “Your meeting recordings/ }).click();
    await page.getByRole('menuitem', { name: 'Send again' }).click();
    await row.getByText('Failed', { exact: true }).waitFor();
    await row
      .getByText(/mail server/)
      .first()
      .waitFor();
    await shot('mails');
    mailbox.refuse(undefined);
    await row.getByRole('button', { name: /^Actions for “Your meeting recordings/ }).click();
    await page.getByRole('menuitem', { name: 'Try now' }).click();
    await row.getByText('Sent', { exact: true }).waitFor();
    expect(toAda()).toHaveLength(2);
  });

  step('changes the text of a mail, and sends a test of it', async () => {
    const { page, button, field, shot } = manager;
    await page.getByRole('link', { name: 'Mail texts' }).click();
    await page.getByRole('link', { name: 'Recordings were imported' }).click();
    await field('Subject').fill('{{host}}, {{nobody}}');
    await button('Save').click();
    await page
      .getByText(/^\{\{nobody\}\} is not known here/)
      .first()
      .waitFor();
    await field('Subject').fill('Recordings for {{host}}');
    await button('Insert {{recordings}} into the text').click();
    await shot('mail-text');
    await button('Send me a test').click();
    await page.getByText(`A test mail with sample values was sent to ${ADMIN.email}.`).first().waitFor();
    // Alerts may have gone to the same person before it.
    const subjects = mailbox.received.filter(({ to }) => to === ADMIN.email).map(({ subject }) => subject);
    expect(subjects).toContain('Recordings for Ada Moreno');
    await button('Save').click();
    await page.getByText('Saved. The text applies to every mail that is sent from now on.').first().waitFor();
    await page.getByRole('link', { name: 'Mails', exact: true }).click();
    await page
      .getByRole('row')
      .filter({ hasText: 'ada.winter@school.example' })
      .getByText('Recordings for Ada Winter', { exact: true })
      .waitFor();
  });

  step('finds whose users authors are in the settings', async () => {
    const { page, at, button } = manager;
    await at('/settings/meeting-connectors-authors');
    await page.getByRole('radio', { name: 'Users & Permissions' }).click();
    await page.getByRole('combobox', { name: /^Role of authors among the users/ }).waitFor();
    await page.getByRole('radio', { name: 'The admin panel' }).click();
    const role = page.getByRole('combobox', { name: /^Role of authors in the admin panel/ });
    await role.click();
    // The role that the plugin made is there once.
    expect(await page.getByRole('option', { name: /^Contributor/ }).allTextContents()).toEqual([
      'Contributor, created by this plugin',
    ]);
    await page.getByRole('option', { name: 'Author', exact: true }).click();
    // A choice is dropped with the field that showed it.
    await page.getByRole('radio', { name: 'Users & Permissions' }).click();
    await page.getByRole('radio', { name: 'The admin panel' }).click();
    await page.getByText('Contributor, created by this plugin').waitFor();
    await role.click();
    await page.getByRole('option', { name: 'Author', exact: true }).click();
    await button('Save').click();
    await page.getByText('Saved. The settings apply to every import from now on.').first().waitFor();
  });
});

describe('somebody who may only see the settings', () => {
  it('reads people and mails, and finds no button that changes anything', async () => {
    const { page, at, button } = reader;
    const menu = page.getByRole('navigation', { name: 'Meeting Connectors' });
    expect(await menu.getByRole('link').allTextContents()).toEqual(['People', 'Mails']);
    await at(`${plugin}/people?state=all`);
    await page.getByRole('row').filter({ hasText: 'noa@elsewhere.example' }).waitFor();
    expect(await page.getByRole('button', { name: /Noa Berg/ }).count()).toBe(0);
    await at(`${plugin}/mails`);
    await page.getByRole('row').filter({ hasText: 'ada.winter@school.example' }).waitFor();
    expect(await page.getByRole('button', { name: /^Actions for/ }).count()).toBe(0);
    await at(`${plugin}/mails/templates/rejected`);
    await page.getByRole('textbox', { name: 'Subject' }).waitFor();
    expect(await button('Save').count()).toBe(0);
    expect(await button('Send me a test').count()).toBe(0);
    expect([...manager.complaints, ...reader.complaints]).toEqual([]);
  });
});
