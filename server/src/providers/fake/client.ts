import { z } from 'zod';
import { ConnectorError } from '../../domain/errors';
import type { Account } from '../account';
import { readSettings } from './descriptor';
import { entriesOf, unreadableEntry, type OnBadEntry } from '../entries';
import { pageLoop } from '../errors';
import { message } from './texts';
import type { HttpRequest, JsonAnswer, StreamAnswer } from '../../http/types';

/** The parts of the service's answers that we read. */
const label = z.string().nullish().catch(undefined);
export const fakeHost = z.object({ id: z.string().min(1), email: label, name: label });
export const fakeRecording = z.object({
  id: z.string().min(1),
  /** What only describes something: of another type, it is unknown. */
  title: z.string().catch(''),
  startedAt: z.string(),
  host: fakeHost.nullish(),
  files: z.array(
    z.object({
      id: z.string().min(1),
      kind: z.enum(['video', 'audio', 'chat']),
      extension: z.string(),
      /** 0 while the service still makes the file. */
      sizeBytes: z.number().int().min(0),
    }),
  ),
});
/** Entries are read one by one, see `../entries.ts`. */
const fakePage = z.object({ recordings: z.array(z.unknown()), next: z.string().nullable() });
const fakeError = z.object({ error: z.string() });

export type FakeHost = z.infer<typeof fakeHost>;
export type FakeRecording = z.infer<typeof fakeRecording>;

/** The service's calls. Each throws a `ConnectorError` for every other outcome. */
export function fakeClient(account: Account) {
  const { serverUrl, apiToken } = readSettings(account);
  const isServer = (url: URL) => url.origin === new URL(serverUrl).origin;
  const request = (path: string, signal: AbortSignal): HttpRequest => ({
    url: `${serverUrl}${path}`,
    authorization: { value: `Bearer ${apiToken}`, sendTo: isServer },
    signal,
  });

  async function ask(path: string, signal: AbortSignal): Promise<JsonAnswer> {
    const answer = await account.http.json({ ...request(path, signal), allowedHost: isServer, rate: 'api' });
    if (answer.status === 401) throw wrongToken();
    return answer;
  }

  function read<T>(answer: JsonAnswer, schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(answer.body);
    if (answer.status === 200 && parsed.success) return parsed.data;
    const { status } = answer;
    throw new ConnectorError('retry-later', message('fake.unexpected-answer', { status }), {
      code: 'unexpected-answer',
      status,
    });
  }

  /** A 404 counts only with the service's own words, because any server answers 404 for a wrong address. */
  const saysNone = (answer: JsonAnswer, error: string) =>
    answer.status === 404 && fakeError.safeParse(answer.body).data?.error === error;

  return {
    async host(email: string, signal: AbortSignal): Promise<FakeHost | undefined> {
      const answer = await ask(`/hosts/${encodeURIComponent(email)}`, signal);
      return saysNone(answer, 'no such host') ? undefined : read(answer, fakeHost);
    },

    /** Complete when it ends, but for the entries that `onBad` was told of. */
    async *recordings(
      from: string,
      to: string,
      signal: AbortSignal,
      onBad?: OnBadEntry,
    ): AsyncGenerator<FakeRecording[]> {
      const seen = new Set<string>();
      for (let cursor: string | null = ''; cursor !== null;) {
        if (seen.has(cursor)) throw pageLoop('Fake');
        seen.add(cursor);
        const query = new URLSearchParams({ from, to, cursor });
        const page: z.infer<typeof fakePage> = read(await ask(`/recordings?${query}`, signal), fakePage);
        yield entriesOf(page.recordings, fakeRecording, onBad, () => unreadableEntry('Fake', { fields: [] }));
        cursor = page.next;
      }
    },

    async recording(id: string, signal: AbortSignal): Promise<FakeRecording | undefined> {
      const answer = await ask(`/recordings/${encodeURIComponent(id)}`, signal);
      return saysNone(answer, 'no such recording') ? undefined : read(answer, fakeRecording);
    },

    async file(
      recordingId: string,
      fileId: string,
      headers: Record<string, string>,
      signal: AbortSignal,
    ): Promise<StreamAnswer> {
      const path = `/recordings/${encodeURIComponent(recordingId)}/files/${encodeURIComponent(fileId)}`;
      return await account.http.open({ ...request(path, signal), headers });
    },
  };
}

export const wrongToken = () =>
  new ConnectorError('not-authorized', message('fake.token-rejected'), {
    code: 'wrong-credentials',
    status: 401,
  });
