import type { Deviation } from './deviation';

/** The kind of a value. XML writes numbers and booleans as text. */
type Kind = 'number' | 'boolean' | 'text' | 'nothing' | 'list' | 'object';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function kindOf(value: unknown): Kind {
  if (Array.isArray(value)) return 'list';
  if (isObject(value)) return 'object';
  if (value === undefined || value === null) return 'nothing';
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).trim();
  if (text === '') return 'nothing';
  if (/^-?\d+$/.test(text)) return 'number';
  return /^(true|false)$/.test(text) ? 'boolean' : 'text';
}

/** Each path with its value. All elements of a list share one path. */
function* placesOf(value: unknown, at = ''): Generator<{ at: string; kind: Kind }> {
  yield { at, kind: kindOf(value) };
  if (Array.isArray(value)) for (const one of value) yield* placesOf(one, `${at}/*`);
  else if (isObject(value))
    for (const [name, one] of Object.entries(value)) yield* placesOf(one, `${at}/${name}`);
}

/** Samples that a provider publishes instead of a schema. Anything that they never contain is a deviation. */
export function openSamples(options: {
  /** By their subject, for example a call. */
  samples: ReadonlyMap<string, readonly unknown[]>;
  side: Deviation['side'];
  /** Paths below which users choose the names. */
  free?: RegExp;
}) {
  const known = new Map<string, Map<string, Set<Kind>>>();
  for (const [subject, samples] of options.samples) {
    const places = new Map<string, Set<Kind>>();
    for (const sample of samples) {
      for (const { at, kind } of placesOf(sample)) places.set(at, (places.get(at) ?? new Set()).add(kind));
    }
    known.set(subject, places);
  }

  return {
    check(subject: string, value: unknown): Deviation[] {
      const say = (at: string, what: string): Deviation => ({
        operation: subject,
        side: options.side,
        at,
        what,
      });
      const places = known.get(subject);
      if (places === undefined) return [say('', 'there is no sample of it')];
      const found: Deviation[] = [];
      const strange = new Set<string>();
      for (const { at, kind } of placesOf(value)) {
        if (options.free?.test(at) || [...strange].some((above) => at.startsWith(`${above}/`))) continue;
        const kinds = places.get(at);
        if (kinds === undefined) {
          strange.add(at);
          found.push(say(at, 'no sample has such a name'));
        } else if (kind !== 'nothing' && !fits(kind, kinds)) {
          found.push(say(at, `is ${kind}; the samples have ${[...kinds].join(', ')}`));
        }
      }
      return found;
    },
  };
}

/** Text can look like a number by chance, but a number can't look like text. */
function fits(kind: Kind, kinds: ReadonlySet<Kind>): boolean {
  if (kinds.has(kind)) return true;
  const isWord = kind === 'number' || kind === 'boolean';
  return (isWord && kinds.has('text')) || [...kinds].every((one) => one === 'nothing');
}
