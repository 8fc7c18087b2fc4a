import { readdir, readFile, writeFile } from 'node:fs/promises';
import { claimedImport, type ClaimedImportForTests } from '../../../tests/support/claimed-import';
import { StopSignal } from '../domain/errors';
import { rowFor, type MadeFile } from './made-files';

const FILE: MadeFile = {
  key: 'made:chat',
  kind: 'chat',
  extension: 'txt',
  mime: 'text/plain',
  segments: [{ key: 'segment', startedAt: '2026-02-10T16:00:00Z', offsetSeconds: 0, durationSeconds: 60 }],
};

describe('a file that we make', () => {
  let made: ClaimedImportForTests;
  beforeEach(async () => {
    made = await claimedImport();
  });
  afterEach(() => made.close());
  const workOf = ({ ledger, files }: Pick<ClaimedImportForTests, 'ledger' | 'files'>) => ({
    ledger,
    files,
    spool: made.spool,
  });

  it('has a name of this holder, and what the former one left is gone', async () => {
    const { spoolPath: former, row } = await rowFor(workOf(made), FILE);
    await writeFile(former, 'half');
    const next = await rowFor(workOf(await made.takenOver()), FILE);
    expect(next.row.id).toBe(row.id);
    expect(next.spoolPath).not.toBe(former);
    expect(await readdir(made.spool.dir)).toEqual([]);
  });

  it('stays when a former holder wakes up and would make it too', async () => {
    await rowFor(workOf(made), FILE);
    const { spoolPath } = await rowFor(workOf(await made.takenOver()), FILE);
    await writeFile(spoolPath, 'whole');
    await expect(rowFor(workOf(made), FILE)).rejects.toBeInstanceOf(StopSignal);
    expect(await readFile(spoolPath, 'utf8')).toBe('whole');
  });
});
