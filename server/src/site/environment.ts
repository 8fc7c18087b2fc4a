import type { Core } from '@strapi/strapi';
import { message } from '../../../contracts/messages/catalogue';
import type { PluginConfig } from '../config';

/**
 * The mark of this site: its name in the configuration, or else the origin of an explicitly set
 * `server.url`. The database is not part of it, so that a copy of the site has a different mark.
 */
export function environmentOf(strapi: Core.Strapi, config: PluginConfig): string | undefined {
  if (config.environment !== undefined) return config.environment;
  const url = publicUrlOf(strapi);
  return url === undefined ? undefined : new URL(url).origin;
}

/** The explicitly set `server.url` without a slash at its end; undefined when it names no host. */
export function publicUrlOf(strapi: Core.Strapi): string | undefined {
  const url = strapi.config.get('server.url');
  return typeof url === 'string' && URL.canParse(url) ? url.replace(/\/+$/, '') : undefined;
}

export const DELETION_LOCKED = message('deletion.locked');
