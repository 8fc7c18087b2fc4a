import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../contracts/defaults';
import type { ConnectorOptions } from '../../contracts/connectors';
import type { ImportView } from '../../contracts/imports';
import type { startZoomEmulator } from '../../emulators/zoom/emulator';
import type { AdminClient } from '../../playground/client/admin-client';

export type Zoom = Awaited<ReturnType<typeof startZoomEmulator>>;
export type MeetingInput = Parameters<Zoom['addMeeting']>[0];

const DAY_MS = 86_400_000;
export const daysAgo = (days: number) =>
  new Date(Math.floor((Date.now() - days * DAY_MS) / 1000) * 1000).toISOString();

/** Short limits, so that a fault shows quickly and retries follow at once. */
export const IMPATIENT = {
  jobs: { firstRetryMs: 50 },
  webhooks: { settleMs: 50, gatherMs: 100 },
  network: { limits: { idleMs: 500, minBytesPerSecond: 4_000, minRateWindowMs: 800 } },
};

let hosts = 0;

/** Adds a host to the emulated account. */
export function addHost(zoom: Zoom, name = 'Ada Host'): { id: string; email: string } {
  hosts += 1;
  const email = `host${hosts}@example.com`;
  const [firstName, lastName] = name.split(' ');
  const user = zoom.addUser({ email, firstName, lastName });
  return { id: user.id, email };
}

export function connectorBody(zoom: Zoom, over: Partial<ConnectorOptions> = {}, settings: object = {}) {
  const options = { ...DEFAULT_CONNECTOR_OPTIONS, name: 'Zoom', scheduleMinutes: null, ...over };
  return {
    provider: 'zoom',
    enabled: true,
    options,
    settings: { ...zoom.connectorSettings, ...settings },
    ...(options.deleteAtProvider === 'never' ? {} : { confirmation: options.name }),
  };
}

/** Ends a wait for something that never comes. On a busy machine everything takes far longer. */
export const LONGEST_WAIT_MS = 240_000;

/** Waits until a value fits. Throws with the last value if none does. */
export async function until<T>(
  read: () => Promise<T>,
  fits: (value: T) => boolean,
  timeoutMs = LONGEST_WAIT_MS,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (fits(value)) return value;
    if (Date.now() > end)
      throw new Error(`waited ${timeoutMs} ms in vain; last seen: ${JSON.stringify(value).slice(0, 2_000)}`);
    await sleep(50);
  }
}

/** The only import of a connector, once it fits. */
export const importOf = async (
  admin: AdminClient,
  connectorId: string,
  fits: (row: ImportView) => boolean,
  timeoutMs?: number,
) => {
  const [row] = await until(
    () => admin.imports(connectorId),
    (rows) => rows.length === 1 && rows[0] !== undefined && fits(rows[0]),
    timeoutMs,
  );
  if (row === undefined) throw new Error('no import');
  return row;
};
