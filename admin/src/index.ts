import { Cast } from '@strapi/icons';
import type { StrapiApp } from '@strapi/strapi/admin';
import { guardedPage } from './failure/guards';
import { extendContentManager } from './panel/content-manager';
import { PLUGIN_ID, PLUGIN_PATH } from '../../contracts/plugin';
import { permissionsFor } from './rights';
import en from './translations/at-once/en.json';
import uk from './translations/at-once/uk.json';

const text = (key: keyof typeof en) => ({ id: `${PLUGIN_ID}.${key}`, defaultMessage: en[key] });

const plugin = {
  register(app: StrapiApp) {
    app.addMenuLink({
      to: PLUGIN_PATH.slice(1),
      icon: Cast,
      intlLabel: text('plugin.name'),
      permissions: permissionsFor(
        'connectors.read',
        'runs.read',
        'deliveries.read',
        'content.read',
        'settings.read',
      ),
      Component: guardedPage(() => import('./pages/app')),
    });
    app.addSettingsLink({ id: PLUGIN_ID, intlLabel: text('plugin.name') }, [
      {
        id: `${PLUGIN_ID}.publish`,
        to: PLUGIN_ID,
        intlLabel: text('settings.title'),
        permissions: permissionsFor('settings.read'),
        Component: guardedPage(() => import('./pages/publish-settings-page')),
      },
      {
        id: `${PLUGIN_ID}.moderation`,
        to: `${PLUGIN_ID}-moderation`,
        intlLabel: text('moderation.title'),
        permissions: permissionsFor('settings.read'),
        Component: guardedPage(() => import('./pages/moderation-settings-page')),
      },
      {
        id: `${PLUGIN_ID}.authors`,
        to: `${PLUGIN_ID}-authors`,
        intlLabel: text('authors.title'),
        permissions: permissionsFor('settings.read'),
        Component: guardedPage(() => import('./pages/people-settings-page')),
      },
    ]);
    app.registerPlugin({ id: PLUGIN_ID, name: PLUGIN_ID });
  },

  bootstrap(app: Pick<StrapiApp, 'getPlugin' | 'registerHook'>) {
    extendContentManager(app);
  },

  registerTrads({ locales }: { locales: string[] }) {
    return Promise.resolve(
      locales.map((locale) => ({ locale, data: prefixed(`${PLUGIN_ID}.`, AT_ONCE[locale] ?? {}) })),
    );
  },
};

/**
 * Only what Strapi itself shows, and what is shown when nothing else could be loaded: Strapi loads the texts
 * of all its languages, whoever reads. All others come with `texts.ts`. Other languages fall back to English.
 */
const AT_ONCE: Readonly<Record<string, Readonly<Record<string, string>>>> = { en, uk };

const prefixed = (prefix: string, texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).map(([key, value]) => [`${prefix}${key}`, value]));

// The admin panel loads plugins by their default export.
export default plugin;
