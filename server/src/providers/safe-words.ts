/** A provider's own words without links and without the secrets that were sent. */
export function safeWords(words: string, secrets: readonly string[]): string {
  let safe = words;
  for (const secret of secrets) if (secret.length >= 4) safe = safe.replaceAll(secret, '[hidden]');
  return safe.replace(/https?:\/\/\S+/gi, '[link]').slice(0, 300);
}
