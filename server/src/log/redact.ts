/** Knows every secret value in use, and removes them and all URL queries from what is written. */
export interface Redactor {
  /**
   * Remembers a secret value; its URL-encoded, JSON and base64 forms are recognised too, and each
   * longer line of a PEM. Values of fewer than 4 characters are ignored: hiding them would tear
   * ordinary text apart.
   */
  addSecret(value: string): void;
  /** Forgets a value that is no longer live. */
  forget(value: string): void;
  /** The text without live secrets, URL queries, URL credentials, bearer tokens and JWTs. */
  text(value: string): string;
  /** A URL as `scheme://host/path`: no user info, query or fragment. Text that is no URL: as `text`. */
  url(value: string | URL): string;
  /** Name, message and code of an error and of its causes; nothing else of it. */
  error(value: unknown): SafeError;
}

/** What of an error may be written to a log, a row or an answer. */
export interface SafeError {
  name: string;
  message: string;
  code?: string;
  status?: number;
  cause?: SafeError;
}

const HIDDEN = '[hidden]';
const SHORTEST_SECRET = 4;
const SHORTEST_PEM_LINE = 16;
/** Access tokens change hourly and are not always taken back; the oldest are forgotten first. */
const MOST_SECRETS = 1_000;
const DEEPEST_CAUSE = 5;

/** Of a longer scheme the end counts. */
const URL_IN_TEXT = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>`]+/gi;
/** A query after a path without a host, e.g. `/rec/download?token=...`. */
const LOOSE_QUERY = /\?[\w.~%[\]-]+=[^\s"'<>`]*/g;
const AUTHORIZATION = /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi;
const DOTTED = /(?<![\w.-])[\w.-]+/g;
const JWT_HEAD = /\beyJ[\w-]{8}/;

/** Without each JWT: its head, its claims and, if there is one, its signature. */
function withoutJwts(dotted: string): string {
  if (!dotted.includes('eyJ')) return dotted;
  const parts = dotted.split('.');
  const kept: string[] = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    const at = part.search(JWT_HEAD);
    if (at === -1 || !parts[index + 1]) kept.push(part);
    else {
      kept.push(part.slice(0, at) + HIDDEN);
      index += 2;
    }
  }
  return kept.join('.');
}

/**
 * The characters of a base64 text that depend on the value alone, for each of the three places at
 * which it may start inside a longer text (`id:secret` of Basic authorization).
 */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/(?<!=)=+$/, '');
    const start = Math.ceil((shift * 8) / 6);
    const wholeCharacters = Math.floor(((shift + bytes.length) * 8) / 6);
    const inner = encoded.slice(start, wholeCharacters);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function formsOf(value: string): string[] {
  const lines = value.includes('\n')
    ? value.split(/\r?\n/).filter((line) => line.length >= SHORTEST_PEM_LINE && !line.startsWith('-----'))
    : [];
  const forms = [value, ...lines].flatMap((text) => {
    // Through bytes, since half a surrogate pair can't be URL-encoded.
    const encoded = encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'));
    return [
      text,
      encoded,
      encoded.replaceAll('%20', '+'),
      encoded.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase()),
      new URLSearchParams([['', text]]).toString().slice(1),
      JSON.stringify(text).slice(1, -1),
      ...base64Forms(text),
    ];
  });
  // Longer forms first, so that no part of one is left over when another lies inside it.
  return [...new Set(forms)]
    .filter((form) => form.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
}

function plainUrl(url: string): string | undefined {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return undefined;
  }
}

/** A URL in running text, whose end may be punctuation of the sentence. */
function plainUrlInText(found: string): string {
  let end = found.length;
  while (
    ').,;:!}'.includes(found.charAt(end - 1)) ||
    (found.charAt(end - 1) === ']' && !found.endsWith('[hidden', end - 1))
  )
    end -= 1;
  const plain = plainUrl(found.slice(0, end));
  return plain === undefined ? HIDDEN : plain + found.slice(end);
}

const ownString = (value: object, key: string): string | undefined => {
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'string' ? found : undefined;
};

export function createRedactor(): Redactor {
  const secrets = new Map<string, string[]>();
  let sortedForms: string[] | undefined;

  const text = (value: string): string => {
    let safe = value;
    // Longer forms first, so that no part of one is left over when another lies inside it.
    sortedForms ??= [...new Set([...secrets.values()].flat())].sort((a, b) => b.length - a.length);
    for (const form of sortedForms) if (safe.includes(form)) safe = safe.replaceAll(form, HIDDEN);
    return safe
      .replace(URL_IN_TEXT, plainUrlInText)
      .replace(LOOSE_QUERY, '')
      .replace(AUTHORIZATION, `$1 ${HIDDEN}`)
      .replace(DOTTED, withoutJwts);
  };

  const error = (value: unknown, depth = 0): SafeError => {
    if (typeof value !== 'object' || value === null) return { name: 'Error', message: text(String(value)) };
    const safe: SafeError = {
      name: text(ownString(value, 'name') ?? 'Error'),
      message: text(ownString(value, 'message') ?? ''),
    };
    const code = ownString(value, 'code');
    if (code !== undefined) safe.code = text(code);
    const status: unknown = Reflect.get(value, 'status');
    if (typeof status === 'number') safe.status = status;
    const cause: unknown = Reflect.get(value, 'cause');
    if (cause !== undefined && cause !== null && depth < DEEPEST_CAUSE) safe.cause = error(cause, depth + 1);
    return safe;
  };

  return {
    addSecret(value) {
      if (value.trim().length < SHORTEST_SECRET) return;
      const known = secrets.get(value);
      if (!known) sortedForms = undefined;
      const forms = known ?? formsOf(value);
      // Set again, so that it counts as the newest.
      secrets.delete(value);
      secrets.set(value, forms);
      const oldest = secrets.keys().next();
      if (secrets.size > MOST_SECRETS && !oldest.done) secrets.delete(oldest.value);
    },
    forget(value) {
      if (secrets.delete(value)) sortedForms = undefined;
    },
    text,
    url: (value) => {
      const plain = plainUrl(String(value));
      return text(plain ?? String(value));
    },
    error: (value) => error(value),
  };
}
