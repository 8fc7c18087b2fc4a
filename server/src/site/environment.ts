import type { Core } from '@strapi/strapi';
import type { PluginConfig } from '../config';
import type { SiteName } from '../domain/ownership';

/**
 * The name of this site: the one in the configuration, or else the origin of an explicitly set
 * `server.url`. The database is not part of it, so that a copy of the site has a different name.
 */
export function siteNameOf(strapi: Core.Strapi, config: PluginConfig): SiteName {
  const url = publicUrlOf(strapi);
  const name = config.environment ?? (url === undefined ? undefined : new URL(url).origin);
  return { name, former: config.formerEnvironments };
}

/** The explicitly set `server.url` without a slash at its end; undefined when it names no host. */
export function publicUrlOf(strapi: Core.Strapi): string | undefined {
  const url = strapi.config.get('server.url');
  return typeof url === 'string' && URL.canParse(url) ? url.replace(/(?<!\/)\/+$/, '') : undefined;
}
