import { message } from '../../../contracts/messages/catalogue';
import type { DeliveryOutcome } from '../../../contracts/webhooks';
import { ConnectorError } from '../domain/errors';
import type { DeliveryRow } from '../ledger/database';
import type { Delivery } from '../providers/webhook';
import { unsealRequest } from './sealed-request';
import type { Credentials } from '../accounts/credentials';

interface Dependencies {
  credentials: Pick<Credentials, 'unseal'>;
}

/** What one event of a delivery led to. */
export interface DeliveryResult {
  outcome: DeliveryOutcome;
  importId?: string;
  runId?: string | null;
}

/** Thrown when a delivery must wait although nothing failed, e.g. for a worker that has the import. */
export class Busy extends Error {}

/** The delivery as its provider reads it. @throws ConnectorError when it can't be decrypted here. */
export function openDelivery({ credentials }: Dependencies, row: DeliveryRow): Delivery {
  const request = unsealRequest(credentials, row);
  if (request === undefined) {
    throw new ConnectorError('needs-person', message('webhook.unreadable'), {
      code: 'delivery-unreadable',
    });
  }
  return {
    eventType: row.eventType,
    receivedAtMs: row.receivedAtMs ?? 0,
    method: row.method,
    ...request,
  };
}
