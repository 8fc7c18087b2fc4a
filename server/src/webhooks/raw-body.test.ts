import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Core } from '@strapi/strapi';
import Koa from 'koa';
import type { Refusal } from '../../../contracts/webhooks';
import { captureRawBodies } from './raw-body';

const MOST_OPEN = 4;
const keyOf = (letter: string) => letter.repeat(22);
const PREFIX = '/api/meeting-connectors/hooks/';

/** Strapi's server without Strapi: every key but `Z…` is of a connector. */
async function startServer({ proxy }: { proxy: boolean }) {
  const app = new Koa({ proxy });
  const refused: [key: string, reason: Refusal][] = [];
  const seen: string[] = [];
  app.use(async (ctx, next) => {
    await next();
    // What Strapi's log would write.
    seen.push(ctx.url);
  });
  captureRawBodies(
    {
      config: { get: (_: string, other: unknown) => other },
      server: { use: app.use.bind(app) },
    } as unknown as Core.Strapi,
    () => ({ mostOpen: MOST_OPEN, bodyWithinMs: 60_000 }),
    (key) => key !== keyOf('Z'),
    (key, reason) => void refused.push([key, reason]),
  );
  app.use((ctx) => void (ctx.status = 204));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  const open: http.ClientRequest[] = [];

  const request = (path: string, client: string) =>
    http.request({ port, host: '127.0.0.1', path, method: 'POST', headers: { 'x-forwarded-for': client } });
  const statusOf = (sent: http.ClientRequest): Promise<number> =>
    new Promise((resolve, reject) => {
      sent.on('error', reject);
      sent.on('response', (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
    });
  return {
    refused,
    seen,
    /** Begins a request whose body does not end. */
    hold: (letter: string, client: string) =>
      new Promise<void>((resolve) => {
        const held = request(`${PREFIX}${keyOf(letter)}`, client);
        held.on('error', () => undefined);
        open.push(held);
        server.once('request', () => resolve());
        held.write('{');
      }),
    send: (letter: string, client: string, path = `${PREFIX}${keyOf(letter)}`) => {
      const sent = request(path, client);
      const status = statusOf(sent);
      sent.end('{}');
      return status;
    },
    async stop() {
      for (const one of open) one.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

describe('requests that are read at the same time', () => {
  it.each([
    { proxy: true, another: 204 },
    // Anybody can send this header: without `server.proxy` it says nothing.
    { proxy: false, another: 503 },
  ])('count for the client that Strapi tells: %j', async ({ proxy, another }) => {
    const server = await startServer({ proxy });
    try {
      for (const letter of ['A', 'B']) await server.hold(letter, '203.0.113.1');
      expect(await server.send('C', '203.0.113.1')).toBe(503);
      expect(await server.send('C', '203.0.113.2')).toBe(another);
      expect(server.refused[0]).toEqual([keyOf('C'), 'overloaded']);
    } finally {
      await server.stop();
    }
  });

  it('at addresses of nobody have a place of their own, and a full one tells nothing', async () => {
    const server = await startServer({ proxy: true });
    try {
      await server.hold('Z', '203.0.113.1');
      expect(await server.send('Z', '203.0.113.2')).toBe(401);
      expect(await server.send('A', '203.0.113.1')).toBe(204);
    } finally {
      await server.stop();
    }
  });

  it('leave their place when they are answered', async () => {
    const server = await startServer({ proxy: true });
    try {
      for (let number = 0; number < 3 * MOST_OPEN; number += 1)
        expect(await server.send('A', '203.0.113.1')).toBe(204);
    } finally {
      await server.stop();
    }
  });
});

it('the path of webhooks has one spelling, and no query of it is logged', async () => {
  const server = await startServer({ proxy: false });
  try {
    const capitals = `${PREFIX.replace('hooks', 'HOOKS')}${keyOf('A')}?token=a-secret`;
    expect(await server.send('A', '', capitals)).toBe(404);
    expect(await server.send('A', '', `${PREFIX}${keyOf('A')}?token=a-secret`)).toBe(204);
    expect(server.seen.join(' ')).not.toContain('a-secret');
  } finally {
    await server.stop();
  }
});
