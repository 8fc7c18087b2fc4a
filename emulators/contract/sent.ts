import http from 'node:http';
import { english } from '../../contracts/messages/say';
import type { Provider } from '../../server/src/providers/provider';
import type { BaseHarness } from './harness';

/** One request that left this process, as it was written to the connection. */
export interface Sent {
  origin: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Hears of every request of Node's HTTP client, whoever sends it. Returns what ends that. */
export function recordSent(hear: (sent: Sent) => void): () => void {
  const bodies = new WeakMap<http.ClientRequest, Buffer[]>();
  const { prototype } = http.ClientRequest;
  type Method = 'write' | 'end';
  const wrapped = (name: Method) => {
    const former = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
    return function (this: http.ClientRequest, ...args: unknown[]): unknown {
      const [chunk] = args;
      const parts = bodies.get(this) ?? [];
      bodies.set(this, parts);
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) parts.push(Buffer.from(chunk));
      if (name === 'end') {
        const headers = Object.fromEntries(
          Object.entries(this.getHeaders()).map(([header, value]) => [header, String(value)]),
        );
        const body = Buffer.concat(parts).toString();
        hear({ origin: `${this.protocol}//${headers.host ?? ''}`, path: this.path, headers, body });
      }
      return former.apply(this, args);
    };
  };
  const own = (['write', 'end'] as const).map((name) => ({ name, value: wrapped(name) }));
  for (const { name, value } of own) Object.defineProperty(prototype, name, { value, configurable: true });
  return () => {
    for (const { name } of own) Reflect.deleteProperty(prototype, name);
  };
}

/** What the suite knows of the account that is asked right now. */
export interface Known {
  provider: Provider;
  harness: Pick<BaseHarness, 'settings' | 'wrongSettings' | 'secrets'>;
}

/** A secret that a request carried, and to whom: a row of `docs/outgoing-requests.md`. */
export interface Carried {
  provider: string;
  secret: string;
  to: string;
}

export const ANOTHER_HOST = 'the host of the link';
/** What `webhook-contract.ts` and `provider-contract.ts` give as the connector's own secret. */
const OWN_SECRET = /own-secret-of-this-connector/;
const IN_FORMS: Readonly<Record<string, string>> = {
  code: 'code of a sign-in',
  code_verifier: 'verifier of a sign-in',
  refresh_token: 'refresh token',
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
};
const basicOf = (value: string): string =>
  /^basic /i.test(value) ? decoded(Buffer.from(value.slice('basic '.length), 'base64').toString()) : '';

/** Every secret in a request, whether in its address, a header or its body. */
export function carriedBy(sent: Sent, { provider, harness }: Known): Carried[] {
  const { label, settings } = provider.descriptor;
  const names = (id: string) => english(settings.fields[id]?.label ?? id);
  const { authorization = '', ...others } = sent.headers;
  const texts = [sent.path, sent.body, authorization, ...Object.values(others)];
  const all = [...texts, ...texts.map(decoded), basicOf(authorization)].join('\n');
  const valuesOf = (id: string) => [harness.settings[id], harness.wrongSettings[id]].map(String);
  const isIn = (value: string, text: string) => value.trim().length >= 6 && text.includes(value);

  const ids = Object.keys(settings.fields);
  const secretIds = ids.filter((id) => settings.fields[id]?.type === 'secret');
  const found = new Set(secretIds.filter((id) => valuesOf(id).some((value) => isIn(value, all))).map(names));
  const fieldValues = secretIds.flatMap(valuesOf);
  const tokens = harness.secrets().filter((value) => !fieldValues.includes(value));
  if (/^bearer /i.test(authorization) && !fieldValues.some((value) => isIn(value, authorization)))
    found.add('access token');
  if (others.cookie !== undefined) found.add('cookie');
  if (OWN_SECRET.test(all)) found.add('own webhook secret');
  if (tokens.some((value) => isIn(value, `${sent.path}\n${decoded(sent.path)}`))) found.add('signed link');
  const form = new URLSearchParams(sent.body);
  for (const [name, secret] of Object.entries(IN_FORMS)) if (form.has(name)) found.add(secret);

  const addresses = ids.filter((id) => settings.fields[id]?.type === 'url');
  const [its, ...more] = addresses.filter((id) => {
    const address = String(harness.settings[id]);
    return URL.canParse(address) && new URL(address).origin === sent.origin;
  });
  // Where one server stands for all of them, it is asked everything.
  if (more.length > 0) return [];
  const to = its === undefined ? ANOTHER_HOST : names(its);
  return [...found].map((secret) => ({ provider: label, secret, to }));
}
