import { createHash } from 'node:crypto';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { createRedactor } from '../../server/src/log/redact';
import { writeAll } from '../../server/src/media/spool';
import { createHttpClient } from '../../server/src/http/client';

const AT_ONCE = 8;

/** Only the transport: the plugin's HTTP client, hash and combined writes, without Strapi. */
async function main(): Promise<void> {
  const [base = '', count = '0', dir = ''] = process.argv.slice(2);
  const http = createHttpClient({
    clock: Date.now,
    allowedPrivateHosts: ['127.0.0.1'],
    redact: createRedactor(),
  });
  const { signal } = new AbortController();
  let next = 0;
  const worker = async () => {
    while (next < Number(count)) {
      const index = next;
      next += 1;
      const { body } = await http.open({ url: `${base}/files/${index}.mp4`, signal });
      const target = path.join(dir, `${index}.mp4`);
      const handle = await open(`${target}.part`, 'w');
      const hash = createHash('sha256');
      const chunks: Buffer[] = [];
      for await (const chunk of body as AsyncIterable<Buffer>) {
        hash.update(chunk);
        chunks.push(chunk);
      }
      await writeAll(handle, chunks, 0);
      await handle.close();
      await rename(`${target}.part`, target);
      hash.digest('hex');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  http.close();
}

void main();
