import type { ConnectorView } from '../../contracts/connectors';
import type { DeliveryView, WebhookView } from '../../contracts/webhooks';
import type { AdminClient } from './admin-client';
import { connectorBody, until, type Zoom } from './zoom-site';

/** A switched-on Zoom connector whose account sends its events here; none is made by a schedule. */
export async function connectWithEvents(
  site: { admin: AdminClient; url: string },
  zoom: Zoom,
  hostEmails: string[],
): Promise<{ connector: ConnectorView; address: string }> {
  const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails }));
  await site.admin.runEnded(connector.id);
  const address = await addressOf(site, connector.id);
  zoom.events.subscribe(address);
  return { connector, address };
}

export const webhookOf = async (admin: AdminClient, connectorId: number): Promise<WebhookView> =>
  (await admin.must<{ data: WebhookView }>('GET', `/connectors/${connectorId}/webhook`)).data;

/** The address as this machine reaches it, whatever public one the site names. */
export async function addressOf(
  site: { admin: AdminClient; url: string },
  connectorId: number,
): Promise<string> {
  const { address } = await webhookOf(site.admin, connectorId);
  return `${site.url}${new URL(address).pathname}`;
}

export const deliveriesOf = async (admin: AdminClient, connectorId: number): Promise<DeliveryView[]> =>
  (await admin.must<{ data: DeliveryView[] }>('GET', `/deliveries?connectorId=${connectorId}&pageSize=100`))
    .data;

/** Waits until every delivery of a connector has ended. */
export const worked = (admin: AdminClient, connectorId: number, number: number): Promise<DeliveryView[]> =>
  until(
    () => deliveriesOf(admin, connectorId),
    (all) => all.length === number && all.every(({ status }) => status === 'done' || status === 'dead'),
  );

/** Sends bytes to a webhook address; the answer as it came. */
export async function post(
  address: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<{ status: number; text: string }> {
  const answer = await fetch(address, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'GET' || method === 'HEAD'
      ? {}
      : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  });
  return { status: answer.status, text: await answer.text() };
}
