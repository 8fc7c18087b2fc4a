import { createRequestLog, startHost } from '../../emulators/kit/server';

/** Answers Microsoft's validation request and keeps what it receives. */
export async function listenForEvents() {
  const bodies: unknown[] = [];
  const host = await startHost({
    name: 'listener',
    log: createRequestLog(),
    target: 'api',
    handle({ query, body, response }) {
      const token = query.get('validationToken');
      if (token === null) bodies.push(JSON.parse(body.toString()));
      response.writeHead(token === null ? 202 : 200, { 'Content-Type': 'text/plain' }).end(token ?? '');
      return Promise.resolve();
    },
  });
  return { address: `${host.url}/hooks/key`, bodies, stop: () => host.stop() };
}
