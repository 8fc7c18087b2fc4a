/** `upload.config.security` of a site's `config/plugins`. */
export interface UploadRules {
  allowedTypes?: readonly string[];
  deniedTypes?: readonly string[];
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
