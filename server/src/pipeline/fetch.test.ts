import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fixturePath } from '../../../emulators/kit/media/fixture-track';
import { claimedImport, type ClaimedImportForTests } from '../../../tests/support/claimed-import';
import { ConnectorError, type FailureClass } from '../domain/errors';
import type { ProviderFile, Segment } from '../domain/recording';
import { repairOf } from '../domain/repair';
import { openRunLog } from '../ledger/runs';
import { inspectFile } from '../media/inspect';
import type { Library } from '../media/library';
import type { OpenedFile, OpenRequest, Provider } from '../providers/provider';
import { fetch } from './fetch';
import { ATTEMPTS_FOR_EXTRAS } from './losses';
import type { Work } from './work';

const VIDEO = readFileSync(fixturePath('speaker-320x180-part1.mp4'));
const CHAT = Buffer.from('00:00:02\tAda:\tHello\n');

const file = (kind: 'video' | 'chat' | 'thumbnail', extension: string): ProviderFile => ({
  key: kind,
  kind,
  view: kind,
  extension,
  segmentKey: 'segment',
  startedAt: '2026-02-10T16:00:00Z',
  ready: true,
});
const segments = (...extras: ProviderFile[]): Segment[] => [
  { key: 'segment', number: 1, startedAt: '2026-02-10T16:00:00Z', main: file('video', 'mp4'), extras },
];
/** Bytes, then the end or a broken connection; or a refusal of the provider. */
type Answer =
  | (Partial<Omit<OpenedFile, 'body'>> & { bytes: Buffer; breaks?: boolean })
  | { fails: FailureClass; code?: string; status?: number | undefined };

