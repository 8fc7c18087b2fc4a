const MOST_ENTRIES = 20_000;

/** Remembers a value for as long as it is among the newest. */
export function keep<T>(entries: Map<string, T>, id: string, value: T): void {
  entries.delete(id);
  entries.set(id, value);
  const [oldest] = entries.keys();
  if (entries.size > MOST_ENTRIES && oldest !== undefined) entries.delete(oldest);
}
