import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import type { Lookup } from './types';

/** A host name as the guard compares it: lower case, no brackets around IPv6, no final dot. */
export const hostKey = (hostname: string): string =>
  hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');

const OWN_NETWORK = new Set(['unicast', 'private', 'loopback', 'uniqueLocal', 'carrierGradeNat']);

function rangeOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'invalid';
  // Unwraps IPv4-mapped IPv6, so that ::ffff:127.0.0.1 is judged as 127.0.0.1.
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv6) {
    // NAT64 (RFC 6052): on IPv6-only networks every IPv4 host has such an address. The IPv4 address in
    // its last four bytes decides.
    if (parsed.match(ipaddr.IPv6.parse('64:ff9b::'), 96)) {
      return new ipaddr.IPv4(parsed.toByteArray().slice(12)).range();
    }
    // All global unicast addresses assigned so far lie in 2000::/3 (RFC 4291).
    if (!parsed.match(ipaddr.IPv6.parse('2000::'), 3) && parsed.range() === 'unicast') return 'reserved';
  }
  return parsed.range();
}

/** True for addresses of the public internet. Private, loopback, link-local, CGNAT and reserved ones are not. */
export const isPublicAddress = (address: string): boolean => rangeOf(address) === 'unicast';

/** True for what a host of `network.allowedPrivateHosts` may resolve to. Link-local (cloud metadata) and multicast stay forbidden. */
export const isOwnNetworkAddress = (address: string): boolean => OWN_NETWORK.has(rangeOf(address));

/** The refusal that a person reads. It names the line of configuration that allows the host. */
export const addressNotAllowed = (host: string): ConnectorError =>
  new ConnectorError('refused', message('http.address-not-allowed', { host }), {
    code: 'address-not-allowed',
  });

/**
 * True for a host that is forbidden before any name resolution: literal addresses, which no lookup
 * sees, and names that mean this machine.
 */
export function isHostForbiddenAsWritten(hostname: string): boolean {
  const host = hostKey(hostname);
  if (isIP(host)) return !isPublicAddress(host);
  return host === 'localhost' || host.endsWith('.localhost');
}

/**
 * Name resolution that fails when any address of the answer is not allowed. The connection itself uses
 * it, so it connects to the addresses that were checked. A later, different answer of the name server
 * is checked again.
 */
export function guardedLookup(
  isAllowed: (address: string) => boolean,
  lookup: Lookup = (hostname, options, callback) => systemLookup(hostname, options, callback),
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0];
      if (error) callback(error, []);
      else if (!first) callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), []);
      else if (addresses.some(({ address }) => !isAllowed(address))) {
        callback(addressNotAllowed(hostKey(hostname)), []);
      } else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
