import { lookAlikes, shownCharacter } from './look-alikes';
import { message } from './messages/catalogue';
import type { Message } from './messages/message';

/**
 * What a typed address must look like: one rule for the form and for the server's schemas, without the schema
 * library. Only the provider, or a check, can tell whether an address exists.
 */

/** Letters of any script. A label neither starts nor ends with a hyphen. */
const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}-]{0,61}[\\p{L}\\p{N}\\p{M}])?';
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`, 'u');
/** Without quotes, comments and spaces, which no provider gives its users. */
const LOCAL = /^[^\s@.,;:<>()[\]\\"]+(?:\.[^\s@.,;:<>()[\]\\"]+)*$/u;

/** `example.com` */
const isDomain = (text: string): boolean =>
  text.length <= 253 && DOMAIN.test(text) && lookAlikes(text).length === 0;

/** `name@example.com`, and nothing beside it. */
function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at <= 0 || at > 64 || lookAlikes(text).length > 0) return false;
  return LOCAL.test(text.slice(0, at)) && isDomain(text.slice(at + 1));
}

/**
 * How a domain is compared: in ASCII, by IDNA (UTS #46), as the browser and Node do it. Undefined for what is
 * no domain, or only looks like one: such a text passes no rule.
 */
export function asciiDomain(text: string): string | undefined {
  // Lower case comes last: it makes a K of the sign of Kelvin.
  const domain = text.trim();
  return isDomain(domain) && URL.canParse(`http://${domain}`)
    ? new URL(`http://${domain}`).hostname
    : undefined;
}

/** What a person reads as the host of an address, before any program has changed it. */
const typedHost = (text: string): string =>
  /^https?:\/\/([^/?#]*)/i.exec(text)?.[1]?.replace(/:\d*$/, '') ?? '';

/** `https://example.com`, without user name or password in it. */
function isWebAddress(text: string): boolean {
  // A URL parser drops or rewrites these, so that another address is asked than the one that was read.
  if (!URL.canParse(text) || /[\s\\]/.test(text)) return false;
  const host = typedHost(text);
  if (/[%@]/.test(host) || lookAlikes(host).length > 0) return false;
  if (!/^[\0-\x7f]*$/.test(host) && !HOST.test(host)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}

const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-f:.]+\\])(?::\\d{1,5})?$`, 'iu');

/**
 * A host as a setting names it: `media.example.com`, `.example.com` for all below it, or one server as
 * `https://media.example.com:8443`.
 */
function isHost(text: string): boolean {
  if (/^https?:\/\//i.test(text)) return isWebAddress(text) && new URL(text).pathname === '/';
  const host = text.replace(/^\./, '');
  return HOST.test(host) && lookAlikes(host.replace(/:\d+$/, '')).length === 0;
}

/** What a field holds one or more of. */
export const ADDRESS_KINDS = ['email', 'domain', 'url', 'host'] as const;
export type AddressKind = (typeof ADDRESS_KINDS)[number];

const RULES: Record<AddressKind, (text: string) => boolean> = {
  email: isEmail,
  domain: isDomain,
  url: isWebAddress,
  host: isHost,
};
export const isAddress = (kind: AddressKind, text: string): boolean => RULES[kind](text.trim());

const LONGEST_SHOWN = 80;
/** An entry for display, without the password that an address may contain. */
export function shownEntry(entry: string): string {
  const text = entry.trim().replace(/\/\/[^/@]*@/, '//…@');
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** Characters of an entry that can't be seen or look like others, ready to be shown. */
export const lookAlikesIn = (kind: AddressKind, entry: string): string[] => {
  const text = entry.trim();
  const hasScheme = /^https?:\/\//i.test(text);
  return lookAlikes(kind === 'url' || hasScheme ? typedHost(text) : text).map(shownCharacter);
};

/** The message for an entry that is not an address of this kind. */
export function notAnAddress(kind: AddressKind, entry: string): Message {
  const characters = lookAlikesIn(kind, entry);
  return characters.length > 0
    ? message('form.look-alike', { entry: shownEntry(entry), characters })
    : message(`form.not-address.${kind}`, { entry: shownEntry(entry) });
}
