import http from 'node:http';
import { parseArgs } from 'node:util';

/** The lower limit of a listing: fetches and parses every page and does nothing else. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      api: { type: 'string' },
      oauth: { type: 'string' },
      user: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      basic: { type: 'string' },
      account: { type: 'string' },
    },
  });
  const agent = new http.Agent({ keepAlive: true });
  const ask = (url: string, options: http.RequestOptions, body?: string) =>
    new Promise<string>((resolve, reject) => {
      const request = http.request(url, { ...options, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    });
  const token = JSON.parse(
    await ask(
      `${values.oauth}/oauth/token`,
      {
        method: 'POST',
        headers: {
          authorization: `Basic ${values.basic}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
      },
      `grant_type=account_credentials&account_id=${values.account}`,
    ),
  ) as { access_token: string };
  const run = async () => {
    const startedAt = performance.now();
    let pages = 0;
    let meetings = 0;
    let next = '';
    do {
      const url = `${values.api}/users/${values.user}/recordings?from=${values.from}&to=${values.to}&page_size=300&next_page_token=${encodeURIComponent(next)}`;
      const page = JSON.parse(
        await ask(url, { headers: { authorization: `Bearer ${token.access_token}` } }),
      ) as {
        meetings: unknown[];
        next_page_token: string;
      };
      pages += 1;
      meetings += page.meetings.length;
      next = page.next_page_token;
    } while (next !== '');
    return { ms: performance.now() - startedAt, pages, meetings };
  };
  process.stdout.write('{}\n');
  // One round per line on standard input.
  process.stdin.setEncoding('utf8');
  for await (const line of process.stdin) {
    if (String(line).trim() === '') continue;
    process.stdout.write(`${JSON.stringify(await run())}\n`);
  }
}

void main();
