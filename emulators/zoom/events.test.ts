import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { startZoomEmulator, type SentHow } from './emulator';
import { receivesWebhooks } from '../../server/src/providers/zoom/webhook';
import type { HookRequest, HookVerdict } from '../../server/src/providers/webhook';
import { seedDemoAccount, type DemoAccount } from './demo';
import type { ZoomEmulator } from './types';

/** A receiver over real HTTP that judges as the plugin does. */
let receiver: http.Server;
let zoom: ZoomEmulator;
let demo: DemoAccount;
let verdicts: HookVerdict[] = [];
let requests: HookRequest[] = [];
/** Statuses of the next answers, before those that the verdict asks for. */
let troubles: number[] = [];
const nowMs = Date.parse('2026-03-10T12:00:00Z');

beforeAll(async () => {
  zoom = await startZoomEmulator({ clock: () => nowMs });
  receiver = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const got: HookRequest = {
        method: 'POST',
        headers: request.headers as Record<string, string>,
        query: '',
        rawBody: Buffer.concat(chunks),
        address: '',
      };
      requests.push(got);
      const verdict = receivesWebhooks.receive(got, {
        secrets: { webhookSecret: [zoom.account.webhookSecret] },
        ownSecret: '',
        settings: {},
        nowMs,
      });
      verdicts.push(verdict);
      const trouble = troubles.shift();
      if (trouble !== undefined) response.writeHead(trouble).end();
      else if (verdict.verdict === 'answer') response.end(verdict.answer.body);
      else response.writeHead(verdict.verdict === 'genuine' ? 204 : 401).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  zoom.reset();
  demo = seedDemoAccount(zoom);
  verdicts = [];
  requests = [];
  troubles = [];
  zoom.events.subscribe(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`);
});
afterAll(async () => {
  await zoom.stop();
  receiver.close();
});

const send = async (how?: SentHow, event = 'recording.completed') =>
  (await zoom.events.send({ event, uuid: demo.meetings.twoSegments.uuid }, how)).map(({ status }) => status);

describe("the emulated app's events", () => {
  it('have valid signatures, in seconds and in milliseconds, and name the occurrence', async () => {
    expect(await send()).toEqual([204]);
    expect(await send({ timestamp: 'milliseconds' })).toEqual([204]);
    expect(verdicts).toMatchObject([
      { verdict: 'genuine', wanted: true, subject: demo.meetings.twoSegments.uuid },
      { verdict: 'genuine' },
    ]);
  });

  it('have a token and links that download the file', async () => {
    await send();
    const body = JSON.parse(requests[0]?.rawBody.toString() ?? '') as {
      download_token: string;
      payload: { object: { recording_files: { id: string; download_url: string }[] } };
    };
    const [file] = body.payload.object.recording_files;
    expect(file?.download_url).toContain('/rec/webhook_download/');
    const answer = await fetch(file?.download_url ?? '', {
      headers: { authorization: `Bearer ${body.download_token}` },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).not.toContain('html');
  });

  it.each<[SentHow, string]>([
    [{ signature: 'missing' }, 'no-signature'],
    [{ signature: 'empty' }, 'no-signature'],
    [{ signature: 'wrong-secret' }, 'wrong-signature'],
    [{ signature: 'other-scheme' }, 'wrong-signature'],
    [{ signature: 'base64' }, 'wrong-signature'],
    [{ altered: 'spaces' }, 'wrong-signature'],
    [{ altered: 'unicode-escapes' }, 'wrong-signature'],
    [{ altered: 'other-words' }, 'wrong-signature'],
    [{ lateSeconds: 2.5 * 86_400 }, 'too-old'],
  ])('faults 52, 53, 56: with %j are refused as %s', async (how, reason) => {
    expect(await send(how)).toEqual([401]);
    expect(verdicts).toEqual([{ verdict: 'refused', reason }]);
  });

  it('fault 54: come twice, and again after a 503, always with the same idempotency key', async () => {
    troubles = [503, 500];
    expect(await send({ copies: 2, retryAfterMs: [1, 1] })).toEqual([204, 204]);
    troubles = [503];
    expect(await send({ retryAfterMs: [1], retriesSignedAnew: true })).toEqual([204]);
    const keys = verdicts.flatMap((verdict) => ('idempotencyKey' in verdict ? verdict.idempotencyKey : []));
    expect(keys).toHaveLength(6);
    expect(new Set(keys).size).toBe(1);
  });

  it('are not sent again after a 4xx', async () => {
    troubles = [401, 401];
    expect(await send({ retryAfterMs: [1] })).toEqual([401]);
    expect(requests).toHaveLength(1);
  });

  it('fault 55: come in the wrong order on request', async () => {
    const { uuid } = demo.meetings.withText;
    await zoom.events.send(
      [
        { event: 'recording.completed', uuid },
        { event: 'recording.deleted', uuid },
      ],
      { order: 'reversed' },
    );
    expect(verdicts).toMatchObject([
      { eventType: 'recording.deleted' },
      { eventType: 'recording.completed' },
    ]);
  });

  it('fault 59: validate the address, and end the subscription after six wrong answers', async () => {
    expect(await zoom.events.challenge()).toMatchObject({ passed: true });
    expect(await zoom.events.challenge('<b>x</b>')).toMatchObject({ passed: true });
    for (let failures = 0; failures < 6; failures += 1) {
      expect(zoom.events.isEnabled).toBe(true);
      expect((await zoom.events.challenge('x'.repeat(10_000))).passed).toBe(false);
    }
    expect(zoom.events.isEnabled).toBe(false);
  });
});
