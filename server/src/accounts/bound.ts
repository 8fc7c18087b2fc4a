import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

/**
 * What an encrypted text belongs to. It is encrypted with the text and compared when that is read, since
 * Strapi's encryption takes no associated data: a text that somebody copied to another row, or whose
 * connector got another address since, is not used.
 */
export interface Belonging {
  /** Key of the connector. */
  connector: string;
  /** Id of the field, or what else it is for. */
  use: string;
  /** Absent where a text goes to no server of the provider, e.g. a secret that proves requests to us. */
  provider?: string;
  /** Where requests with the secret may go: scheme, host and port by field, those that are not the default. */
  origins?: Readonly<Record<string, string>>;
}

const boundText = z.strictObject({
  belongsTo: z.strictObject({
    connector: z.string(),
    use: z.string(),
    provider: z.string().optional(),
    origins: z.record(z.string(), z.string()).optional(),
  }),
  value: z.string(),
});

export const bound = (belongsTo: Belonging, value: string): string => JSON.stringify({ belongsTo, value });

export type BoundReading =
  | { outcome: 'ours'; value: string }
  | { outcome: 'of-another' }
  /** Of a version that did not bind them. */
  | { outcome: 'unbound' };

/** Pure. */
export function readBound(text: string, belonging: Belonging): BoundReading {
  const found = parsed(text);
  if (found === undefined) return { outcome: 'unbound' };
  return isDeepStrictEqual(found.belongsTo, belonging)
    ? { outcome: 'ours', value: found.value }
    : { outcome: 'of-another' };
}

export const isBound = (text: string): boolean => parsed(text) !== undefined;

function parsed(text: string): z.infer<typeof boundText> | undefined {
  try {
    return boundText.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
