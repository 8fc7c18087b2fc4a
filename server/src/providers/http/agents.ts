import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import type { LookupFunction } from 'node:net';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { SocksProxyAgent } from 'socks-proxy-agent';
import type { Lookup } from '../http';
import { guardedLookup, hostKey, isOwnNetworkAddress, isPublicAddress } from './address-guard';

/** TLS settings of every connection. Said explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing here. */
export interface TlsSettings {
  rejectUnauthorized: true;
  ca?: string[];
}

export interface Agents {
  for(url: URL): http.Agent;
  /** Added to the options of every request, since proxy agents hand those to TLS, not their own. */
  tls: TlsSettings;
  /** Words for messages: empty, or ` through the egress proxy`. */
  via: string;
  close(): void;
}

export interface AgentOptions {
  lookup?: Lookup;
  privateHosts: ReadonlySet<string>;
  proxyUrl?: string;
  tlsCa?: string;
}

interface Pair {
  http: http.Agent;
  https: http.Agent;
}

const KEPT = { keepAlive: true, maxFreeSockets: 8, timeout: 30_000 } as const;

function proxyPair(proxyUrl: string, settings: TlsSettings): Pair {
  const proxy = new URL(proxyUrl);
  const scheme = proxy.protocol.replace(':', '');
  const options = { ...settings, keepAlive: true };
  let pair: Pair;
  if (scheme.startsWith('socks')) {
    // With `socks5:` the library resolves names here, with `socks5h:` the proxy does. Names are the proxy's
    // to resolve: a site behind one often has no name server for the outside.
    const address = proxyUrl.replace(/^socks5?:/i, 'socks5h:');
    pair = { http: new SocksProxyAgent(address, options), https: new SocksProxyAgent(address, options) };
  } else if (scheme === 'http' || scheme === 'https') {
    pair = { http: new HttpProxyAgent(proxy, settings), https: new HttpsProxyAgent(proxy, options) };
  } else {
    throw new TypeError(`network.proxyUrl: ${scheme}: is no proxy; use http:, https: or socks5:`);
  }
  // These agents guess their protocol from the call stack of Node's https module, which is not in ours.
  return {
    http: Object.assign(pair.http, { protocol: 'http:' }),
    https: Object.assign(pair.https, { protocol: 'https:' }),
  };
}

/**
 * The connections of one account: one strict pool, and one for each allowed private host, so that an
 * exception never lends its connections to another name. Behind a proxy, everything goes through it.
 */
export function createAgents(options: AgentOptions): Agents {
  const settings: TlsSettings = {
    rejectUnauthorized: true,
    ...(options.tlsCa === undefined ? {} : { ca: [...tls.rootCertificates, options.tlsCa] }),
  };
  const pairFor = (lookup: LookupFunction): Pair => ({
    http: new http.Agent({ ...KEPT, lookup }),
    https: new https.Agent({ ...KEPT, ...settings, lookup }),
  });
  const proxied = options.proxyUrl === undefined ? undefined : proxyPair(options.proxyUrl, settings);
  const strict = proxied ?? pairFor(guardedLookup(isPublicAddress, options.lookup));
  const exceptions = new Map<string, Pair>();

  const pairOf = (host: string): Pair => {
    if (proxied || !options.privateHosts.has(host)) return strict;
    let pair = exceptions.get(host);
    if (!pair) {
      pair = pairFor(guardedLookup(isOwnNetworkAddress, options.lookup));
      exceptions.set(host, pair);
    }
    return pair;
  };

  return {
    for: (url) => pairOf(hostKey(url.hostname))[url.protocol === 'https:' ? 'https' : 'http'],
    tls: settings,
    via: proxied ? ' through the egress proxy' : '',
    close() {
      for (const pair of [strict, ...exceptions.values()]) {
        pair.http.destroy();
        pair.https.destroy();
      }
    },
  };
}
