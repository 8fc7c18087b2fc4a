/** `upload.config.security` of a site's `config/plugins`. */
export interface UploadRules {
  allowedTypes?: readonly string[];
  deniedTypes?: readonly string[];
}

const patternsIn = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.filter((pattern) => typeof pattern === 'string') : undefined;

/** The rules that a site's configuration holds. What is no list of texts counts as no list, as in Strapi. */
export function readUploadRules(security: unknown): UploadRules {
  if (typeof security !== 'object' || security === null) return {};
  const allowedTypes = patternsIn(Reflect.get(security, 'allowedTypes'));
  const deniedTypes = patternsIn(Reflect.get(security, 'deniedTypes'));
  return {
    ...(allowedTypes === undefined ? {} : { allowedTypes }),
    ...(deniedTypes === undefined ? {} : { deniedTypes }),
  };
}

/** Matches like Strapi's upload plugin (`utils/mime-validation`): any case, `*` stands for any text. */
export function matchesType(mime: string, pattern: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = mime.toLowerCase();
  if (!wanted.includes('*')) return wanted === given;
  const parts = wanted.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(given);
}

/** Whether the site accepts files of a type. Without a list of allowed types it accepts all; an empty list allows none. */
export function isTypeAllowed(mime: string, { allowedTypes, deniedTypes }: UploadRules): boolean {
  const isIn = (patterns: readonly string[]) => patterns.some((pattern) => matchesType(mime, pattern));
  if (Array.isArray(deniedTypes) && isIn(deniedTypes)) return false;
  return !Array.isArray(allowedTypes) || isIn(allowedTypes);
}

/** The rules with some types allowed as well: what a manager has to write into `config/plugins`. Pure. */
export function allowing(rules: UploadRules, mimes: readonly string[]): UploadRules {
  const { allowedTypes, deniedTypes } = rules;
  const denied = deniedTypes?.filter((pattern) => !mimes.some((mime) => matchesType(mime, pattern)));
  const lacking = mimes.filter((mime) => !isTypeAllowed(mime, { allowedTypes }));
  return {
    ...(allowedTypes === undefined ? {} : { allowedTypes: [...allowedTypes, ...lacking] }),
    ...(denied === undefined ? {} : { deniedTypes: denied }),
  };
}
