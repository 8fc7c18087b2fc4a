import type { DeliveryOutcome } from '../../../contracts/webhooks';
import { ConnectorError } from '../domain/errors';
import type { DeliveryRow } from '../ledger/database';
import type { Delivery } from '../providers/webhook';
import { unsealRequest } from './sealed-request';
import type { Credentials } from '../accounts/credentials';

/** What it needs of the whole; `runtime.ts` has it. */
export interface Dependencies {
  credentials: Credentials;
}

/** What one piece of news led to. */
export interface Told {
  outcome: DeliveryOutcome;
  importId?: number;
  runId?: number | null;
}

/** Thrown where a delivery must wait for something that is no fault of anybody. */
export class NotNow extends Error {}

/** The delivery as its provider reads it. @throws ConnectorError when it can't be decrypted here. */
export function openDelivery(runtime: Dependencies, row: DeliveryRow): Delivery {
  const request = unsealRequest(runtime.credentials, row.sealed);
  if (request === undefined) {
    throw new ConnectorError(
      'needs-person',
      'This event was encrypted with another key: it can only be read where admin.secrets.encryptionKey is the one under which it came.',
      { code: 'delivery-unreadable' },
    );
  }
  return {
    eventType: row.eventType,
    receivedAtMs: row.receivedAtMs ?? 0,
    method: row.method,
    ...request,
  };
}
