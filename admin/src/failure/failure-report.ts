/** Facts about a part of the panel that failed. */
export interface Failure {
  error: unknown;
  /** React's component stack. Absent if the failure is not in a component. */
  componentStack?: string | undefined;
}

export interface Surroundings {
  pluginVersion: string;
  strapiVersion: string | undefined;
  /** Which of our parts, e.g. `page`. */
  part: string;
  /** Path of the page, without query and hash. */
  path: string;
  browser: string;
  at: Date;
}

const MOST_CHARACTERS = 6_000;

/**
 * Error messages may quote data. A report contains no address with its query, nothing that looks like a
 * token, and no long quotation.
 */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/(\bhttps?:\/\/[^\s?#"')]+)[?#][^\s"')]*/gi, '$1')
    .replaceAll(/(\bhttps?:\/\/)[^\s/@]+@/gi, '$1')
    .replaceAll(/\b(bearer|basic)\s+\S+/gi, '$1 …')
    .replaceAll(
      /(\w*(?:token|secret|password|passcode|key|pwd)\w*)(["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;}]+)/gi,
      '$1$2…',
    )
    .replaceAll(/(["'`])[^"'`\n]{41,}\1/g, '$1…$1')
    .replaceAll(/[\w+/=.~-]{24,}/g, (word) => (/\d/.test(word) && /[a-z]/i.test(word) ? '…' : word));
}

/** The report as text: what happened, where, and in which versions. */
export function failureReport({ error, componentStack }: Failure, around: Surroundings): string {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = (componentStack ?? '').replaceAll(/[?#][^\s:)]*/g, '').trim();
  return [
    `Meeting Connectors ${around.pluginVersion}, Strapi ${around.strapiVersion ?? 'of unknown version'}`,
    `${around.part}, ${around.path}, ${around.at.toISOString()}`,
    around.browser,
    withoutSecrets(words),
    ...(stack === '' ? [] : ['Components:', stack]),
  ]
    .join('\n')
    .slice(0, MOST_CHARACTERS);
}
