import type { Core } from '@strapi/strapi';
import type { ListConnectors } from '../../../contracts/connectors';
import type { Credentials } from '../accounts/credentials';
import type { Database } from '../ledger/database';
import { unreachable } from '../webhooks/address';
import { authorizationOf } from './views';
import { IN_STRAPI } from '../domain/import-state';

/** What this file needs. `runtime.ts` provides it. */
export interface Dependencies {
  database: Pick<Database, 'site' | 'connectors' | 'imports'>;
  credentials: Pick<Credentials, 'canEncrypt'>;
}

/** The first steps of a new site, each true or false from facts. */
export async function checklistOf(
  strapi: Core.Strapi,
  { database, credentials }: Dependencies,
): Promise<ListConnectors.Response['meta']['checklist']> {
  const imported = await database.imports.findOne({ stage: IN_STRAPI });
  return {
    encryptionKey: credentials.canEncrypt(),
    siteName: database.site.name !== undefined,
    publicUrl: unreachable(strapi.config.get('server.url')) === undefined,
    // An outage after the setup does not undo this step.
    connectorAuthorized: (await database.connectors.find({})).some(
      (row) => authorizationOf(row) === 'authorized' || row.lastSucceededAtMs !== null,
    ),
    recordingImported: imported !== undefined,
  };
}
