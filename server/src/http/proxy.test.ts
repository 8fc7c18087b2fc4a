import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { HttpRequest } from './types';
import { createBench, goOn, rejection, type Bench, type TestServer } from './fixtures/servers';

/** The package that Strapi itself uses for `server.proxy`; it comes without types. */
const { bootstrap } = jest.requireActual<{ bootstrap: () => void }>('global-agent');

let bench: Bench;
beforeEach(() => {
  bench = createBench();
});
afterEach(() => bench.close());

const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ url, signal: goOn(), ...more });

interface Proxy {
  port: number;
  /** `host:port` of each tunnel, or the absolute address of each plain request. */
  asked: string[];
  /** Credentials that clients sent. */
  logins: (string | undefined)[];
}

/** A CONNECT and forward proxy that resolves every name to 127.0.0.1, as a site's own proxy might. */
async function egressProxy(answer: 'tunnels' | 'refuses' = 'tunnels'): Promise<Proxy> {
  const state: Proxy = { port: 0, asked: [], logins: [] };
  const server: TestServer = await bench.serveRaw((socket) => {
    socket.once('data', (chunk: Buffer) => {
      const head = chunk.toString('latin1');
      const [, method = '', target = ''] = /^(\w+) (\S+)/.exec(head) ?? [];
      state.asked.push(target);
      state.logins.push(/^proxy-authorization: (.*)\r$/im.exec(head)?.[1]);
      if (answer === 'refuses') {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\n{}');
        return;
      }
      const port = Number(/:(\d+)/.exec(target.replace('http://', ''))?.[1]);
      const inner = net.connect(port, '127.0.0.1', () => {
        if (method === 'CONNECT') socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        else inner.write(chunk);
        socket.pipe(inner).pipe(socket);
      });
      inner.on('error', () => socket.destroy());
      socket.on('close', () => inner.destroy());
    });
  });
  state.port = server.port;
  return state;
}

/** The least of SOCKS 5 (RFC 1928): no login, CONNECT to a name or an IPv4 address. */
async function socksProxy(): Promise<Proxy> {
  const state: Proxy = { port: 0, asked: [], logins: [] };
  const server = await bench.serveRaw((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', (ask: Buffer) => {
        const isName = ask[3] === 3;
        const end = isName ? 5 + (ask[4] ?? 0) : 8;
        const host = isName ? ask.subarray(5, end).toString() : [...ask.subarray(4, 8)].join('.');
        const port = ask.readUInt16BE(end);
        state.asked.push(`${host}:${port}`);
        const inner = net.connect(port, '127.0.0.1', () => {
          socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
          socket.pipe(inner).pipe(socket);
        });
        inner.on('error', () => socket.destroy());
        socket.on('close', () => inner.destroy());
      });
    });
  });
  state.port = server.port;
  return state;
}

