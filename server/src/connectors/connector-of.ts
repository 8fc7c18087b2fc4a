import { message } from '../../../contracts/messages/catalogue';
import { notFound } from '../domain/refusals';
import type { ConnectorRow, Database } from '../ledger/database';

/** @throws NotFoundError when there is no such connector. */
export async function connectorOf(
  { connectors }: Pick<Database, 'connectors'>,
  id: string,
): Promise<ConnectorRow> {
  const row = await connectors.findOne({ id });
  if (row === undefined) throw notFound(message('connector.gone'));
  return row;
}
