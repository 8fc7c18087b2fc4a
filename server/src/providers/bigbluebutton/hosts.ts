import type { BbbSettings } from './descriptor';

export const isServer = (settings: BbbSettings, url: URL): boolean =>
  url.origin === new URL(settings.serverUrl).origin;

/**
 * Hosts from which recordings may be downloaded: the server itself and the hosts that the manager named,
 * with a port where it is not the default one. Other hosts that an answer names get no request.
 */
export const mayServeMedia =
  (settings: BbbSettings) =>
  (url: URL): boolean =>
    url.host === new URL(settings.serverUrl).host || settings.mediaHosts.includes(url.host);