describe('egress proxy', () => {
  it('takes https through a tunnel, names unresolved, the certificate checked end to end', async () => {
    const proxy = await egressProxy();
    const server = await bench.serve((_request, response) => response.end('{"ok":1}'), 'good');
    const client = bench.client({
      proxyUrl: `http://127.0.0.1:${proxy.port}`,
      allowedPrivateHosts: [],
      lookup: () => undefined,
    });
    expect((await client.json(get(`https://api.example.test:${server.port}/x`))).body).toEqual({ ok: 1 });
    expect(proxy.asked).toEqual([`api.example.test:${server.port}`]);

    const expired = await bench.serve((_request, response) => response.end('{}'), 'expired');
    expect(await rejection(client.json(get(`https://api.example.test:${expired.port}/x`)))).toMatchObject({
      failure: 'needs-person',
      code: 'tls-certificate',
    });
  });

  it('takes allowed private hosts through it too, http included, and logs in at the proxy alone', async () => {
    const proxy = await egressProxy();
    const server = await bench.serve((_request, response) => response.end('{"ok":1}'));
    const client = bench.client({
      proxyUrl: `http://user:p%40ss@127.0.0.1:${proxy.port}`,
      allowedPrivateHosts: ['bbb.example.test'],
    });
    expect((await client.json(get(`http://bbb.example.test:${server.port}/x?y=1`))).body).toEqual({ ok: 1 });
    expect(proxy.asked).toEqual([`http://bbb.example.test:${server.port}/x?y=1`]);
    expect(proxy.logins).toEqual([`Basic ${Buffer.from('user:p@ss').toString('base64')}`]);
  });

  it.each(['socks5', 'socks5h'])(
    'takes https through %s and leaves the name to the proxy',
    async (scheme) => {
      const proxy = await socksProxy();
      const server = await bench.serve((_request, response) => response.end('{"ok":1}'), 'good');
      const client = bench.client({
        proxyUrl: `${scheme}://127.0.0.1:${proxy.port}`,
        allowedPrivateHosts: [],
      });
      expect((await client.json(get(`https://api.example.test:${server.port}/x`))).body).toEqual({ ok: 1 });
      expect(proxy.asked).toEqual([`api.example.test:${server.port}`]);
    },
  );

  it('fault 18: literal private addresses, localhost and foreign hosts are refused before the proxy is asked', async () => {
    const proxy = await egressProxy();
    const client = bench.client({ proxyUrl: `http://127.0.0.1:${proxy.port}`, allowedPrivateHosts: [] });
    for (const host of ['127.0.0.1', '[::1]', '0x7f000001', '169.254.169.254', 'localhost']) {
      expect(await rejection(client.open(get(`https://${host}/`)))).toMatchObject({
        failure: 'refused',
        code: 'address-not-allowed',
      });
    }
    const elsewhere = client.open(
      get('https://evil.example.test/', { allowedHost: ({ hostname }) => hostname === 'api.example.test' }),
    );
    expect(await rejection(elsewhere)).toMatchObject({ failure: 'refused', code: 'host-not-allowed' });
    expect(proxy.asked).toEqual([]);
  });

  it.each(['http', 'https'])(
    'tells the proxy’s own refusal from an answer of the provider (%s)',
    async (scheme) => {
      const proxy = await egressProxy('refuses');
      const client = bench.client({
        proxyUrl: `http://127.0.0.1:${proxy.port}`,
        allowedPrivateHosts: ['api.example.test'],
      });
      const error = await rejection(
        client.json(
          get(`${scheme}://api.example.test/x`, {
            authorization: { value: 'Bearer canary', sendTo: () => true },
          }),
        ),
      );
      expect(error).toMatchObject({ failure: 'needs-person', code: 'proxy-refused' });
      // The proxy is not the provider: its answer is no evidence of one.
      expect(client.answers()).toBe(0);
    },
  );

  it('says that the proxy can’t be reached, without its password', async () => {
    const gone = await egressProxy();
    await bench.close();
    for (const scheme of ['http', 'socks5']) {
      const client = bench.client({
        proxyUrl: `${scheme}://user:canary@127.0.0.1:${gone.port}`,
        limits: { maxAttempts: 1 },
      });
      const error = await rejection(client.json(get('https://api.example.test/')));
      expect(error).toMatchObject({ failure: 'retry-later' });
      expect(String(error)).toContain('egress proxy');
      expect(JSON.stringify(error) + String(error)).not.toContain('canary');
    }
  });

  describe('that takes connections and never answers', () => {
    /** Reads what comes and says nothing; tells of its open connections. */
    async function swallower() {
      const open = new Set<net.Socket>();
      const server = await bench.serveRaw((socket) => {
        open.add(socket);
        socket.on('data', () => undefined).on('close', () => open.delete(socket));
      });
      const allClosed = async () => {
        for (let tries = 0; open.size > 0 && tries < 500; tries += 1)
          await new Promise((resolve) => setTimeout(resolve, 10));
        return open.size === 0;
      };
      return { port: server.port, server, allClosed };
    }
    const targets = [
      { proxy: 'http', target: 'https', code: 'connect-timeout' },
      { proxy: 'http', target: 'http', code: 'headers-timeout' },
      { proxy: 'socks5', target: 'https', code: 'connect-timeout' },
    ];

    it.each(targets)('is given up in time, for $target through $proxy', async ({ proxy, target, code }) => {
      const silent = await swallower();
      const client = bench.client({
        proxyUrl: `${proxy}://127.0.0.1:${silent.port}`,
        allowedPrivateHosts: ['api.example.test'],
        limits: { connectMs: 200, headersMs: 300, maxAttempts: 2 },
      });
      const error = await rejection(client.json(get(`${target}://api.example.test/x`)));
      expect(error).toMatchObject({ failure: 'retry-later', code });
      expect(silent.server.connections).toBe(2);
      // The SOCKS library ends its connection by a clock of its own.
      if (proxy === 'http') expect(await silent.allClosed()).toBe(true);
    });

    it.each(targets)('holds up nobody who stops, for $target through $proxy', async ({ proxy, target }) => {
      const silent = await swallower();
      const client = bench.client({
        proxyUrl: `${proxy}://127.0.0.1:${silent.port}`,
        allowedPrivateHosts: ['api.example.test'],
      });
      const stop = new AbortController();
      const asked = rejection(client.open(get(`${target}://api.example.test/x`, { signal: stop.signal })));
      while (silent.server.connections === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      const reason = new Error('stopped by hand');
      stop.abort(reason);
      expect(await asked).toBe(reason);
      if (proxy === 'http') expect(await silent.allClosed()).toBe(true);
    });
  });

  it('whose tunnels die silently is asked for a new one after the first of them was given up', async () => {
    const server = await bench.serve((_request, response) => response.end('{"ok":1}'), 'good');
    const tunnels: { dead: boolean }[] = [];
    const proxy = await bench.serveRaw((socket) => {
      const tunnel = { dead: false };
      tunnels.push(tunnel);
      socket.once('data', () => {
        const inner = net.connect(server.port, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          socket.on('data', (chunk: Buffer) => void (tunnel.dead || inner.write(chunk)));
          inner.pipe(socket);
        });
        inner.on('error', () => socket.destroy());
        socket.on('close', () => inner.destroy());
      });
    });
    const client = bench.client({
      proxyUrl: `http://127.0.0.1:${proxy.port}`,
      allowedPrivateHosts: [],
      limits: { headersMs: 2_000 },
    });
    const ask = () => client.json(get(`https://api.example.test:${server.port}/x`));
    await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    expect(tunnels).toHaveLength(5);
    for (const tunnel of tunnels) tunnel.dead = true;
    // One dead tunnel is tried; the second try is the new one's, and not the other four's.
    expect((await ask()).body).toEqual({ ok: 1 });
    expect(tunnels).toHaveLength(6);
    expect(server.seen).toHaveLength(6);
  });

  it('names a scheme that is no proxy', () => {
    expect(() => bench.client({ proxyUrl: 'ftp://127.0.0.1:21' })).toThrow('network.proxyUrl');
  });
});

