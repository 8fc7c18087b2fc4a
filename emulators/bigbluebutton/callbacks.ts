import jwt from 'jsonwebtoken';
import type { Context } from './context';
import type { Recording } from './world';

/** Names under which the creator of a meeting may leave the address (the server looks for each). */
const READY_NAMES = ['bbb-recording-ready-url', 'bn-recording-ready-url', 'canvas-recording-ready-url'];

/** The callbacks to the addresses of a meeting. Each is sent once, without retries. */
export function createCallbacks(context: Context) {
  const { settings, clock } = context;

  /** Over the meeting and the session; without an instant or an end. */
  const readyToken = (recording: Pick<Recording, 'meetingId' | 'recordId'>, type?: string): string =>
    jwt.sign(
      {
        meeting_id: recording.meetingId,
        record_id: recording.recordId,
        ...(settings.readyNamesType && type !== undefined ? { type } : {}),
      },
      context.secret(),
      { algorithm: settings.readyAlgorithm, noTimestamp: true },
    );

  const statusOf = (url: string, init: RequestInit): Promise<number> =>
    fetch(url, { ...init, redirect: 'manual' }).then(
      ({ status }) => status,
      () => 0,
    );

  return {
    readyToken,
    /** After each format; undefined when the meeting named no address. */
    async ready(recording: Recording, type: string): Promise<number | undefined> {
      const address = READY_NAMES.map((name) => recording.meta[name]).find((url) => url !== undefined);
      if (address === undefined) return undefined;
      const url = new URL(address);
      if (settings.readyNamesType) url.searchParams.set('type', type);
      return await statusOf(url.href, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ signed_parameters: readyToken(recording, type) }).toString(),
      });
    },
    /** By GET and unsigned, so anybody who knows the address can send it. */
    async ended(meta: Readonly<Record<string, string>>, hasMarks: boolean): Promise<number | undefined> {
      const address = meta.endcallbackurl;
      if (address === undefined) return undefined;
      const joint = address.includes('?') ? '&' : '?';
      return await statusOf(`${address}${joint}recordingmarks=${hasMarks}`, { method: 'GET' });
    },
    /** Only the instant is signed, always with HS512. The body is not signed. */
    async analytics(meta: Readonly<Record<string, string>>, body: object): Promise<number | undefined> {
      const address = meta['analytics-callback-url'];
      if (address === undefined) return undefined;
      const exp = Math.floor(clock() / 1000) + 24 * 3600;
      const token = jwt.sign({ exp }, context.secret(), { algorithm: 'HS512', noTimestamp: true });
      return await statusOf(address, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          'user-agent': 'BigBlueButton Analytics Callback',
        },
        body: JSON.stringify(body),
      });
    },
  };
}
