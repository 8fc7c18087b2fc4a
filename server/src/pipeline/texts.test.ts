import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMediaChild, type MediaChild } from '../media/media-child';
import { READ_AT_ONCE_BYTES } from '../media/read-texts';
import { TEXT_LIMIT_BYTES } from '../texts/decode-text';
import { claimedImport, type ClaimedImportForTests } from '../../../tests/support/claimed-import';
import { message } from '../../../contracts/messages/catalogue';
import { ConnectorError } from '../domain/errors';
import type { FileRow } from '../ledger/database';
import { openRunLog } from '../ledger/runs';
import { partsOf, type RecordingPart } from './parts';
import { keptForRepair, makeTexts, readTexts } from './texts';
import type { Work } from './work';

const VTT = 'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nAda: Good morning\n';
const CHAT = '00:00:02\tAda:\tHello\n';

describe('the texts of an import', () => {
  let made: ClaimedImportForTests;
  let refusedTypes: string[];
  let media: MediaChild;

  const work = (): Work =>
    ({
      ledger: made.ledger,
      files: made.files,
      spool: made.spool,
      media,
      signal: new AbortController().signal,
      policy: { includePrivateChat: false },
      provider: { descriptor: { id: 'fake', label: 'Fake' } },
      library: {
        accepts: ({ mime }: { mime: string }) =>
          refusedTypes.includes(mime)
            ? Promise.reject(
                new ConnectorError('needs-person', 'Not here.', {
                  code: 'type-not-allowed',
                  values: { mime },
                }),
              )
            : Promise.resolve(),
      },
      log: openRunLog(made.database, (text) => text, null),
      clock: () => 0,
    }) as unknown as Work;
  /** A file of the provider that lies in the spool. */
  async function spooled(kind: 'transcript' | 'chat', text: string | undefined): Promise<FileRow> {
    const extension = kind === 'chat' ? 'txt' : 'vtt';
    const row = await made.addFile({ kind, extension, status: 'verified' });
    await made.files.patch(row, { spoolName: made.spool.nameFor(row.id, 1) });
    if (text !== undefined) await writeFile(made.spool.pathOf(row.spoolName ?? ''), text);
    return row;
  }
  async function part(): Promise<{ part: RecordingPart; rows: FileRow[] }> {
    const rows = await made.files.all();
    const [found] = partsOf(rows);
    if (found === undefined) throw new Error('no part');
    return { part: found, rows };
  }
  const read = async () => {
    const { part: found, rows } = await part();
    return await readTexts(work(), found, rows);
  };
  const make = async () => {
    const { part: found, rows } = await part();
    await makeTexts(work(), found, rows);
    return await made.files.all();
  };

  beforeEach(async () => {
    made = await claimedImport();
    refusedTypes = [];
    media = createMediaChild({
      log: { warn: () => undefined },
      entry: {
        file: path.join(__dirname, '..', 'media', 'worker.ts'),
        execArgv: ['--import', pathToFileURL(require.resolve('tsx')).href],
      },
    });
    await made.spool.prepare();
    await made.addFile({ status: 'verified', durationSeconds: 60 });
  });
  afterEach(async () => {
    await media.stop();
    await made.close();
  });

  /** Cues of one word each, at least this long together: the words that take longest. */
  const wordsOf = (bytes: number): string => {
    const at = (second: number) => new Date(second * 1000).toISOString().slice(11, 23);
    let text = 'WEBVTT\n\n';
    for (let second = 0; text.length < bytes; second += 1)
      text += `${at(second % 80_000)} --> ${at((second % 80_000) + 1)}\nword${second}\n\n`;
    return text;
  };

  /** The child takes its title when it has said that it is ready. */
  const isReady = async (pid: number): Promise<boolean> =>
    (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).startsWith('meeting-connectors media');

  it('of several MB are read by the media child, while this thread goes on', async () => {
    const words = wordsOf(3 * 1024 * 1024);
    await spooled('transcript', words);
    const first = await read();
    expect(first.texts?.transcript).toContain('word9999');
    expect(first.texts?.captions).toMatch(/^WEBVTT\n/);
    const { readers } = media.processIds();
    expect(readers).toHaveLength(1);
    const [pid = 0] = readers;
    // Frozen, it reads nothing. If any of the work were done here, it would be done now.
    process.kill(pid, 'SIGSTOP');
    let isRead = false;
    const again = read().finally(() => (isRead = true));
    try {
      for (let turn = 0; turn < 20_000; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(isRead).toBe(false);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(await again).toEqual(first);
  });

  it('of at most 64 KB together start no process', async () => {
    await spooled('transcript', wordsOf(READ_AT_ONCE_BYTES / 2).slice(0, READ_AT_ONCE_BYTES / 2));
    expect((await read()).texts?.captions).toBeDefined();
    expect(media.processIds().readers).toEqual([]);
    await spooled('chat', CHAT.repeat(READ_AT_ONCE_BYTES / 2 / CHAT.length + 1));
    expect((await read()).texts?.chat).toContain('Hello');
    expect(media.processIds().readers).toHaveLength(1);
  });

  it('that end the process that reads them are noted, and hold back nothing else', async () => {
    const row = await spooled('transcript', wordsOf(3 * 1024 * 1024));
    const ended = read();
    let last: number | undefined;
    for (let killed = 0; killed < 2;) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const [pid] = media.processIds().readers;
      if (pid === undefined || pid === last || !(await isReady(pid))) continue;
      // It can't finish before its greeting is heard here.
      process.kill(pid, 'SIGSTOP');
      for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      process.kill(pid, 'SIGKILL');
      last = pid;
      killed += 1;
    }
    const { texts, broken } = await ended;
    expect(texts).toBeUndefined();
    expect(broken).toEqual([{ row, code: 'too-heavy', said: message('text.too-heavy') }]);
  });

  it('beyond what is read of one file or of all together are noted, and the others are read', async () => {
    const large = await spooled('transcript', 'x'.repeat(TEXT_LIMIT_BYTES + 1));
    await spooled('chat', CHAT);
    let last = large;
    for (let number = 0; number < 2; number += 1)
      last = await spooled('transcript', 'x'.repeat(TEXT_LIMIT_BYTES));
    const { texts, broken } = await read();
    expect(texts?.chat).toContain('Hello');
    expect(broken.map(({ row, said }) => [row.id, said.code])).toEqual([
      [large.id, 'text.too-large'],
      [last.id, 'text.too-large-together'],
    ]);
  });

  it('are nothing when nothing new came', async () => {
    expect(await read()).toEqual({ texts: undefined, broken: [] });
  });

  it('are read without a write: who reads them notes what is broken', async () => {
    await spooled('transcript', VTT);
    const chat = await spooled('chat', '\0\0\0');
    const before = await made.files.all();
    const { texts, broken } = await read();
    expect(texts?.transcript).toMatch(/Good morning/);
    expect(broken.map(({ row, code }) => [row.id, code])).toEqual([[chat.id, 'empty']]);
    expect(await made.files.all()).toEqual(before);
  });

  it('are never read without a file that went or can’t be read, as if there were no text', async () => {
    const row = await spooled('transcript', undefined);
    await expect(read()).rejects.toMatchObject({ code: 'spool-file-missing', failure: 'retry-later' });
    await mkdir(made.spool.pathOf(row.spoolName ?? ''));
    await expect(read()).rejects.toMatchObject({ code: 'disk-unreadable' });
  });

  it('become files of our own, and the provider’s are used', async () => {
    const provided = [await spooled('transcript', VTT), await spooled('chat', CHAT)];
    const rows = await make();
    const own = rows.filter(({ origin }) => origin === 'made');
    expect(own.map(({ kind, status }) => [kind, status])).toEqual([
      ['captions', 'verified'],
      ['transcript', 'verified'],
      ['chat', 'verified'],
    ]);
    for (const { spoolName, sizeBytes } of own)
      expect(await readFile(made.spool.pathOf(spoolName ?? ''))).toHaveLength(sizeBytes ?? -1);
    for (const row of provided) expect(await made.stored(row)).toMatchObject({ status: 'used' });
  });

  it('of a type that the site refuses are missing, and hold back no other', async () => {
    refusedTypes = ['text/vtt'];
    const transcript = await spooled('transcript', VTT);
    const rows = await make();
    expect(rows.filter(({ origin }) => origin === 'made').map(({ kind, status }) => [kind, status])).toEqual([
      ['captions', 'failed'],
      ['transcript', 'verified'],
    ]);
    // What they were made of stays, so that nobody has to fetch it again.
    expect(keptForRepair(rows).map(({ id }) => id)).toEqual([transcript.id]);
  });

  it('that nobody can read are missing with what was found, and the others are made', async () => {
    await spooled('transcript', VTT);
    const chat = await spooled('chat', '<!doctype html><html><body>Sign in</body></html>');
    const rows = await make();
    expect(await made.stored(chat)).toMatchObject({
      status: 'failed',
      problem: {
        code: 'unreadable-text',
        values: { found: 'other-format' },
        what: { code: 'text.web-page' },
      },
    });
    expect(rows.filter(({ origin }) => origin === 'made').map(({ kind }) => kind)).toEqual([
      'captions',
      'transcript',
    ]);
  });
});
