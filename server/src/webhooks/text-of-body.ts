import { isUtf8 } from 'node:buffer';

const LONGEST = 20_000;
const HIDDEN = '[hidden]';
/** Keys whose values are secrets with any provider. */
const SECRET_KEY =
  /secret|token|passcode|passwd|password|signature|authorization|jwt|api_?key|client_?state/i;
const LINK = /([a-z][a-z0-9+.-]{0,30}:\/\/[^\s/"'<>?#]+)[^\s"'<>]*/gi;

const hideLinks = (text: string) => text.replace(LINK, `$1/${HIDDEN}`);

function mask(value: unknown, depth = 0): unknown {
  if (depth > 20) return HIDDEN;
  if (typeof value === 'string') return hideLinks(value);
  if (Array.isArray(value)) return value.map((one) => mask(one, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      SECRET_KEY.test(key) && typeof one !== 'object' ? HIDDEN : mask(one, depth + 1),
    ]),
  );
}

/** `name=value` pairs of forms and queries whose name is that of a secret. */
const PAIR = /(?<=^|[&\s])([\w.~-]+)=[^&\s]*/g;
const SECRET_NAME = /secret|token|password|signature|checksum|jwt|sig/i;

/** A body for people to read: links end after the host, secrets are hidden. Undefined when it is not text. */
export function textOfBody(
  body: Buffer,
  redact: (text: string) => string,
): { text: string; isCut: boolean } | undefined {
  if (!isUtf8(body)) return undefined;
  const raw = body.toString('utf8');
  let shown: string;
  try {
    shown = JSON.stringify(mask(JSON.parse(raw)), null, 2);
  } catch {
    shown = hideLinks(raw).replace(PAIR, (pair, name: string) =>
      SECRET_NAME.test(name) ? `${name}=${HIDDEN}` : pair,
    );
  }
  // Also removes live secrets, and queries of addresses that are not whole links.
  const safe = redact(shown);
  return { text: safe.slice(0, LONGEST), isCut: safe.length > LONGEST };
}
