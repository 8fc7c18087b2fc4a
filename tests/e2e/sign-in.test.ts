import path from 'node:path';
import SQLite from 'better-sqlite3';
import type { Browser } from 'playwright-core';
import { startTeamsEmulator } from '../../emulators/ms-teams/emulator';
import { launchBrowser } from '../support/browser';
import { openPanel, steps, type Panel } from '../support/panel';
import { spawnSite, type SpawnedSite } from '../support/spawn-site';
import { seedDemoAccount } from '../../emulators/ms-teams/demo';
import type { TeamsEmulator } from '../../emulators/ms-teams/types';

const ALERT = 'The superuser is not authorized. Click the button "Sign in to Microsoft"';
const CHANGED = 'Config was changed';

let site: SpawnedSite;
let teams: TeamsEmulator;
let browser: Browser;
let panel: Panel;

beforeAll(async () => {
  [site, teams, browser] = await Promise.all([
    spawnSite({ panel: true }),
    startTeamsEmulator(),
    launchBrowser(),
  ]);
  seedDemoAccount(teams);
  panel = await openPanel(browser, site);
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([teams?.stop(), site?.stop()]);
});

/** The way through Microsoft's own pages, as the person of this name. */
async function signInAs(name: string): Promise<void> {
  const { page, button } = panel;
  const [other] = await Promise.all([page.waitForEvent('popup'), button('Login to Microsoft').click()]);
  await other.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  await other.getByRole('heading', { name: 'Permissions requested' }).waitFor();
  // The page says how it ended and closes itself where the browser lets it.
  const ended = other.waitForEvent('close').catch(() => undefined);
  await other.getByRole('button', { name: 'Accept' }).click();
  await Promise.race([
    ended,
    other
      .getByRole('heading', { name: /^Signed in as/ })
      .waitFor()
      .catch(() => undefined),
  ]);
}

describe('a manager who signs in to Microsoft', () => {
  const step = steps();

  step('sees both kinds of authorisation side by side, each with what it asks for', async () => {
    const { page, at, logIn } = panel;
    await logIn();
    await at('/plugins/meeting-connectors/connectors/new/ms-teams');
    await page.getByRole('radio', { name: 'User delegated' }).waitFor();
    expect(await page.getByRole('radio', { name: 'User delegated' }).isChecked()).toBe(true);
    await page.getByText('only that person needs a Microsoft license').waitFor();
    await page.getByText('every organizer needs a Microsoft license').waitFor();
    await page.getByRole('link', { name: 'How to set up an application access policy' }).waitFor();
  });

  step('saves the app’s data and is told, to the letter, that nobody is signed in', async () => {
    const { page, field, button, fillSecret, region, shot } = panel;
    await field('Name').fill('Seminars');
    await field('Client id').fill(teams.app.clientId);
    await fillSecret('Client secret', teams.app.clientSecret);
    await field('Client Tenant Id').fill(teams.app.tenantId);
    await button(/^Advanced/).click();
    await field('Login address').fill(teams.loginUrl);
    await field('Graph address').fill(teams.graphUrl);
    await button('Save').click();
    const alert = region('Sign-in').getByRole('alert');
    await alert.getByText(ALERT, { exact: true }).waitFor();
    expect(await alert.getByText(CHANGED).count()).toBe(0);
    await page.getByText('Nobody is signed in.').waitFor();
    await shot('sign-in-needed', alert);
  });

  step('can sign in with saved settings only: the button rests while the form is changed', async () => {
    const { page, field, button } = panel;
    const login = button('Login to Microsoft');
    expect(await login.isDisabled()).toBe(false);
    await field('Name').fill('Seminars of the school');
    await page.getByText('You changed the form. Save it first').waitFor();
    expect(await login.isDisabled()).toBe(true);
    await field('Name').fill('Seminars');
    await page.getByText('You changed the form. Save it first').waitFor({ state: 'detached' });
    expect(await login.isDisabled()).toBe(false);
  });

  step('signs in at Microsoft, confirms who it was, and sees what was granted, one by one', async () => {
    const { page, region, button, shot } = panel;
    await signInAs('Ada Winter');
    const card = region('Sign-in');
    const question = card.getByRole('group', {
      name: 'Signed in as ada.winter@school.example. Use this account?',
    });
    await question.getByText('OnlineMeetingRecording.Read.All').waitFor();
    await shot('sign-in-confirm', question);
    // Nothing counts before it is confirmed.
    await card.getByRole('alert').getByText(ALERT, { exact: true }).waitFor();
    await card.getByText('Nobody is signed in.').waitFor();
    await button('Discard').click();
    await question.waitFor({ state: 'detached' });
    await signInAs('Ada Winter');
    await button('Use this account').click();
    await card.getByText('ada.winter@school.example').first().waitFor();
    await card.getByRole('alert').waitFor({ state: 'detached' });
    const permissions = card.getByRole('list', { name: 'Permissions of the account' });
    await permissions.getByText('OnlineMeetingRecording.Read.All').waitFor();
    expect(await permissions.getByText('Missing', { exact: true }).count()).toBe(0);
    await region('Status').getByText('Authorized', { exact: true }).waitFor();
    expect(await page.content()).not.toContain(teams.app.clientSecret);
    await shot('sign-in');
  });

  step('sees the alert again, with its reason, once the secret was replaced', async () => {
    const { button, fillSecret, region, shot } = panel;
    await fillSecret('Client secret', teams.app.clientSecret);
    await button('Save').click();
    const alert = region('Sign-in').getByRole('alert');
    await alert.getByText(CHANGED, { exact: true }).waitFor();
    await alert.getByText(ALERT, { exact: true }).waitFor();
    await shot('sign-in-changed', alert);
  });

  step('signs in anew, and the alert is gone', async () => {
    const { region, button } = panel;
    await signInAs('Ada Winter');
    await button('Use this account').click();
    await region('Sign-in').getByRole('alert').waitFor({ state: 'detached' });
  });

  step(
    'sees that a copied connector is paused, and says in the list that this site is the owner now',
    async () => {
      const { page, at, button, region } = panel;
      const database = new SQLite(path.join(site.dataDir, 'data.db'));
      database.exec("update mc_connectors set environment = 'production'");
      database.close();
      await page.reload();
      const status = region('Status');
      await status.getByText('Paused', { exact: true }).waitFor();
      await status.getByText(/belongs to the site “production”, and this site is “playground”/).waitFor();
      await button('This site is the owner now').waitFor();
      await at('/plugins/meeting-connectors');
      await page.getByText(/list “production” in formerEnvironments/).waitFor();
      await button('This site is the owner now').click();
      const question = page.getByRole('alertdialog', { name: 'Is this site the owner now?' });
      await question.getByText(/Switch the other site off first/).waitFor();
      await question.getByRole('button', { name: 'This site is the owner now' }).click();
      await page.getByText('1 connector belongs to this site now').waitFor();
      await page.getByText('Paused', { exact: true }).waitFor({ state: 'detached' });
      await button('This site is the owner now').waitFor({ state: 'detached' });
    },
  );

  step('met no page that threw', async () => {
    await Promise.resolve();
    expect(panel.complaints).toEqual([]);
  });
});
