import type { BbbSettings } from './descriptor';

export const isServer = (settings: BbbSettings, url: URL): boolean =>
  url.origin === new URL(settings.serverUrl).origin;

/**
 * Where recordings may be fetched: from the server itself and from the hosts that the manager named,
 * with a port where it is not the usual one. Everything else that an answer names is not even asked.
 */
export const mayServeMedia =
  (settings: BbbSettings) =>
  (url: URL): boolean =>
    url.host === new URL(settings.serverUrl).host || settings.mediaHosts.includes(url.host);
