import { gather } from './body';
import { createCookieJar } from './cookies';
import { createBench, goOn, rejection, type Bench } from './fixtures/servers';

let bench: Bench;
beforeEach(() => {
  bench = createBench();
});
afterEach(() => bench.close());

/** A server that hands a session over: a link with a token leads to the file, with a cookie for it. */
const handingOver = () =>
  bench.serve((request, response) => {
    if (request.url?.startsWith('/once')) {
      response.writeHead(307, {
        Location: '/play/rec-1/',
        'Set-Cookie': ['session=abc; Path=/play/rec-1; HttpOnly; Secure', 'theme=dark; Path=/other'],
      });
      return response.end();
    }
    response.writeHead(request.headers.cookie === 'session=abc' ? 200 : 404).end('bytes');
  });

it('a cookie that a redirect sets goes along to where it belongs, then and later', async () => {
  const server = await handingOver();
  const client = bench.client();
  const cookies = createCookieJar();
  const page = await client.open({ url: `${server.origin}/once?token=1`, cookies, signal: goOn() });
  expect([page.status, page.finalUrl]).toEqual([200, `${server.origin}/play/rec-1/`]);
  await gather(page.body, 1_000);
  const file = await client.open({ url: `${server.origin}/play/rec-1/video-0.m4v`, cookies, signal: goOn() });
  expect(file.status).toBe(200);
  file.body.destroy();
  const elsewhere = await client.json({ url: `${server.origin}/play/rec-2/`, cookies, signal: goOn() });
  expect(elsewhere.status).toBe(404);
  expect(server.seen.map(({ headers }) => headers.cookie)).toEqual([
    undefined,
    'session=abc',
    'session=abc',
    undefined,
  ]);
});

it('without a jar no cookie is kept, and no answer tells of any', async () => {
  const server = await handingOver();
  const answer = await bench.client().json({ url: `${server.origin}/once`, signal: goOn() });
  expect(answer.status).toBe(404);
  expect(JSON.stringify(answer)).not.toContain('abc');
});

it('fault 16: a cookie never reaches another host, even one that asks for it', async () => {
  const other = await bench.serve((_request, response) => response.end('{}'));
  const server = await bench.serve((_request, response) =>
    response
      .writeHead(302, {
        Location: `http://media.example.test:${other.port}/`,
        'Set-Cookie': [
          'session=abc; Path=/',
          'wide=1; Domain=example.test',
          'other=1; Domain=media.example.test',
        ],
      })
      .end(),
  );
  const client = bench.client({ allowedPrivateHosts: ['127.0.0.1', 'media.example.test'] });
  await client.json({ url: server.origin, cookies: createCookieJar(), signal: goOn() });
  expect(other.seen).toHaveLength(1);
  expect(other.seen[0]?.headers.cookie).toBeUndefined();
});

it('what is no cookie is dropped', () => {
  const jar = createCookieJar();
  const url = new URL('https://bbb.school.example/playback/');
  jar.store(url, ['', ';;;', '=', 'a=b; Path=/; Max-Age=0', '\u0000=1', 'good=1']);
  expect(jar.headerFor(url)).toBe('good=1');
});

it('fault 23: a call may have a limit of its own for what it reads', async () => {
  const server = await bench.serve((_request, response) => response.end('x'.repeat(3_000)));
  const client = bench.client({ limits: { maxJsonBytes: 1_000 } });
  const signal = goOn();
  expect(await rejection(client.json({ url: server.origin, signal }))).toMatchObject({
    code: 'answer-too-large',
  });
  expect((await client.json({ url: server.origin, maxBytes: 4_000, signal })).body).toHaveLength(3_000);
});
