import { inOrder, withSighting, type Stay } from '../../server/src/domain/stays';
import type { Delivery, ReceivesWebhooks } from '../../server/src/providers/webhook';

/** Who was in a meeting by its deliveries, as the ledger keeps it. */
export function peopleOf(hooks: Pick<ReceivesWebhooks, 'read'>, deliveries: readonly Delivery[]): Stay[] {
  const connections = new Map<string, Stay[]>();
  for (const news of deliveries.flatMap((delivery) => hooks.read(delivery))) {
    if (news.type !== 'participant') continue;
    const { connection } = news.sighting;
    connections.set(connection, withSighting(connections.get(connection) ?? [], news.sighting));
  }
  return inOrder([...connections.values()].flat());
}