describe('a site that forces a global agent', () => {
  const originals = {
    http: { request: http.request, get: http.get, globalAgent: http.globalAgent },
    https: { request: https.request, get: https.get, globalAgent: https.globalAgent },
  };
  const variables = [
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'http_proxy',
    'https_proxy',
    'ALL_PROXY',
    'NO_PROXY',
    'no_proxy',
  ] as const;
  const before = new Map(variables.map((name) => [name, process.env[name]]));

  afterEach(() => {
    Object.assign(http, originals.http);
    Object.assign(https, originals.https);
    Reflect.deleteProperty(globalThis, 'GLOBAL_AGENT');
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  /** What Strapi does for `server.proxy`, and what many hosts put into the environment. */
  function forceProxy(port: number) {
    const url = `http://127.0.0.1:${port}`;
    for (const name of variables) delete process.env[name];
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'ALL_PROXY'] as const)
      process.env[name] = url;
    bootstrap();
    Object.assign(Reflect.get(globalThis, 'GLOBAL_AGENT') as object, { HTTP_PROXY: url, HTTPS_PROXY: url });
  }

  it('fault 81: the address guard holds and the canary listener sees nothing, for http and https', async () => {
    const canary = await egressProxy();
    const plain = await bench.serve((_request, response) => response.end('{"ok":1}'));
    const secure = await bench.serve((_request, response) => response.end('{"ok":1}'), 'good');
    forceProxy(canary.port);

    // First: the trap works, else this test could not fail.
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      http.get(plain.origin, { agent: new http.Agent() }, resolve).on('error', reject);
    });
    response.resume();
    expect(canary.asked).toHaveLength(1);

    const client = bench.client();
    for (const { origin } of [plain, secure]) {
      expect((await client.json(get(origin))).body).toEqual({ ok: 1 });
      const { body } = await client.open(get(origin));
      body.resume();
      await new Promise((resolve) => body.once('close', resolve));
    }
    const guarded = bench.client({ allowedPrivateHosts: [] });
    for (const url of [`https://inner.example.test:${secure.port}/`, `https://127.0.0.1:${secure.port}/`]) {
      expect(await rejection(guarded.json(get(url)))).toMatchObject({
        failure: 'refused',
        code: 'address-not-allowed',
      });
    }
    expect(canary.asked).toHaveLength(1);
  });

  it('fault 81: the account’s own proxy still holds', async () => {
    const canary = await egressProxy();
    const own = await egressProxy();
    const socks = await socksProxy();
    const secure = await bench.serve((_request, response) => response.end('{"ok":1}'), 'good');
    const plain = await bench.serve((_request, response) => response.end('{"ok":1}'));
    forceProxy(canary.port);
    for (const proxyUrl of [`http://127.0.0.1:${own.port}`, `socks5://127.0.0.1:${socks.port}`]) {
      const client = bench.client({ proxyUrl, allowedPrivateHosts: ['bbb.example.test'] });
      expect((await client.json(get(`https://api.example.test:${secure.port}/`))).body).toEqual({ ok: 1 });
      expect((await client.json(get(`http://bbb.example.test:${plain.port}/`))).body).toEqual({ ok: 1 });
    }
    expect(own.asked).toHaveLength(2);
    expect(socks.asked).toHaveLength(2);
    expect(canary.asked).toEqual([]);
  });
});
