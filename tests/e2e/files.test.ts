import type { Browser, Page } from 'playwright-core';
import { ask } from '../../playground/client/ask';
import { launchBrowser } from '../support/browser';
import { openPanel, steps, type Panel } from '../support/panel';
import { addPerson, askSite, plainRight } from '../support/person';
import { spawnSite, type SpawnedSite } from '../support/spawn-site';

const RECORDING = 'plugin::meeting-connectors.recording';
const ENTRIES = `/content-manager/collection-types/${RECORDING}`;
const LANGUAGES = ['en', 'uk'];
const ON_HOLD = /A file belongs to a recording on hold, so it can’t be deleted, replaced or taken out/;

/** Of the fields that recordings have on every site. */
const FIELDS = [
  ...['title', 'description', 'startedAt', 'timezone', 'durationSeconds', 'hostName', 'visibility'],
  ...['video', 'audio', 'captions', 'transcriptFile', 'chatFile', 'poster'],
  ...['chapters', 'chat', 'transcript', 'tags', 'provider', 'summary'],
];

describe('files of recordings in the Media Library, and deletion on a site with two languages', () => {
  let site: SpawnedSite;
  const browsers: Browser[] = [];
  let reader: Panel;
  let editor: Panel;
  /** Document ids by title. */
  const ids: Record<string, string> = {};

  const words = (text: string) => ({
    name: 'new.vtt',
    mimeType: 'text/vtt',
    buffer: Buffer.from(`WEBVTT\n\nNOTE ${text}\n`),
  });
  const library = async () =>
    (
      await askSite<{ results: { name: string; url: string }[] }>(
        site,
        'GET',
        '/upload/files?pageSize=100',
        await site.admin.token(),
      )
    ).results;
  const names = async () => (await library()).map(({ name }) => name).sort();
  const contentOf = async (name: string) => {
    const file = (await library()).find((one) => one.name === name);
    return await (await fetch(`${site.url}${file?.url}`)).text();
  };
  const languagesOf = async (title: string) =>
    await Promise.all(
      LANGUAGES.map(async (locale) => {
        const token = await site.admin.token();
        return (
          await ask(site.url, 'GET', `${ENTRIES}/${ids[title]}?locale=${locale}`, { token })
        ).text.includes(`"locale":"${locale}"`);
      }),
    );

  /** A recording in both languages with captions of its own. */
  async function makeRecording(title: string): Promise<void> {
    const token = await site.admin.token();
    const form = new FormData();
    form.append('files', new Blob([words('old').buffer], { type: 'text/vtt' }), `${title}.vtt`);
    const headers = { authorization: `Bearer ${token}` };
    const uploaded = await fetch(`${site.url}/upload`, { method: 'POST', headers, body: form });
    const [file] = (await uploaded.json()) as { id: number }[];
    const fields = { startedAt: '2026-02-10T16:36:00.000Z', visibility: 'public', captions: file?.id };
    const made = await askSite<{ data: { documentId: string } }>(site, 'POST', ENTRIES, token, {
      ...fields,
      title,
    });
    ids[title] = made.data.documentId;
    await askSite(site, 'PUT', `${ENTRIES}/${ids[title]}?locale=uk`, token, {
      ...fields,
      title: `${title} (uk)`,
      locale: 'uk',
    });
  }

  async function open(email: string, password: string): Promise<Panel> {
    const browser = await launchBrowser();
    browsers.push(browser);
    const panel = await openPanel(browser, site);
    await panel.logIn({ email, password });
    return panel;
  }

  beforeAll(async () => {
    site = await spawnSite({ panel: true, env: { PLAYGROUND_LOCALIZED: 'true' } });
    const token = await site.admin.token();
    await askSite(site, 'POST', '/i18n/locales', token, { code: 'uk', name: 'Ukrainian', isDefault: false });
    const rights = (actions: string[]) =>
      actions.map((action) => ({
        action: `plugin::content-manager.explorer.${action}`,
        subject: RECORDING,
        properties: { locales: LANGUAGES, ...(action === 'delete' ? {} : { fields: FIELDS }) },
        conditions: [],
      }));
    const common = [
      ...['read', 'assets.create', 'assets.update'].map((action) => plainRight(`plugin::upload.${action}`)),
      plainRight('plugin::meeting-connectors.recordings.moderate'),
    ];
    const rita = await addPerson(site, 'Rita', 'Reader', [...rights(['read']), ...common]);
    const edna = await addPerson(site, 'Edna', 'Editor', [
      ...rights(['create', 'read', 'update', 'delete']),
      ...common,
    ]);
    for (const title of ['Algebra', 'Held', 'Logic']) await makeRecording(title);
    await site.admin.must('PUT', `/recordings/${ids.Held}/hold`, { reason: 'Court order 17' });
    reader = await open(rita.email, rita.password);
    editor = await open(edna.email, edna.password);
  });
  afterAll(async () => {
    for (const browser of browsers) await browser.close();
    await site?.stop();
  });

  const openFile = async ({ page, at }: Panel, name: string) => {
    await at('/plugins/upload');
    await page.getByText(name).first().click();
    await page.getByRole('button', { name: 'Replace this file' }).waitFor();
  };
  const replace = async (panel: Panel, name: string) => {
    const { page } = panel;
    await openFile(panel, name);
    await page.getByRole('button', { name: 'Replace this file' }).click();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Continue' }).click(),
    ]);
    await chooser.setFiles(words('new'));
  };
  const actions = async (page: Page, name: string | RegExp) => {
    await page.getByRole('button', { name: 'More actions', exact: true }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  /** Selects until it holds: the list may be read again after its rows appear, and selects nothing then. */
  const selectAll = async (page: Page) => {
    const all = page.getByRole('checkbox', { name: 'Select all entries' });
    const selected = page.getByRole('button', { name: 'Delete', exact: true });
    while (!(await selected.isVisible())) {
      await all.click();
      await selected.waitFor({ timeout: 10_000 }).catch(() => undefined);
    }
  };
  const entry = async ({ at }: Panel, title: string, locale: string) =>
    await at(`${ENTRIES}/${ids[title]}?plugins[i18n][locale]=${locale}`);

  const step = steps();

  step('a file is replaced by who may edit its recording, and by nobody else, who reads why', async () => {
    await replace(reader, 'Algebra.vtt');
    await reader.page.getByText('This file belongs to a recording that you may not edit.').first().waitFor();
    expect(await contentOf('Algebra.vtt')).toContain('NOTE old');
    await replace(editor, 'Algebra.vtt');
    await editor.page.getByText('File replaced.').first().waitFor();
    expect(await contentOf('Algebra.vtt')).toContain('NOTE new');
  });

  step('a file of a recording on hold is not deleted', async () => {
    const { page } = editor;
    await openFile(editor, 'Held.vtt');
    await page.getByRole('button', { name: 'Delete this file' }).click();
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText(ON_HOLD).first().waitFor();
    expect(await names()).toContain('Held.vtt');
  });

  step('a recording on hold is deleted neither in one language nor in all', async () => {
    const { page } = editor;
    await entry(editor, 'Held', 'uk');
    await actions(page, 'Delete entry (all locales)');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/is on hold and can’t be deleted/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Delete', exact: true }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
    await actions(page, 'Delete entry (Ukrainian)');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page
      .getByText(/This recording is on hold and can’t be deleted/)
      .first()
      .waitFor();
    expect([await languagesOf('Held'), await names()]).toEqual([
      [true, true],
      ['Algebra.vtt', 'Held.vtt', 'Logic.vtt'],
    ]);
  });

  step('one language goes without the files, and the last one with them', async () => {
    const { page } = editor;
    await entry(editor, 'Algebra', 'uk');
    await actions(page, 'Delete entry (Ukrainian)');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Deleted document').first().waitFor();
    expect([await languagesOf('Algebra'), await names()]).toEqual([
      [true, false],
      ['Algebra.vtt', 'Held.vtt', 'Logic.vtt'],
    ]);
    await entry(editor, 'Algebra', 'en');
    await actions(page, 'Delete entry (all locales)');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: /^Also delete its file/ }).waitFor();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Deleted: Algebra').first().waitFor();
    expect([await languagesOf('Algebra'), await names()]).toEqual([
      [false, false],
      ['Held.vtt', 'Logic.vtt'],
    ]);
  });

  step('several are deleted in all languages with their files, except one on hold', async () => {
    const { page } = editor;
    await editor.at(`${ENTRIES}?plugins[i18n][locale]=en`);
    for (const title of ['Held', 'Logic']) await page.getByText(title, { exact: true }).waitFor();
    await selectAll(page);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/is on hold and can’t be deleted/).waitFor();
    await dialog.getByRole('checkbox', { name: /^Also delete its file/ }).waitFor();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Deleted: Logic').first().waitFor();
    expect([await languagesOf('Logic'), await languagesOf('Held'), await names()]).toEqual([
      [false, false],
      [true, true],
      ['Held.vtt'],
    ]);
    expect([...reader.complaints, ...editor.complaints]).toEqual([]);
  });
});
