import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import path from 'node:path';
import { bootSite } from '../support/boot-site';
import { spawnSite } from '../support/spawn-site';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, until } from '../support/zoom-site';

/** A forward proxy that records the requested targets. */
async function startProxy() {
  const asked: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const target = new URL(request.url ?? '');
    const onward = http.request(target, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('connect', (request, client: net.Socket) => {
    asked.push(`CONNECT ${request.url}`);
    const [host, port] = (request.url ?? '').split(':');
    const onward = net.connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    onward.on('error', () => client.destroy());
    client.on('error', () => onward.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () =>
      new Promise<void>((resolve) => {
        // The server no longer counts tunnels as its connections.
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

describe('an egress proxy (A6)', () => {
  it('carries all traffic of a connector whose proxy switch is on, downloads included, and no other traffic', async () => {
    const proxy = await startProxy();
    const zoom = await startZoomEmulator({});
    const site = await bootSite({
      pluginConfig: {
        ...IMPATIENT,
        network: {
          limits: { ...IMPATIENT.network.limits, connectMs: 1_000, headersMs: 1_500 },
          proxyUrl: proxy.url,
          allowedPrivateHosts: ['127.0.0.1'],
        },
      },
    });
    try {
      const direct = addHost(zoom);
      zoom.addMeeting({ hostId: direct.id, startedAt: daysAgo(2) });
      const without = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [direct.email] }));
      await importOf(site.admin, without.id, ({ status }) => status === 'done');
      expect(proxy.asked).toEqual([]);

      const host = addHost(zoom);
      zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(2) });
      zoom.log.clear();
      const connector = await site.admin.addConnector(
        connectorBody(zoom, { hostEmails: [host.email], useProxy: true }),
      );
      await importOf(site.admin, connector.id, ({ status }) => status === 'done');
      await site.admin.runEnded(connector.id);
      const storage = new URL(zoom.storageUrl).host;
      const api = new URL(zoom.apiUrl).host;
      expect(proxy.asked.some((line) => line.includes(storage))).toBe(true);
      expect(proxy.asked.some((line) => line.includes(api))).toBe(true);

      // Without the proxy, no request takes another way.
      await proxy.stop();
      zoom.log.clear();
      await site.admin.must('POST', `/connectors/${connector.id}/sync`);
      expect((await site.admin.runEnded(connector.id)).status).toBe('failed');
      expect(zoom.log.entries.length).toBe(0);
    } finally {
      await site.stop();
      await zoom.stop();
      await proxy.stop();
    }
  });
});

describe('a site whose traffic Strapi forces through a proxy (server.proxy)', () => {
  it.each(['global', 'http', 'https'])(
    'fault 81: server.proxy.%s changes neither imports, nor a connector’s proxy, nor the address guard',
    async (kind) => {
      const canary = await startProxy();
      const own = await startProxy();
      const zoom = await startZoomEmulator({});
      const site = await spawnSite({
        server: { proxy: { [kind]: canary.url } },
        nodeArgs: ['--import', path.join(__dirname, '..', 'support', 'ask-from-inside.mjs')],
        pluginConfig: { ...IMPATIENT, network: { ...IMPATIENT.network, proxyUrl: own.url } },
      });
      try {
        // Checks that the trap works. Otherwise this test could not fail.
        site.process.kill('SIGUSR2');
        await until(
          () => Promise.resolve(canary.asked.filter((line) => line.includes('asked-from-inside')).length),
          (number) => number >= (kind === 'global' ? 2 : 1),
        );
        const direct = addHost(zoom);
        zoom.addMeeting({ hostId: direct.id, startedAt: daysAgo(2) });
        const without = await site.admin.addConnector(connectorBody(zoom, { hostEmails: [direct.email] }));
        await importOf(site.admin, without.id, ({ status }) => status === 'done');
        expect(own.asked).toEqual([]);

        const host = addHost(zoom);
        zoom.addMeeting({ hostId: host.id, startedAt: daysAgo(2) });
        const proxied = await site.admin.addConnector(
          connectorBody(zoom, { hostEmails: [host.email], useProxy: true }),
        );
        await importOf(site.admin, proxied.id, ({ status }) => status === 'done');
        expect(own.asked.some((line) => line.includes(new URL(zoom.storageUrl).host))).toBe(true);

        for (const oauthBaseUrl of ['https://10.1.2.3', 'https://[::1]', 'https://169.254.169.254']) {
          const { enabled: _enabled, ...body } = connectorBody(zoom, {}, { oauthBaseUrl });
          const { data } = await site.admin.must<{ data: { passed: boolean; steps: object[] } }>(
            'POST',
            '/connectors/check',
            body,
          );
          expect(data.passed).toBe(false);
          expect(JSON.stringify(data.steps)).toContain('http.address-not-allowed');
        }
        expect(canary.asked.filter((line) => !line.includes('asked-from-inside'))).toEqual([]);
      } finally {
        await site.stop();
        await zoom.stop();
        await own.stop();
        await canary.stop();
      }
    },
    120_000,
  );
});