describe('the fetch step', () => {
  let made: ClaimedImportForTests;
  let answers: Record<string, Answer[]>;
  let asked: { fileKey: string; fromByte: number | undefined }[];
  let refusedTypes: string[];
  let memory: Map<string, unknown>;

  const open = (fileKey: string, { range }: OpenRequest): Promise<OpenedFile> => {
    asked.push({ fileKey, fromByte: range?.fromByte });
    const answer = answers[fileKey]?.shift();
    if (answer === undefined) throw new Error(`nobody expected a request for ${fileKey}`);
    if ('fails' in answer) {
      const { fails, code = fails, status } = answer;
      const details = status === undefined ? { code } : { code, status };
      return Promise.reject(new ConnectorError(fails, 'The provider says no.', details));
    }
    const { bytes, breaks, ...facts } = answer;
    const body = Readable.from(
      (function* () {
        yield bytes;
        if (breaks) throw new ConnectorError('retry-later', 'The connection broke.', { code: 'broken' });
      })(),
    );
    return Promise.resolve({ from: 'whole', totalBytes: bytes.length, ...facts, body });
  };
  const work = (): Work =>
    ({
      ledger: made.ledger,
      files: made.files,
      spool: made.spool,
      account: { memory },
      provider: {
        descriptor: { label: 'Fake' },
        openFile: (_account, { fileKey }, request) => open(fileKey, request),
      } as Partial<Provider>,
      library: {
        accepts: ({ mime }) =>
          refusedTypes.includes(mime)
            ? Promise.reject(
                new ConnectorError('needs-person', 'Not here.', {
                  code: 'type-not-allowed',
                  values: { mime },
                }),
              )
            : Promise.resolve(),
      } as Partial<Library>,
      media: { inspect: inspectFile },
      linkOf: () => undefined,
      log: openRunLog(made.database, (text) => text, null),
      clock: () => 0,
      signal: new AbortController().signal,
      formerHolderIsDead: true,
      checkpoint: () => undefined,
    }) as unknown as Work;
  const rowOf = async (kind: string) => (await made.files.all()).find((row) => row.kind === kind);
  const inSpool = () => readdir(made.spool.dir);

  beforeEach(async () => {
    made = await claimedImport();
    answers = { video: [{ bytes: VIDEO }], chat: [{ bytes: CHAT }] };
    asked = [];
    refusedTypes = [];
    memory = new Map();
  });
  afterEach(() => made.close());

  it('verifies each file, and asks for none of them a second time', async () => {
    await fetch(work(), segments(file('chat', 'txt')));
    expect(await rowOf('video')).toMatchObject({ status: 'verified', sizeBytes: VIDEO.length });
    expect(await rowOf('chat')).toMatchObject({ status: 'verified', sizeBytes: CHAT.length });
    await fetch(work(), segments(file('chat', 'txt')));
    expect(asked.map(({ fileKey }) => fileKey)).toEqual(['video', 'chat']);
  });

  it('refuses a type that the site does not allow before a byte of it comes', async () => {
    refusedTypes = ['video/mp4'];
    await expect(fetch(work(), segments())).rejects.toMatchObject({ code: 'type-not-allowed' });
    expect(asked).toEqual([]);
  });

  it('continues at once while each try brings bytes, and stops when one brings none', async () => {
    const half = VIDEO.length >> 1;
    const start = { validator: '"v1"', totalBytes: VIDEO.length };
    answers.video = [
      { ...start, bytes: VIDEO.subarray(0, half), breaks: true },
      { ...start, from: 'resumed', bytes: VIDEO.subarray(half) },
    ];
    await fetch(work(), segments());
    expect(asked.map(({ fromByte }) => fromByte)).toEqual([undefined, half]);
    expect(await rowOf('video')).toMatchObject({ status: 'verified' });

    answers.other = [{ ...start, bytes: Buffer.alloc(0), breaks: true }];
    const [segment] = segments();
    const other = { ...file('video', 'mp4'), key: 'other' };
    if (segment === undefined) throw new Error('there is a segment');
    const next = { ...segment, key: 'next', number: 2, main: { ...other, segmentKey: 'next' } };
    await expect(fetch(work(), [segment, next])).rejects.toMatchObject({ code: 'broken' });
  });

  it('asks for fresh tokens and links once, then the token is not the cause', async () => {
    memory.set('token', 'old');
    answers.video = [{ fails: 'needs-token' }, { bytes: VIDEO }];
    await fetch(work(), segments());
    expect(memory.size).toBe(0);
    expect(await rowOf('video')).toMatchObject({ status: 'verified' });

    answers.chat = [{ fails: 'needs-token' }, { fails: 'needs-token' }];
    await expect(fetch(work(), segments(file('chat', 'txt')))).rejects.toMatchObject({
      failure: 'needs-token',
    });
  });

  it.each([403, 404, 410])(
    'keeps the token of the account when a link is refused with %i',
    async (status) => {
      memory.set('token', 'good');
      answers.video = [{ fails: 'needs-token', status }, { bytes: VIDEO }];
      await fetch(work(), segments());
      expect(memory.get('token')).toBe('good');
      expect(await rowOf('video')).toMatchObject({ status: 'verified' });
    },
  );

  it('keeps no byte of a file that is not what was promised', async () => {
    answers.video = [{ validator: '"v1"', bytes: VIDEO.subarray(0, VIDEO.length - 1_000) }];
    await expect(fetch(work(), segments())).rejects.toMatchObject({ failure: 'bad-bytes' });
    expect(await rowOf('video')).toMatchObject({
      status: 'waiting',
      bytesDone: 0,
      prefixSha256: null,
      validator: null,
    });
    expect(await inSpool()).toEqual([]);
  });

  it('takes bytes behind the last box when the provider’s size includes them, and only then', async () => {
    const bytes = Buffer.concat([VIDEO, Buffer.alloc(8)]);
    answers.video = [{ bytes, totalBytes: undefined }];
    await expect(fetch(work(), segments())).rejects.toMatchObject({ code: 'end-not-proven' });
    answers.video = [{ bytes }];
    await fetch(work(), segments());
    expect(await rowOf('video')).toMatchObject({ status: 'verified', sizeBytes: VIDEO.length + 8 });
  });

  describe('for a text or a picture', () => {
    const attempts = (number: number) => made.ledger.patch({ attempts: number });

    it('tries like the video at first, then notes it as missing and holds nothing back', async () => {
      const fails = (): Answer[] => [{ fails: 'retry-later', code: 'unexpected-answer' }];
      answers.chat = fails();
      await attempts(ATTEMPTS_FOR_EXTRAS - 2);
      await expect(fetch(work(), segments(file('chat', 'txt')))).rejects.toMatchObject({
        code: 'unexpected-answer',
      });
      answers.chat = fails();
      await attempts(ATTEMPTS_FOR_EXTRAS - 1);
      await fetch(work(), segments(file('chat', 'txt')));
      expect(await rowOf('chat')).toMatchObject({
        status: 'failed',
        problem: { code: 'unexpected-answer', what: 'The provider says no.' },
      });
    });

    it('notes at once what the provider no longer has, or the site refuses', async () => {
      answers.chat = [{ fails: 'gone', code: 'link-expired' }];
      refusedTypes = ['image/png'];
      await fetch(work(), segments(file('chat', 'txt'), file('thumbnail', 'png')));
      expect(await rowOf('chat')).toMatchObject({ status: 'failed', problem: { code: 'gone-at-provider' } });
      expect(await rowOf('thumbnail')).toMatchObject({
        status: 'failed',
        problem: { code: 'type-not-allowed', values: { mime: 'image/png' } },
      });
      expect(asked.map(({ fileKey }) => fileKey)).toEqual(['video', 'chat']);
    });

    /** What a provider answers to the request for the words, for as long as it is asked. */
    const REFUSALS: { fails: FailureClass; code: string; status?: number }[] = [
      { fails: 'retry-later', code: 'unexpected-answer', status: 400 },
      { fails: 'retry-later', code: 'rate-limited', status: 429 },
      { fails: 'retry-later', code: 'circuit-open' },
      { fails: 'needs-token', code: 'download-html', status: 200 },
      { fails: 'needs-token', code: 'download-missing', status: 404 },
      { fails: 'bad-bytes', code: 'size-differs' },
      { fails: 'not-authorized', code: 'permission-missing', status: 403 },
      { fails: 'not-authorized', code: 'download-token', status: 401 },
      { fails: 'needs-person', code: 'download-forbidden', status: 403 },
      { fails: 'not-ready', code: 'not-ready' },
      { fails: 'refused', code: 'host-not-allowed' },
    ];
    it.each(REFUSALS)(
      'is never in the way of the video, however often it is refused: $fails $code',
      async ({ fails, code, status }) => {
        answers.chat = Array.from({ length: 50 }, () => ({ fails, code, status }));
        const takes = segments(file('chat', 'txt'));
        // No attempt is counted: the provider may ask to wait each time.
        let tries = 1;
        const isRefused = async () =>
          (await fetch(work(), takes).catch((error: unknown) => error)) instanceof ConnectorError;
        while (tries < 20 && (await isRefused())) tries += 1;
        expect(tries).toBeLessThanOrEqual(ATTEMPTS_FOR_EXTRAS);
        expect(await rowOf('video')).toMatchObject({ status: 'verified' });
        const missing = await rowOf('chat');
        expect(missing).toMatchObject({
          status: 'failed',
          problem: { code, what: 'The provider says no.', tries: 1 },
        });
        expect(repairOf(missing?.problem ?? null)).toMatchObject({ when: 'due' });
      },
    );

    it('that is missing already gets one try each time, with growing pauses up to the last one', async () => {
      answers.chat = Array.from({ length: 50 }, () => ({ fails: 'needs-token', code: 'download-html' }));
      const takes = segments(file('chat', 'txt'));
      await attempts(ATTEMPTS_FOR_EXTRAS);
      for (let repairs = 0; ; repairs += 1) {
        await fetch(work(), takes);
        await attempts(0);
        const { problem = null } = (await rowOf('chat')) ?? {};
        expect(problem?.tries).toBe(repairs + 1);
        if (repairOf(problem).when !== 'by-hand') continue;
        expect(repairs).toBe(12);
        break;
      }
    });

    it('that fails in a way that nobody foresaw does not hold back the video either', async () => {
      delete answers.chat;
      await attempts(ATTEMPTS_FOR_EXTRAS - 1);
      await fetch(work(), segments(file('chat', 'txt')));
      expect(await rowOf('chat')).toMatchObject({ status: 'failed', problem: { code: 'unexpected' } });
    });

    it('never leaves out the video', async () => {
      answers.video = [{ fails: 'gone' }];
      await attempts(20);
      await expect(fetch(work(), segments())).rejects.toMatchObject({ failure: 'gone' });
    });
  });
});
