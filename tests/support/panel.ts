import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page, Request } from 'playwright-core';
import type { SpawnedSite } from './spawn-site';
import { ADMIN } from '../../playground/client/admin-account';

const SCREENSHOTS = path.join(__dirname, '..', '..', 'docs', 'screenshots');
/** Ends a wait for what never comes; a busy machine needs far longer than an idle one for what does. */
export const LONGEST_MS = 240_000;

export interface Panel {
  page: Page;
  /** The errors of the pages. */
  complaints: string[];
  field(name: string): Locator;
  button(name: string | RegExp): Locator;
  /** Opens a page below `/admin`. */
  at(where: string): Promise<unknown>;
  /**
   * Shows another kind of page below `/admin` as a link would, without loading the panel anew, which takes
   * seconds. Waits until that page has its heading and everything that it asked for.
   */
  show(where: string): Promise<void>;
  /** Waits for a region with this name. */
  region(name: string): Locator;
  /** Logs in as the first admin of the test site, or as another user. Ends on the plugin's first page. */
  logIn(as?: { email: string; password: string }): Promise<void>;
  /** A screenshot for the docs of the page or of a part of it, without notifications. */
  shot(name: string, part?: Locator): Promise<void>;
  /** Enters a secret, whether one is already stored or not. */
  fillSecret(label: string, value: string): Promise<void>;
}

/**
 * Takes a screenshot of a page without its notifications. They are not closed, because each disappears
 * automatically, possibly during the click.
 */
export async function takeShot(page: Page, file: string, part?: Locator): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  await part?.scrollIntoViewIfNeeded();
  await page.screenshot({ path: file, style: '[data-sonner-toaster] { visibility: hidden !important; }' });
}

export interface PanelOptions {
  theme?: 'light' | 'dark';
  width?: number;
  /** The language of the browser. The language of the panel is a setting of the user. */
  locale?: string;
}

/** As Playwright's `networkidle`, which a page reaches once only: for so long nothing was asked for. */
const QUIET_MS = 500;

async function untilQuiet(page: Page, open: ReadonlySet<Request>): Promise<void> {
  for (let sinceMs = performance.now(); performance.now() - sinceMs < QUIET_MS;) {
    if (open.size > 0) sinceMs = performance.now();
    // On a busy machine the page itself may be late, not only the answers.
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => setTimeout(() => drawn(undefined), 20))),
    );
  }
}

/** Opens the admin panel of a site in a browser that connects only to this machine. */
export async function openPanel(
  browser: Browser,
  site: Pick<SpawnedSite, 'url'>,
  { theme = 'light', width = 1440, locale = 'en-GB' }: PanelOptions = {},
): Promise<Panel> {
  const context = await browser.newContext({
    viewport: { width, height: 1000 },
    acceptDownloads: true,
    locale,
    timezoneId: 'UTC',
  });
  await context.route(
    (url) => url.hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  await context.addInitScript((chosen) => localStorage.setItem('STRAPI_THEME', chosen), theme);
  context.setDefaultTimeout(LONGEST_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  const open = new Set<Request>();
  page.on('request', (request) => open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const at = (where: string) => page.goto(`${site.url}/admin${where}`);
  return {
    page,
    complaints,
    field,
    button,
    at,
    async show(where) {
      const former = await page.locator('main h1').first().elementHandle();
      await page.evaluate((to) => {
        history.pushState({}, '', to);
        dispatchEvent(new PopStateEvent('popstate', { state: {} }));
      }, `/admin${where}`);
      await page.waitForFunction((gone) => {
        const heading = document.querySelector('main h1');
        return heading !== null && heading !== gone;
      }, former);
      await untilQuiet(page, open);
    },
    region: (name) => page.getByRole('region', { name, exact: true }),
    async logIn(as = ADMIN) {
      await at('/auth/login');
      await field('Email').fill(as.email);
      await page.locator('input[name="password"]').fill(as.password);
      await button('Login').click();
      // By its address, because from now on the panel uses the language of the user.
      await page.locator('a[href$="/admin/plugins/meeting-connectors"]').first().click();
      await page.locator('nav a[href*="/plugins/meeting-connectors/"]').first().waitFor();
      const banner = page.getByRole('button', { name: 'Close the banner' });
      if (await banner.isVisible()) await banner.click();
    },
    shot: (name, part) => takeShot(page, path.join(SCREENSHOTS, `${name}.png`), part),
    async fillSecret(label, value) {
      const replace = button(`Replace ${label}`);
      if (await replace.isVisible()) await replace.click();
      await field(label).fill(value);
    },
  };
}

/** A step waits for its result, however busy the machine is. This limit only ends a step that never gets one. */
const STEP_LIMIT_MS = 900_000;

/** `it` for a sequence of steps. Each depends on the previous one, so after a failure the rest fail too. */
export function steps(): (title: string, go: () => Promise<void>) => void {
  let done = 0;
  let begun = 0;
  return (title, go) =>
    it(
      title,
      async () => {
        if (done < begun) throw new Error('a step before this one failed');
        begun += 1;
        await go();
        done += 1;
      },
      STEP_LIMIT_MS,
    );
}
