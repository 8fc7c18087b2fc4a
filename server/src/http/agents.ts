import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import type { LookupFunction } from 'node:net';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { SocksProxyAgent } from 'socks-proxy-agent';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import type { Lookup } from './types';
import { guardedLookup, hostKey, isOwnNetworkAddress, isPublicAddress } from './address-guard';

/** TLS settings of every connection. Set explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing here. */
export interface TlsSettings {
  rejectUnauthorized: true;
  ca?: string[];
}

export interface Agents {
  for(url: URL): http.Agent;
  /** Added to the options of every request, because proxy agents give those to TLS instead of their own. */
  tls: TlsSettings;
  /** Closes the connections that nobody uses. After one was found half dead, the others may be too. */
  dropIdle(): void;
  /** True when every request goes through the egress proxy. */
  isProxied: boolean;
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

/** Option of a request with its `AbortSignal`. Node does not hand the option `signal` to agents, so it has another name. */
export const STOP_SIGNAL = 'stopSignal';

/**
 * The agent with the request's own signal in its settings for the connection to the proxy. The libraries
 * give the request no socket before the proxy has answered, and destroying a request without a socket
 * does nothing (Node 20). Only the signal ends a connection that a proxy accepts and never answers.
 */
const abortable = <A extends { connectOpts: object }>(agent: A, options: object): A =>
  Object.create(agent, {
    connectOpts: { value: { ...agent.connectOpts, signal: Reflect.get(options, STOP_SIGNAL) } },
  }) as A;

class PlainProxyAgent extends HttpProxyAgent<string> {
  override connect(...[request, options]: Parameters<HttpProxyAgent<string>['connect']>) {
    return super.connect.call(abortable(this, options), request, options);
  }
}

class TunnelAgent extends HttpsProxyAgent<string> {
  override connect(...[request, options]: Parameters<HttpsProxyAgent<string>['connect']>) {
    return super.connect.call(abortable(this, options), request, options);
  }
}

function proxyPair(proxyUrl: string, settings: TlsSettings): Pair {
  const proxy = new URL(proxyUrl);
  const scheme = proxy.protocol.replace(':', '');
  const options = { ...settings, keepAlive: true, maxFreeSockets: KEPT.maxFreeSockets };
  let pair: Pair;
  if (scheme.startsWith('socks')) {
    // With `socks5:` the library resolves names here, with `socks5h:` the proxy does. The proxy must do
    // it: a site behind one often has no name server for the outside.
    const address = proxyUrl.replace(/^socks5?:/i, 'socks5h:');
    pair = { http: new SocksProxyAgent(address, options), https: new SocksProxyAgent(address, options) };
  } else if (scheme === 'http' || scheme === 'https') {
    pair = { http: new PlainProxyAgent(proxy, settings), https: new TunnelAgent(proxy, options) };
  } else {
    throw new ConnectorError('needs-person', message('http.proxy-scheme', { scheme: proxy.protocol }), {
      code: 'proxy-scheme',
    });
  }
  // Set here, because the libraries drop it or use it as the longest silence of a request.
  for (const agent of [pair.http, pair.https])
    Object.assign(Reflect.get(agent, 'options') as object, { timeout: KEPT.timeout });
  // These agents look for Node's https module in the call stack to guess the protocol. It is not in ours.
  return {
    http: Object.assign(pair.http, { protocol: 'http:' }),
    https: Object.assign(pair.https, { protocol: 'https:' }),
  };
}

/**
 * Makes the connection pools of one account: a strict one, and one for each allowed private host, so
 * that no other name uses its connections. With a proxy, everything goes through the proxy.
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

  const agents = () => [strict, ...exceptions.values()].flatMap((pair) => [pair.http, pair.https]);

  return {
    for: (url) => pairOf(hostKey(url.hostname))[url.protocol === 'https:' ? 'https' : 'http'],
    tls: settings,
    isProxied: proxied !== undefined,
    dropIdle() {
      for (const { freeSockets } of agents())
        for (const socket of Object.values(freeSockets).flatMap((sockets) => sockets ?? [])) socket.destroy();
    },
    close() {
      for (const agent of agents()) agent.destroy();
    },
  };
}
