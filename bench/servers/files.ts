import { parseArgs } from 'node:util';
import { answer, wait } from '../../emulators/kit/answer';
import { contentOf } from '../../emulators/kit/content';
import { serveFile } from '../../emulators/kit/serve-file';
import { createRequestLog, startHost } from '../../emulators/kit/server';

/** Plain files for tools that know no provider's API, served by the code of the emulators. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '1000' },
      bytes: { type: 'string', default: '1048576' },
      different: { type: 'string', default: '8' },
      'latency-ms': { type: 'string', default: '0' },
    },
  });
  const [count, sizeBytes, different] = [
    Number(values.count),
    Number(values.bytes),
    Number(values.different),
  ];
  const nothing = { take: () => undefined };
  const names = Array.from({ length: count }, (_, index) => `${index}.mp4`);
  const listing = `<!doctype html>${names.map((name) => `<a href="${name}">${name}</a>`).join('\n')}`;
  const host = await startHost({
    name: 'files',
    target: 'storage',
    log: createRequestLog(),
    async handle(exchange) {
      if (!(await wait(exchange, Number(values['latency-ms'])))) return;
      const index = /^\/files\/(\d+)\.mp4$/.exec(exchange.path)?.[1];
      if (index === undefined) {
        return await answer(exchange, nothing, {
          status: exchange.path === '/files/' ? 200 : 404,
          headers: { 'Content-Type': 'text/html' },
          body: exchange.path === '/files/' ? listing : '',
        });
      }
      await serveFile(exchange, nothing, {
        content: contentOf({ sizeBytes }, `bulk:${Number(index) % different}`),
        contentType: 'video/mp4',
        lastModifiedMs: 0,
      });
    },
  });
  process.stdout.write(`${JSON.stringify({ url: host.url })}\n`);
  process.once('SIGTERM', () => void host.stop());
}

void main();
