import type { AddressInfo } from 'node:net';
import type { Core } from '@strapi/strapi';
import type { Problem } from '../../../contracts/common';
import { ROUTE_PREFIX } from '../../../contracts/plugin';
import { isHostForbiddenAsWritten } from '../http/address-guard';

/** Path below which everything is a webhook, e.g. `/api/meeting-connectors/hooks/`. */
export const hooksPath = (strapi: Core.Strapi): string =>
  `${String(strapi.config.get('api.rest.prefix', '/api'))}${ROUTE_PREFIX}/hooks/`;

export interface HookAddress {
  address: string;
  wakeAddress: string;
  /** Why a provider can't reach it. */
  warning?: Problem;
}

/** Where a connector receives events, as a provider is given it. */
export function hookAddress(strapi: Core.Strapi, hookKey: string): HookAddress {
  const address = `${siteOrigin(strapi)}${hooksPath(strapi)}${hookKey}`;
  const warning = unreachable(strapi.config.get('server.url'));
  return {
    address,
    wakeAddress: `${address}/wake`,
    ...(warning === undefined ? {} : { warning }),
  };
}

/** `server.url` without a slash at its end, which may have a path; else where this process listens. */
function siteOrigin(strapi: Core.Strapi): string {
  const url = strapi.config.get('server.url');
  if (typeof url === 'string' && URL.canParse(url)) return url.replace(/\/+$/, '');
  const listens = strapi.server.httpServer.address() as AddressInfo | string | null;
  const port =
    typeof listens === 'object' && listens !== null ? listens.port : Number(strapi.config.get('server.port'));
  return `http://localhost:${port}`;
}

/** Pure. A sentence on what to set, unless providers can reach it over https. */
export function unreachable(serverUrl: unknown): Problem | undefined {
  const advice =
    'Set url in config/server to the public https address of this site, then start Strapi again.';
  if (typeof serverUrl !== 'string' || !URL.canParse(serverUrl)) {
    return { code: 'no-public-url', what: `The public address of this site is not known. ${advice}` };
  }
  const { protocol, hostname } = new URL(serverUrl);
  if (isHostForbiddenAsWritten(hostname)) {
    return {
      code: 'private-address',
      what: `server.url is this machine or a private address (${hostname}): no provider reaches it. ${advice}`,
    };
  }
  if (protocol !== 'https:') {
    return {
      code: 'not-https',
      what: `server.url is not https: providers send webhooks over https only. ${advice}`,
    };
  }
  return undefined;
}
