import type { Webhook, World } from './world';

export interface EventInput {
  name: string;
  sessionId?: string;
  roomId?: string;
  data?: Record<string, unknown>;
}
export interface EventForm {
  /** Of the docs page, or of the official skill, which disagree. */
  style?: 'docs' | 'skill';
  /** How the registered value is sent: as `Bearer`, or as it is. */
  header?: 'bearer' | 'verbatim';
  /** Unix seconds; absent: now. */
  timestamp?: number;
}

/** The body of an event in either of the two published shapes. */
export function eventBody(
  { name, sessionId, roomId, data = {} }: EventInput,
  style: 'docs' | 'skill',
  timestamp: number,
) {
  if (style === 'docs') return { eventType: name, sessionId, roomId, timestamp, data };
  const snake = Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key.replace(/[A-Z]/g, (one) => `_${one.toLowerCase()}`),
      value,
    ]),
  );
  return { event: name, timestamp, data: { session_id: sessionId, room_id: roomId, ...snake } };
}

/** Sends an event to every webhook that asked for it; the answers by status. */
export async function sendEvent(
  world: World,
  event: EventInput,
  { style = 'docs', header = 'bearer', timestamp }: EventForm,
  nowMs: number,
): Promise<number[]> {
  const body = JSON.stringify(eventBody(event, style, timestamp ?? Math.floor(nowMs / 1000)));
  const wanting = [...world.webhooks.values()].filter(({ events }) => events.includes(event.name));
  const send = async ({ endpoint, authorization_header: secret }: Webhook) =>
    (
      await fetch(endpoint, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: header === 'bearer' ? `Bearer ${secret}` : secret,
        },
        body,
      })
    ).status;
  return await Promise.all(wanting.map(send));
}
