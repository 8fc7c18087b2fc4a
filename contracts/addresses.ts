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
export const isDomain = (text: string): boolean => text.length <= 253 && DOMAIN.test(text);

/** `name@example.com`, and nothing beside it. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  return at > 0 && at <= 64 && LOCAL.test(text.slice(0, at)) && isDomain(text.slice(at + 1));
}

/** `https://example.com`, without user name or password in it. */
export function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}

const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-f:.]+\\])(?::\\d{1,5})?$`, 'iu');

/**
 * A host as a setting names it: `media.example.com`, `.example.com` for all below it, or one server as
 * `https://media.example.com:8443`.
 */
export function isHost(text: string): boolean {
  if (/^https?:\/\//i.test(text)) return isWebAddress(text) && new URL(text).pathname === '/';
  return HOST.test(text.replace(/^\./, ''));
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

/** The message for an entry that is not an address of this kind. */
export const notAnAddress = (kind: AddressKind, entry: string): Message =>
  message(`form.not-address.${kind}`, { entry: shownEntry(entry) });
