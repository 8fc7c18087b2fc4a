import type { Browser, Page } from 'playwright-core';
import { startDemoProviders, type DemoProvider } from '../../scripts/demo-providers';
import { launchBrowser } from '../support/browser';
import { openPanel, steps, type Panel } from '../support/panel';
import { spawnSite, type SpawnedSite } from '../support/spawn-site';

/** Labels of the Zoom form by the id of the setting. */
const LABELS: Record<string, string> = {
  accountId: 'Account ID',
  clientId: 'Client ID',
  clientSecret: 'Client secret',
  apiBaseUrl: 'API base URL',
  oauthBaseUrl: 'OAuth base URL',
};

let site: SpawnedSite;
let demos: DemoProvider[];
let browser: Browser;
let panel: Panel;
let page: Page;
let field: Panel['field'];
let button: Panel['button'];
let at: Panel['at'];
let shot: Panel['shot'];

beforeAll(async () => {
  [site, demos, browser] = await Promise.all([
    spawnSite({ panel: true }),
    startDemoProviders(),
    launchBrowser(),
  ]);
  panel = await openPanel(browser, site);
  ({ page, field, button, at, shot } = panel);
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([...(demos ?? []).map((demo) => demo.stop()), site?.stop()]);
});

/** The whole way of a manager, in the order in which it is gone; each step stands on the one before. */
describe('a manager in the admin panel (F1)', () => {
  const step = steps();

  step('signs in and finds the connectors empty, with what is to be done first', async () => {
    await panel.logIn();
    await page.getByRole('heading', { name: 'Connectors', level: 1 }).waitFor();
    await page.getByText('Encryption key set – done').waitFor();
    await page.getByText('First connector authorized – open').waitFor();
    await page.getByText('Your connected accounts appear here.').waitFor();
    await shot('connectors-empty');
  });

  step('adds a Zoom account by the form: what is missing is named at its field', async () => {
    await page.getByRole('link', { name: 'Add connector' }).first().click();
    await page.getByRole('article', { name: 'Zoom' }).getByText('Imports recordings').waitFor();
    await shot('add-connector');
    await page.getByRole('link', { name: 'Connect Zoom' }).click();
    await button('Save').click();
    await page.getByText('Account ID is missing').waitFor();
    expect(await field('Account ID').evaluate((input) => input === document.activeElement)).toBe(true);
    await page.getByText('all hosts of the Zoom account are included').waitFor();
  });

  step(
    'checks what is typed, before it is saved: a wrong secret is named, the right one passes all tests',
    async () => {
      const zoom = demos.find(({ id }) => id === 'zoom');
      if (zoom?.settings === undefined) throw new Error('no emulated Zoom account');
      await page.getByRole('button', { name: /^Advanced/ }).click();
      for (const [id, value] of Object.entries(zoom.settings)) {
        const label = LABELS[id];
        if (label !== undefined && typeof value === 'string') await field(label).fill(value);
      }
      await field('Name').fill('Board meetings');
      const secret = String(zoom.settings.clientSecret);
      await field('Client secret').fill(`${secret}-wrong`);
      await button('Check connection').click();
      const result = page.getByRole('region', { name: 'Result of the check' });
      await result.getByText('Failed', { exact: true }).first().waitFor();

      await field('Client secret').fill(secret);
      await result.getByText('The form changed after this check').waitFor();
      await button('Check connection').click();
      await result.getByText(/All \d+ tests passed/).waitFor();
      expect(await result.getByText('Failed', { exact: true }).count()).toBe(0);
      await shot('check-connection');
    },
  );

  step(
    'saves it, which starts a sync: the secret is told by date and person, and never shown again',
    async () => {
      await button('Save').click();
      await page.getByRole('region', { name: 'Status' }).waitFor();
      await page.getByText(/Set on .* by Mira Manager/).waitFor();
      expect(await page.content()).not.toContain(
        String(demos.find(({ id }) => id === 'zoom')?.settings?.clientSecret),
      );
      await shot('connector');
    },
  );

  step('watches the run until it is finished', async () => {
    await page.getByRole('link', { name: 'Connectors', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: 'Board meetings' });
    await row.getByText('Authorized', { exact: true }).waitFor();
    await row.getByRole('button', { name: 'Actions for Board meetings' }).click();
    await page.getByRole('menuitem', { name: 'Sync runs' }).click();
    await page
      .getByRole('link', { name: /^Run [a-z0-9]{6}$/ })
      .first()
      .click();
    const overview = page.getByRole('region', { name: 'Overview' });
    await overview.getByText('Finished', { exact: true }).waitFor();
    expect(await overview.getByText(/[1-9]\d* imported/).count()).toBe(1);
    await page.getByRole('list', { name: 'Log' }).getByRole('listitem').first().waitFor();
    await shot('sync-run');
  });

  step('sees the connector on time, with the facts of the run', async () => {
    await page.getByRole('link', { name: 'Connectors', exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: 'Board meetings' });
    await row.getByRole('link', { name: /^On time/ }).waitFor();
    await row.getByText('Finished', { exact: true }).waitFor();
    await page.getByText('First recording imported – done').waitFor();
    await shot('connectors');
  });

  step('opens the imports, and downloads a file that is whole', async () => {
    await page.getByRole('button', { name: 'Actions for Board meetings' }).click();
    await page.getByRole('menuitem', { name: 'Imports' }).click();
    await page.getByRole('heading', { name: 'Imports of Board meetings' }).waitFor();
    const done = page.getByRole('row').filter({ has: page.getByText('Done', { exact: true }) });
    await done.first().waitFor();
    await done
      .first()
      .getByRole('button', { name: /files? of/ })
      .click();
    const files = page.getByRole('table', { name: /^Files of/ });
    await files.getByText('Stored', { exact: true }).first().waitFor();
    await shot('imports');
    const link = files.getByRole('link', { name: /^Download/ }).first();
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(await download.failure()).toBeNull();
    expect(download.suggestedFilename()).toMatch(/\.(mp4|m4a)$/);
  });

  step('imports one of them once more', async () => {
    const row = page.getByRole('row').filter({ has: page.getByText('Done', { exact: true }) });
    await row
      .first()
      .getByRole('button', { name: /^Actions for/ })
      .click();
    await page.getByRole('menuitem', { name: 'Import again' }).click();
    await page
      .getByText(/is being fetched from the provider again/)
      .first()
      .waitFor();
    const [connector] = (await site.admin.must<{ data: { id: string }[] }>('GET', '/connectors')).data;
    const run = await site.admin.runEnded(connector?.id ?? '');
    expect(run).toMatchObject({ status: 'finished', trigger: 'by-hand', counts: { failed: 0 } });
    await row.first().waitFor();
  });

  step('opens the entry in the content manager and plays its video there', async () => {
    const [connector] = (await site.admin.must<{ data: { id: string }[] }>('GET', '/connectors')).data;
    const ofVideo = (await site.admin.imports(connector?.id ?? '')).find(
      ({ files, status }) =>
        status === 'done' && files.some(({ kind, downloadUrl }) => kind === 'video' && downloadUrl),
    );
    await page
      .locator(`a[href$="/${ofVideo?.recordingDocumentIds[0] ?? ''}"]`)
      .first()
      .click();
    await page.getByRole('heading', { name: 'Meeting import' }).waitFor();
    const video = page.getByLabel(/^Play .*\.mp4$/).first();
    await video.evaluate(async (element) => {
      const player = element as HTMLVideoElement;
      player.muted = true;
      await player.play();
      if (player.currentTime === 0) {
        await new Promise((resolve) => player.addEventListener('timeupdate', resolve, { once: true }));
      }
    });
    await page.waitForFunction(
      () => (document.querySelector<HTMLVideoElement>('aside video')?.currentTime ?? 0) > 0.5,
    );
    const played = await video.evaluate((element) => {
      const { videoWidth, duration, error } = element as HTMLVideoElement;
      return { videoWidth, duration, error };
    });
    expect(played.error).toBeNull();
    expect(played.videoWidth).toBeGreaterThan(0);
    expect(played.duration).toBeGreaterThan(0.5);
    await shot('recording');
  });

  step('changes the defaults of the site, and is asked before a changed form is left', async () => {
    await at('/settings/meeting-connectors');
    await field('Title template').fill('{title} – {nobody}');
    await button('Save').click();
    await page.getByText('Use only these placeholders').first().waitFor();
    await page.getByRole('link', { name: 'Connectors', exact: true }).first().click();
    await page.getByRole('alertdialog', { name: 'Leave without saving?' }).waitFor();
    await button('Cancel').click();
    await field('Title template').fill('{title} – {date}');
    await button('Save').click();
    await page.getByText('Saved. The defaults apply to every import from now on.').waitFor();
    await shot('publish-settings');
  });

  step('joins segments and deletes at Zoom from now on, once the connector’s name was typed', async () => {
    await page.getByRole('link', { name: 'Meeting Connectors' }).first().click();
    await page.getByRole('link', { name: 'Board meetings', exact: true }).first().click();
    await page.getByRole('checkbox', { name: /^Join segments/ }).check({ force: true });
    await page.getByRole('combobox', { name: /^Delete at Zoom/ }).click();
    await page.getByRole('option', { name: 'Into the provider’s trash' }).click();
    await page.getByRole('list', { name: 'What deletion means' }).first().waitFor();
    await page.getByText('Whoever may read a recording can download each of its files').first().waitFor();
    await button('Save').click();
    const dialog = page.getByRole('alertdialog', { name: 'Delete recordings at Zoom?' });
    await dialog.waitFor();
    await dialog.getByRole('textbox').fill('Board meetings');
    // The picture is taken when the dialog stands still.
    await dialog.evaluate((element) =>
      Promise.all(element.getAnimations({ subtree: true }).map(({ finished }) => finished)),
    );
    await shot('confirm-deletion');
    await dialog.getByRole('button', { name: 'Save and delete from now on' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Status' }).waitFor();
    const [connector] = (await site.admin.must<{ data: { options: object }[] }>('GET', '/connectors')).data;
    expect(connector?.options).toMatchObject({ joinSegments: true, deleteAtProvider: 'trash' });
  });

  step('verifies that what is stored is what was imported', async () => {
    await page.getByRole('link', { name: 'Verify', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Verify', level: 1 }).waitFor();
    await button('Verify all').click();
    await page
      .getByText(/All \d+ files that were read are as they were imported/)
      .first()
      .waitFor();
    await shot('verify');
  });

  step('met no page that threw', async () => {
    expect(panel.complaints).toEqual([]);
  });
});
