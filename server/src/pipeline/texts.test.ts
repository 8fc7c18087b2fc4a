import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { claimedImport, type ClaimedImportForTests } from '../../../tests/support/claimed-import';
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

  const work = (): Work =>
    ({
      ledger: made.ledger,
      files: made.files,
      spool: made.spool,
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
    await made.spool.prepare();
    await made.addFile({ status: 'verified', durationSeconds: 60 });
  });
  afterEach(() => made.close());

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
