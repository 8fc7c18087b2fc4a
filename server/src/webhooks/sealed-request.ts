import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import type { Credentials } from '../accounts/credentials';
import type { DeliveryRow } from '../ledger/database';

/** The part of a request that is stored. It has links, tokens and names of people, so it is encrypted. */
export interface KeptRequest {
  query: string;
  rawBody: Buffer;
}

const kept = z.union([
  z.strictObject({ query: z.string(), text: z.string() }),
  z.strictObject({ query: z.string(), base64: z.base64() }),
]);

/** @throws ConnectorError without an encryption key. */
export const sealRequest = (
  credentials: Pick<Credentials, 'seal'>,
  connectorId: string,
  { query, rawBody }: KeptRequest,
): string =>
  credentials.seal(
    connectorId,
    'delivery',
    JSON.stringify(
      // The bytes must come back as they were, so a body that is not text is stored as base64.
      isUtf8(rawBody)
        ? { query, text: rawBody.toString('utf8') }
        : { query, base64: rawBody.toString('base64') },
    ),
  );

/** Undefined when it was encrypted under another key, or for another connector. */
export function unsealRequest(
  credentials: Pick<Credentials, 'unseal'>,
  { connectorId, sealed }: Pick<DeliveryRow, 'connectorId' | 'sealed'>,
): KeptRequest | undefined {
  const text = credentials.unseal(connectorId, 'delivery', sealed);
  if (text === undefined) return undefined;
  const parsed = kept.parse(JSON.parse(text));
  return {
    query: parsed.query,
    rawBody: 'text' in parsed ? Buffer.from(parsed.text, 'utf8') : Buffer.from(parsed.base64, 'base64'),
  };
}
