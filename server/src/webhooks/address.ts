import type { AddressInfo } from 'node:net';
import type { Core } from '@strapi/strapi';
import type { Problem } from '../../../contracts/common';
import { message } from '../../../contracts/messages/catalogue';
import { ROUTE_PREFIX } from '../../../contracts/plugin';
import { isHostForbiddenAsWritten } from '../http/address-guard';

/** Every path below this one is a webhook, e.g. `/api/meeting-connectors/hooks/`. */
export const hooksPath = (strapi: Core.Strapi): string =>
  `${String(strapi.config.get('api.rest.prefix', '/api'))}${ROUTE_PREFIX}/hooks/`;

export interface HookAddress {
  address: string;
  wakeAddress: string;
  /** Why a provider can't reach it. */
  warning?: Problem;
}

/** Where a connector receives events: the address that is entered at the provider. */
export function hookAddress(strapi: Core.Strapi, hookKey: string): HookAddress {
  const address = `${siteOrigin(strapi)}${hooksPath(strapi)}${hookKey}`;
  const warning = unreachable(strapi.config.get('server.url'));
  return {
    address,
    wakeAddress: `${address}/wake`,
    ...(warning === undefined ? {} : { warning }),
  };
}

/** `server.url` without a slash at its end (it may have a path), or else where this process listens. */
function siteOrigin(strapi: Core.Strapi): string {
  const url = strapi.config.get('server.url');
  if (typeof url === 'string' && URL.canParse(url)) return url.replace(/(?<!\/)\/+$/, '');
  const listens = strapi.server.httpServer.address() as AddressInfo | string | null;
  const port =
    typeof listens === 'object' && listens !== null ? listens.port : Number(strapi.config.get('server.port'));
  return `http://localhost:${port}`;
}

/** Why providers can't reach this site over https; undefined when they can. Pure. */
export function unreachable(serverUrl: unknown): Problem | undefined {
  if (typeof serverUrl !== 'string' || !URL.canParse(serverUrl)) {
    return { code: 'no-public-url', what: message('webhook.no-public-url') };
  }
  const { protocol, hostname } = new URL(serverUrl);
  if (isHostForbiddenAsWritten(hostname)) {
    return { code: 'private-address', what: message('webhook.private-address', { host: hostname }) };
  }
  if (protocol !== 'https:') return { code: 'not-https', what: message('webhook.not-https') };
  return undefined;
}
