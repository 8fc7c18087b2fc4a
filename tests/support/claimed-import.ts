import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Occurrence } from '../../server/src/domain/recording';
import type { ConnectorRow, FileRow, ImportRow } from '../../server/src/ledger/database';
import { FileLedger } from '../../server/src/ledger/files';
import { claimDueImports } from '../../server/src/ledger/due-imports';
import { ImportLedger } from '../../server/src/ledger/imports';
import { openSpool, type Spool } from '../../server/src/media/spool';
import { memoryDatabase, type MemoryDatabase } from './memory-database';

export const OCCURRENCE: Occurrence = {
  id: 'occurrence',
  title: 'Week 5',
  startedAt: '2026-02-10T16:00:00Z',
  files: [],
};

/** An import that a worker has claimed, with real tables and a real spool, for unit tests of a step. */
export interface ClaimedImportForTests {
  database: MemoryDatabase;
  connector: ConnectorRow;
  ledger: ImportLedger;
  files: FileLedger;
  spool: Spool;
  addFile(patch?: Partial<FileRow>): Promise<FileRow>;
  /** The row as it is stored. */
  stored(file: FileRow): Promise<FileRow>;
  /** Another worker takes over after the one that holds it released the import. It has the next fencing number. */
  takenOver(): Promise<{ ledger: ImportLedger; files: FileLedger }>;
  close(): Promise<void>;
}

export async function claimedImport(patch: Partial<ImportRow> = {}): Promise<ClaimedImportForTests> {
  const database = await memoryDatabase({ name: 'here', former: [] });
  const dir = await mkdtemp(path.join(os.tmpdir(), 'spool-'));
  const connector = await database.connectors.insert({
    provider: 'fake',
    name: 'Lectures',
    enabled: true,
    authorization: 'authorized',
    settingsVersion: 1,
    environment: 'here',
  });
  const occurrence = patch.occurrence ?? OCCURRENCE;
  await database.imports.insert({
    connectorId: connector.id,
    keyHash: 'hash',
    occurrenceId: occurrence.id,
    title: occurrence.title,
    stage: 'fetch',
    status: 'waiting',
    attempts: 0,
    nextAttemptAtMs: (await database.now()) - 1_000,
    ...patch,
    occurrence,
  });
  const claim = async () => {
    const [claimed] = await claimDueImports(database, 'this worker', 1);
    if (claimed === undefined) throw new Error('nothing was claimed');
    const ledger = new ImportLedger(database, claimed.row, claimed.lease);
    return { ledger, files: new FileLedger(database, ledger) };
  };
  const first = await claim();
  const { ledger, files } = first;
  let holder = first;
  let number = 0;
  return {
    database,
    connector,
    ledger,
    files,
    spool: openSpool(dir),
    addFile: (file = {}) =>
      database.files.insert({
        importId: ledger.row.id,
        origin: 'provider',
        fileKeyHash: `hash-${(number += 1)}`,
        fileKey: `file-${number}`,
        kind: 'video',
        view: 'speaker',
        extension: 'mp4',
        segmentKey: 'segment',
        segmentNumber: 1,
        segmentCount: 1,
        startedAtMs: Date.parse(occurrence.startedAt),
        status: 'waiting',
        bytesDone: 0,
        ...file,
      }),
    stored: async ({ id }) => {
      const row = await database.files.findOne({ id });
      if (row === undefined) throw new Error('the file’s row is gone');
      return row;
    },
    takenOver: async () => {
      await holder.ledger.finish({ type: 'release' }, { nextAttemptAtMs: 0 });
      return (holder = await claim());
    },
    close: async () => {
      await database.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
