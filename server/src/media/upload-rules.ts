import type { UploadTypes } from '../../../contracts/upload-snippet';

/**
 * `upload.config.security` of a site's `config/plugins`, as Strapi's own uploads obey it (read in Strapi 5.54,
 * `@strapi/upload`, `utils/mime-validation`).
 */
export interface UploadRules extends UploadTypes {
  /** A list is none, or has an entry that is no text: Strapi refuses every upload until that is mended. */
  unreadable?: true;
}

/** A list as Strapi reads it; what it can't read is kept as far as it can be meant. */
function listIn(value: unknown): { list?: string[]; unreadable: boolean } {
  // `null`, `''` and `0` are no list to Strapi.
  if (!value) return { unreadable: false };
  if (typeof value === 'string') return { list: [value], unreadable: true };
  if (!Array.isArray(value)) return { unreadable: true };
  const list = value.filter((pattern): pattern is string => typeof pattern === 'string');
  return { list, unreadable: list.length !== value.length };
}

/** The rules that a site's configuration holds, whatever it is. */
export function readUploadRules(security: unknown): UploadRules {
  if (typeof security !== 'object' || security === null) return {};
  const allowed = listIn(Reflect.get(security, 'allowedTypes'));
  const denied = listIn(Reflect.get(security, 'deniedTypes'));
  return {
    ...(allowed.list === undefined ? {} : { allowedTypes: allowed.list }),
    ...(denied.list === undefined ? {} : { deniedTypes: denied.list }),
    ...(allowed.unreadable || denied.unreadable ? { unreadable: true } : {}),
  };
}

/**
 * Strapi's comparison: in any case, and with a `*` the pattern is a regular expression in which the star
 * stands for any text.
 * @throws SyntaxError for a pattern that is none.
 */
export function matchesType(mime: string, pattern: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = mime.toLowerCase();
  if (!wanted.includes('*')) return wanted === given;
  // Several stars mean the same as one, and would take very long.
  return new RegExp(`^${wanted.replace(/\*+/g, '.*')}$`).test(given);
}

/**
 * Whether the site accepts files of a type. Without a list of allowed types it accepts all; an empty list
 * allows none, and a pattern that can't be read refuses the file that it is asked about.
 */
export function isTypeAllowed(mime: string, { allowedTypes, deniedTypes, unreadable }: UploadRules): boolean {
  if (unreadable === true) return false;
  const isIn = (patterns: readonly string[]) => patterns.some((pattern) => matchesType(mime, pattern));
  try {
    if (deniedTypes !== undefined && isIn(deniedTypes)) return false;
    return allowedTypes === undefined || isIn(allowedTypes);
  } catch {
    return false;
  }
}

const isReadable = (pattern: string): boolean => {
  try {
    matchesType('', pattern);
    return true;
  } catch {
    return false;
  }
};

/**
 * The rules with some types allowed as well, and without patterns that can't be read: what a manager has to
 * write into `config/plugins`. Pure.
 */
export function allowing(rules: UploadRules, mimes: readonly string[]): UploadTypes {
  const allowed = rules.allowedTypes?.filter(isReadable);
  const denied = rules.deniedTypes
    ?.filter(isReadable)
    .filter((pattern) => !mimes.some((mime) => matchesType(mime, pattern)));
  const lacking = mimes.filter((mime) => !isTypeAllowed(mime, { allowedTypes: allowed }));
  return {
    ...(allowed === undefined ? {} : { allowedTypes: [...allowed, ...lacking] }),
    ...(denied === undefined ? {} : { deniedTypes: denied }),
  };
}
