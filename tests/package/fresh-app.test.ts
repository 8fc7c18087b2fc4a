import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { CheckConnector, ConnectorView } from '../../contracts/connectors';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { ImportView } from '../../contracts/imports';
import { ALL_TEXTS } from '../../admin/src/translations/all';
import { startDemoProvider, type DemoProvider } from '../../scripts/demo-providers';
import { pack } from '../../scripts/pack';
import { adminClient, type AdminClient } from '../../playground/client/admin-client';
import { launchBrowser } from '../support/browser';
import { freshApp, type FreshApp, type RunningApp } from '../support/fresh-app';
import { openPanel, steps } from '../support/panel';

const panelTexts = ALL_TEXTS.en;

const ROOT = path.join(__dirname, '..', '..');
const PLUGIN = 'strapi-plugin-meeting-connectors';
const RECORDING = 'plugin::meeting-connectors.recording';
const INSTALL = ['install', '--prefer-offline', '--no-audit', '--no-fund'];
const OWNER = { email: 'olena.owner@example.com', password: 'Fresh-app-2026' };

const PLUGIN_ENTRY = `
  'meeting-connectors': {
    enabled: true,
    config: { network: { allowedPrivateHosts: ['127.0.0.1'] } },
  },`;

/** Of the captions in the demo account of the emulated Zoom. */
const SAID = 'Good morning, welcome to relays.';

interface Kind {
  template: string;
  strapi: string;
  typescript: boolean;
  /** Where `strapi build` puts the panel. */
  panel: string;
  /** What the owner changes in the configuration, following the README: file, before, after. */
  edits: [string, string, string][];
}

const KINDS: Kind[] = [
  {
    template: 'strapi-5.45-javascript',
    strapi: '5.45.0',
    typescript: false,
    panel: 'build',
    // Strapi 5.45 generates no upload rules.
    edits: [['config/plugins.js', '=> ({});', `=> ({${PLUGIN_ENTRY}\n});`]],
  },
  {
    template: 'strapi-5.54-typescript',
    strapi: '5.54.0',
    typescript: true,
    panel: 'dist/build',
    edits: [
      ['config/plugins.ts', '): Core.Config.Plugin => ({', `): Core.Config.Plugin => ({${PLUGIN_ENTRY}`],
      ['config/plugins.ts', `  'text/csv',`, `  'text/csv',\n  'text/vtt',`],
    ],
  },
];

/** An app that uses the package's types, as strictly as the generated `tsconfig.json` asks. */
const TYPES = `import type plugin from '${PLUGIN}/strapi-server';

type IsAny<T> = 0 extends 1 & T ? true : false;
type Services = (typeof plugin)['services'];

export const isTyped: IsAny<Services['verification']> extends true ? never : true = true;

export const verify = async (verification: ReturnType<Services['verification']>): Promise<void> => {
  await verification.run();
  // @ts-expect-error there is no such method
  await verification.runs();
};
`;

/** What works only when plugin and Strapi load the same copy. */
const SHARED = /^(@strapi\/.+|react|react-dom|react-router-dom|styled-components|react-intl)$/;
const lockFile = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });

const media = z.object({ url: z.string(), name: z.string() });
const recording = z.object({
  documentId: z.string(),
  title: z.string(),
  transcript: z.string().nullable(),
  video: media.nullable(),
  captions: media.nullable(),
});
const listed = z.object({ results: z.array(z.object({ documentId: z.string() })) });
const served = z.object({ data: z.array(recording) });
const apiToken = z.object({ data: z.object({ accessKey: z.string() }) });

