import { errors } from '@strapi/utils';
import type { ConnectorRow, Database } from '../ledger/database';

/** @throws NotFoundError when there is no such connector. */
export async function connectorOf(
  { connectors }: Pick<Database, 'connectors'>,
  id: number,
): Promise<ConnectorRow> {
  const row = await connectors.findOne({ id });
  if (row === undefined) throw new errors.NotFoundError('This connector does not exist (any more)');
  return row;
}
