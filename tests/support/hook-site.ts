import { createHmac } from 'node:crypto';
import net from 'node:net';
import type { ConnectorView } from '../../contracts/connectors';
import type { DeliveryView, WebhookView } from '../../contracts/webhooks';
import type { AdminClient } from '../../playground/client/admin-client';
import { connectorBody, until, type Zoom } from './zoom-site';

/** Adds a Zoom connector without a schedule. Its account sends its events to the site. */
export async function connectWithEvents(
  site: { admin: AdminClient; url: string },
  zoom: Zoom,
  hostEmails: string[],
  over: Parameters<typeof connectorBody>[1] = {},
): Promise<{ connector: ConnectorView; address: string }> {
  const connector = await site.admin.addConnector(connectorBody(zoom, { hostEmails, ...over }));
  await site.admin.runEnded(connector.id);
  const address = await addressOf(site, connector.id);
  zoom.events.subscribe(address);
  return { connector, address };
}

export const webhookOf = async (admin: AdminClient, connectorId: string): Promise<WebhookView> =>
  (await admin.must<{ data: WebhookView }>('GET', `/connectors/${connectorId}/webhook`)).data;

/** The local address of the webhook, instead of the public one that the site shows. */
export async function addressOf(
  site: { admin: AdminClient; url: string },
  connectorId: string,
): Promise<string> {
  const { address } = await webhookOf(site.admin, connectorId);
  return `${site.url}${new URL(address).pathname}`;
}

export const deliveriesOf = async (admin: AdminClient, connectorId: string): Promise<DeliveryView[]> =>
  (await admin.must<{ data: DeliveryView[] }>('GET', `/deliveries?connectorId=${connectorId}&pageSize=100`))
    .data;

/** Waits until every delivery of a connector has ended. */
export const worked = (admin: AdminClient, connectorId: string, number: number): Promise<DeliveryView[]> =>
  until(
    () => deliveriesOf(admin, connectorId),
    (all) => all.length === number && all.every(({ status }) => status === 'done' || status === 'dead'),
  );

/** Sends a body to a webhook address and returns the answer. */
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

/** Starts a request whose body never comes. Resolves with the status line, or with the error code. */
export function neverEnding(address: string): Promise<string> {
  const { hostname, port, pathname } = new URL(address);
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), hostname, () => {
      socket.write(`POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{`);
    });
    let text = '';
    let failed = '';
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('error', (error: NodeJS.ErrnoException) => (failed = error.code ?? error.message));
    socket.on('close', () => resolve(text === '' ? failed : (text.split('\r\n')[0] ?? '')));
  });
}

/** The signature headers of a Zoom event (Zoom's docs, signature `v0`). `timestamp` in seconds. */
export const signedByZoom = (
  body: string,
  secret: string,
  timestamp = String(Math.floor(Date.now() / 1000)),
) => ({
  'x-zm-request-timestamp': timestamp,
  'x-zm-signature': `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`,
});
