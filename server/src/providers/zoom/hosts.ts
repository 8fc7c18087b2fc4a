import type { ZoomSettings } from './descriptor';

type Addresses = Pick<ZoomSettings, 'apiBaseUrl' | 'oauthBaseUrl'>;

/** Zoom's own domains: the commercial cloud and its newer name, the US government cloud, China. */
const ZOOM_DOMAINS = ['zoom.us', 'zoom.com', 'zoomgov.com', 'zoom.com.cn'];

const domainOf = (url: URL): string | undefined =>
  url.protocol === 'https:' && url.port === ''
    ? ZOOM_DOMAINS.find((domain) => url.hostname === domain || url.hostname.endsWith(`.${domain}`))
    : undefined;

const basesOf = (settings: Addresses): URL[] => [
  new URL(settings.apiBaseUrl),
  new URL(settings.oauthBaseUrl),
];

const isBase = (url: URL, bases: URL[]): boolean => bases.some((base) => base.origin === url.origin);

/**
 * True for addresses that may receive a token: the configured ones, and https hosts of the same Zoom
 * domain (links lead to cluster hosts such as `us06web.zoom.us`). Never the storage behind a redirect.
 */
export function mayHaveToken(settings: Addresses): (url: URL) => boolean {
  const bases = basesOf(settings);
  return (url) => {
    const domain = domainOf(url);
    return isBase(url, bases) || (domain !== undefined && bases.some((base) => domainOf(base) === domain));
  };
}

/** True for a download link on Zoom's own hosts. No other link is requested. */
export const isZoomLink = (settings: Addresses, url: URL): boolean =>
  isBase(url, basesOf(settings)) || domainOf(url) !== undefined;
