import type { Browser } from 'playwright-core';
import type { ConnectorView } from '../../contracts/connectors';
import { startJaasEmulator, type JaasEmulator } from '../../emulators/jaas/emulator';
import { launchBrowser } from '../support/browser';
import { openPanel, steps, type Panel } from '../support/panel';
import { spawnSite, type SpawnedSite } from '../support/spawn-site';
import { seedDemoSessions, type DemoSessions } from '../../emulators/jaas/demo';

let site: SpawnedSite;
let jaas: JaasEmulator;
let demo: DemoSessions;
let browser: Browser;
let panel: Panel;
let connectorPath = '';

beforeAll(async () => {
  [site, jaas, browser] = await Promise.all([
    spawnSite({ panel: true }),
    startJaasEmulator(),
    launchBrowser(),
  ]);
  demo = seedDemoSessions(jaas);
  panel = await openPanel(browser, site);
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([jaas?.stop(), site?.stop()]);
});

const connector = async (): Promise<ConnectorView> => {
  const [first] = (await site.admin.must<{ data: ConnectorView[] }>('GET', '/connectors')).data;
  if (first === undefined) throw new Error('no connector');
  return first;
};
const connectors = '/plugins/meeting-connectors/connectors';

describe('a manager who connects 8x8 from nothing', () => {
  const step = steps();

  step('reads on its card that recordings come by themselves', async () => {
    const { page, at, logIn } = panel;
    await logIn();
    await at(`${connectors}/new`);
    const card = page.getByRole('article', { name: '8x8 JaaS' });
    await card.getByText('Sends each recording once, by webhook. Recordings can’t be listed later').waitFor();
    await card.getByText('Instant notification of new recordings').waitFor();
    await card.getByRole('link', { name: 'Connect 8x8 JaaS' }).click();
    await page.getByRole('heading', { name: 'Connect 8x8 JaaS' }).waitFor();
  });

  step('is asked for no schedule and no deletion, which have no effect there', async () => {
    const { page, region } = panel;
    await region('Publishing').waitFor();
    expect(await region('Schedule').count()).toBe(0);
    expect(await page.getByText('Delete at 8x8 JaaS').count()).toBe(0);
  });

  step('saves it before there is a webhook secret, and sees that everything is refused', async () => {
    const { page, field, button, fillSecret, region } = panel;
    const { app, connectorSettings } = jaas;
    await field('Name').fill('Open evenings');
    await field('App ID').fill(app.appId);
    await field('Key ID').fill(app.keyId);
    await fillSecret('Private key', app.privateKey);
    await button(/^Advanced/).click();
    await field('Hosts of download links').fill(String(connectorSettings.linkHosts));
    await field('Address of the rooms').fill(String(connectorSettings.baseUrl));
    await button('Save').click();
    const card = region('Webhook');
    await card.getByText('Waiting for the webhook secret').first().waitFor();
    await card.getByText('Reveal secret').waitFor();
    await card.getByText('Set url in config/server').waitFor();
    expect(await card.getByRole('button', { name: /^Send a test event/ }).isDisabled()).toBe(true);
    connectorPath = new URL(page.url()).pathname.replace(/^\/admin/, '');
  });

  step('gives 8x8 the address; what comes before the secret is refused and counted', async () => {
    const { page, at, region, shot } = panel;
    jaas.events.addEndpoint(await page.getByRole('textbox', { name: 'Webhook address' }).inputValue());
    const sent = await jaas.announce(demo.sessions.openEvening.sessionId, { only: ['ROOM_CREATED'] });
    expect(sent.map(({ status }) => status)).toEqual([401]);
    await at(connectorPath);
    const refused = region('Webhook').getByRole('button', { name: '1 request was refused' });
    await refused.click();
    await page
      .getByRole('list', { name: 'Refused by reason' })
      .getByText('The webhook secret is not entered yet')
      .waitFor();
    await shot('webhook-waiting');
  });

  step('shows each line of what to do once, however late the texts of the server come', async () => {
    const { page, region } = panel;
    const late = /\/en-shown-[^/]*\.js/;
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    let waited = 0;
    await page.route(late, async (route) => {
      waited += 1;
      await released;
      await route.continue();
    });
    await page.reload();
    const lines = region('Webhook').locator('ol > li');
    await lines.first().waitFor({ state: 'attached' });
    release();
    await lines.getByText('Reveal secret').waitFor();
    expect([waited, await lines.count()]).toEqual([1, 5]);
    await page.unroute(late);
  });

  step('pastes the secret, and sends a test event that is proven and read', async () => {
    const { page, button, fillSecret, region } = panel;
    await fillSecret('Webhook secret', jaas.app.webhookSecret);
    await button('Save').click();
    const card = region('Webhook');
    await card.getByText('No event yet', { exact: true }).first().waitFor();
    await card.getByRole('button', { name: /^Send a test event/ }).click();
    await page.getByText(/A signed sample event/).waitFor();
    await card.getByText('Test event', { exact: true }).waitFor();
    await card.getByText('A test event. It was verified and read').first().waitFor();
  });

  step('sees the first recording arrive without touching the page', async () => {
    const { region, shot } = panel;
    const sent = await jaas.announce(demo.sessions.openEvening.sessionId, {
      only: [
        'ROOM_CREATED',
        'PARTICIPANT_JOINED',
        'RECORDING_STARTED',
        'RECORDING_ENDED',
        'RECORDING_UPLOADED',
      ],
    });
    expect(sent.every(({ status }) => status === 204 || status === 200)).toBe(true);
    const card = region('Webhook');
    await card.getByText('Receiving', { exact: true }).first().waitFor();
    await card.getByRole('link', { name: 'RECORDING_UPLOADED' }).first().waitFor();
    await card
      .getByRole('link', { name: /^Recording: / })
      .first()
      .waitFor();
    await region('Status').getByText('Authorized', { exact: true }).waitFor();
    await shot('webhook', card);
  });

  step('finds the deliveries, filters them, and opens the recording of one', async () => {
    const { page, shot } = panel;
    await page.getByRole('link', { name: 'Deliveries', exact: true }).click();
    await page.getByText(/Only genuine deliveries are listed. They are kept for \d+ days/).waitFor();
    await page.getByRole('row').filter({ hasText: 'PARTICIPANT_JOINED' }).first().waitFor();
    await shot('deliveries');
    await page.getByRole('combobox', { name: 'Event' }).click();
    await page.getByRole('option', { name: 'RECORDING_UPLOADED' }).click();
    await page
      .getByRole('row')
      .filter({ hasText: 'PARTICIPANT_JOINED' })
      .first()
      .waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('eventType')).toBe('RECORDING_UPLOADED');
    await page
      .getByRole('link', { name: /^Recording: / })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Meeting import' }).waitFor();
    await page.goBack();
  });

  step(
    'reads a delivery with its link masked, and replays it: one attempt more, no second recording',
    async () => {
      const { page, button, shot } = panel;
      const { id } = await connector();
      const before = (await site.admin.imports(id)).length;
      await page.getByRole('link', { name: 'RECORDING_UPLOADED' }).first().click();
      await page.getByRole('heading', { name: 'RECORDING_UPLOADED', level: 1 }).waitFor();
      const body = page.getByRole('region', { name: 'Body' }).last();
      await body.getByText('preAuthenticatedLink').waitFor();
      const shown = await page.content();
      for (const secret of jaas.secrets()) expect(shown).not.toContain(secret);
      await button(/^Replay RECORDING_UPLOADED/).click();
      await page.getByText(/A new attempt for RECORDING_UPLOADED is queued/).waitFor();
      const attempts = page.getByRole('list', { name: 'Attempts' });
      await attempts.getByText('started by a person').waitFor();
      await page.getByText('Done', { exact: true }).waitFor();
      await attempts.getByText('Recording imported').nth(1).waitFor();
      await shot('delivery');
      expect(await site.admin.imports(id)).toHaveLength(before);
    },
  );

  step('makes a link that lets a moderator into a room, and copies the public key from there', async () => {
    const { page, at, field, button, region, shot } = panel;
    await at(connectorPath);
    const rooms = region('Rooms');
    const key = rooms.getByRole('textbox', { name: 'Public key' });
    await key.waitFor();
    expect(await key.inputValue()).toContain('BEGIN PUBLIC KEY');
    await field('Room').fill('open-evening');
    await field('Name of the person').fill('Nadia Berg');
    await rooms.getByRole('checkbox', { name: /^Moderator/ }).check({ force: true });
    await button('Create link').click();
    const link = rooms.getByRole('textbox', { name: 'Room link' });
    await link.waitFor();
    await shot('rooms', link);
    const room = await page.context().newPage();
    await room.goto(await link.inputValue());
    await room.getByText('Nadia Berg').waitFor();
    await room.close();
  });

  step('met no page that threw', async () => {
    await Promise.resolve();
    expect(panel.complaints).toEqual([]);
  });
});