describe.each(KINDS)(
  'the package in a new app: $template',
  ({ template, strapi, typescript, panel, edits }) => {
    const step = steps();
    let folder = '';
    let app: FreshApp;
    let zoom: DemoProvider;
    let running: RunningApp | undefined;
    let admin: AdminClient;
    let connector: ConnectorView;
    let imports: ImportView[] = [];

    beforeAll(async () => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'mc-fresh-'));
      app = await freshApp(path.join(__dirname, 'templates', template), path.join(folder, 'app'));
      zoom = await startDemoProvider({ id: 'zoom', label: 'Zoom' });
    });
    afterAll(async () => {
      await running?.stop();
      await zoom.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const connectorBody = () => ({
      provider: 'zoom',
      options: {
        ...DEFAULT_CONNECTOR_OPTIONS,
        name: 'Zoom',
        scheduleMinutes: null,
        publishStatus: 'published' as const,
      },
      settings: zoom.settings ?? {},
    });
    const siteUrl = () => running?.url ?? '';
    const asOwner = async (method: string, where: string, body?: object): Promise<unknown> => {
      const answer = await fetch(`${siteUrl()}${where}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await admin.token()}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${where}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    };
    const bytesAt = async (url: string) =>
      Buffer.from(await (await fetch(new URL(url, siteUrl()))).arrayBuffer());

    step('installs from the tarball, with npm alone', async () => {
      await app.run('npm', ...INSTALL);
      await app.run('npm', ...INSTALL, pack(ROOT, folder));
      expect(existsSync(path.join(app.dir, 'node_modules', PLUGIN, 'dist', 'server', 'index.js'))).toBe(true);
    });

    step('adds no second copy of Strapi, and its peer ranges hold', async () => {
      // Ends with an error where a dependency is missing or does not fit.
      await app.run('npm', 'ls', '--all');
      const lock = lockFile.parse(JSON.parse(readFileSync(path.join(app.dir, 'package-lock.json'), 'utf8')));
      const copies = Object.entries(lock.packages).flatMap(([at, { version }]) => {
        const name = /.*node_modules\/(.+)$/.exec(at)?.[1];
        return name === undefined || !SHARED.test(name) ? [] : [{ name, version }];
      });
      expect(copies.length).toBeGreaterThan(25);
      const names = copies.map(({ name }) => name);
      expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
      const core = copies.filter(({ name }) => /^@strapi\/(?!design-system|icons|ui-primitives)/.test(name));
      expect(core.filter(({ version }) => version !== strapi)).toEqual([]);
    });

    if (typescript) {
      step('has types that an app can use', async () => {
        const file = path.join(app.dir, 'src', 'meeting-connectors.ts');
        writeFileSync(file, TYPES);
        await app.run('npx', '--no-install', 'tsc', '--noEmit');
        rmSync(file);
      });
    }

    step('is built into the admin panel', async () => {
      await app.run('npm', 'run', 'build');
      const assets = readdirSync(path.join(app.dir, panel), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.js'))
        .map((file) => readFileSync(path.join(app.dir, panel, file), 'utf8'));
      // Words that only the plugin has.
      expect(assets.some((text) => text.includes(panelTexts['review.title']))).toBe(true);
    });

    step('starts with the configuration that Strapi generated', async () => {
      running = await app.start();
      const answer = await fetch(`${siteUrl()}/admin/register-admin`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...OWNER, firstname: 'Olena', lastname: 'Owner' }),
      });
      expect(answer.status).toBe(200);
      admin = adminClient(siteUrl(), OWNER);
      const { data } = await admin.must<{ data: { id: string }[] }>('GET', '/providers');
      expect(data.map(({ id }) => id)).toContain('zoom');
    });

    step('names the line of the configuration that an account at a private address needs', async () => {
      const { data } = await admin.must<CheckConnector.Response>(
        'POST',
        '/connectors/check',
        connectorBody(),
      );
      expect(data.passed).toBe(false);
      expect(JSON.stringify(data.steps)).toContain('http.address-not-allowed');
      await running?.stop();
      for (const edit of edits) app.edit(...edit);
      // The configuration of a TypeScript app is compiled; `strapi build` would do it, and the panel again.
      if (typescript) await app.run('npx', '--no-install', 'tsc');
      running = await app.start();
      admin = adminClient(siteUrl(), OWNER);
      const again = await admin.must<CheckConnector.Response>('POST', '/connectors/check', connectorBody());
      expect(again.data).toMatchObject({ passed: true });
    });

    step('imports what Zoom has, captions too', async () => {
      connector = await admin.addConnector({ ...connectorBody(), enabled: true });
      const ended = await admin.runEnded(connector.id, 5 * 60_000);
      expect(ended).toMatchObject({ status: 'finished', counts: { failed: 0 } });
      imports = await admin.imports(connector.id);
      const files = imports.flatMap((row) => row.files);
      const kinds = new Set(files.filter(({ status }) => status === 'stored').map(({ kind }) => kind));
      expect([...kinds]).toEqual(
        expect.arrayContaining(['video', 'audio', 'captions', 'transcript', 'chat']),
      );
      expect(files.filter(({ status, problem }) => status === 'failed' || problem !== undefined)).toEqual([]);
    });

    step('makes entries that editors and the site read, with the content that Zoom has', async () => {
      const { results } = listed.parse(
        await asOwner('GET', `/content-manager/collection-types/${RECORDING}?pageSize=100`),
      );
      expect(results.length).toBeGreaterThan(5);

      const { data: token } = apiToken.parse(
        await asOwner('POST', '/admin/api-tokens', {
          name: 'site',
          description: '',
          type: 'read-only',
          lifespan: null,
        }),
      );
      const answer = await fetch(
        `${siteUrl()}/api/meeting-connectors/recordings?populate=*&pagination[pageSize]=100`,
        {
          headers: { authorization: `Bearer ${token.accessKey}` },
        },
      );
      expect(answer.status).toBe(200);
      const { data } = served.parse(await answer.json());
      expect(data.map(({ documentId }) => documentId).sort()).toEqual(
        results.map(({ documentId }) => documentId).sort(),
      );

      const captioned = data.find(({ transcript }) => transcript?.includes(SAID));
      if (!captioned?.captions || !captioned.video)
        throw new Error('the entry lacks its video or its captions');
      const words = (await bytesAt(captioned.captions.url)).toString('utf8');
      expect(words).toMatch(/^WEBVTT\n/);
      expect(words).toContain(SAID);
      const video = imports
        .flatMap((row) => row.files)
        .find(
          ({ kind, recordingDocumentId, status }) =>
            kind === 'video' && status === 'stored' && recordingDocumentId === captioned.documentId,
        );
      expect(
        createHash('sha256')
          .update(await bytesAt(captioned.video.url))
          .digest('hex'),
      ).toBe(video?.sha256);
    });

    step('shows it in the panel', async () => {
      const browser = await launchBrowser();
      try {
        const shown = await openPanel(browser, { url: siteUrl() });
        await shown.logIn(OWNER);
        await shown.page.getByRole('link', { name: 'Zoom', exact: true }).first().click();
        await shown.page.waitForURL(new RegExp(`/connectors/${connector.id}$`));
        await shown.page.getByRole('heading', { level: 1, name: 'Zoom' }).waitFor();
        await shown.at(`/plugins/meeting-connectors/connectors/${connector.id}/imports`);
        await shown.page
          .getByText(imports[0]?.title ?? '')
          .first()
          .waitFor();
        await shown.at('/plugins/meeting-connectors/connectors/new/zoom');
        await shown.field('Client ID').waitFor();
        expect(shown.complaints).toEqual([]);
      } finally {
        await browser.close();
      }
    });

    step('ends without an error', async () => {
      expect(await running?.stop()).toEqual({ code: 0, signal: null });
      expect(running?.output()).not.toMatch(/unhandled|TypeError|ReferenceError/i);
      running = undefined;
    });
  },
);
