import type { Core } from '@strapi/strapi';
import type { DeletionView, ImportFileView, ImportView } from '../../../contracts/imports';
import { readMessage } from '../../../contracts/messages/stored';
import { factsOf, missingOf } from '../../../contracts/missing';
import type { RunLogEntry, RunView } from '../../../contracts/runs';
import { importStanding } from '../../../contracts/status';
import { fileNameFor } from '../domain/file-name';
import { reasonMessage } from '../domain/reasons';
import type { Deletion } from '../domain/recording';
import type { FileRow, ImportRow, RunLogRow, RunRow, Database } from '../ledger/database';
import { NO_COUNTS } from '../ledger/runs';
import { findProvider } from '../providers/registry';
import { keptForRepair } from '../pipeline/texts';
import { people } from '../people/admins';
import { optionsOf } from '../accounts/policy';
import type { Library, ShownFile } from '../media/library';
import { isoOf } from '../domain/instant';
import { isInStrapi } from '../domain/import-state';
import { permissionAction } from '../../../contracts/permissions';
import { openEntries, type Ability } from '../reviews/entries';
import { downloadsFile } from '../rules/rules';

/** What this file needs of `runtime.ts`. */
export interface Dependencies {
  database: Database;
  library: Pick<Library, 'findMany'>;
}

const deletionView = (deletion: Deletion): DeletionView => ({
  state: deletion.state === 'asked' ? 'waiting' : deletion.state,
  mode: deletion.mode,
  ...(deletion.atMs === undefined ? {} : { at: isoOf(deletion.atMs) }),
  rule: deletion.rule,
  ...(deletion.problem === undefined ? {} : { problem: deletion.problem }),
  canRecover: deletion.state === 'deleted' && deletion.mode === 'trash',
});

/** Rows of the ledger as the panel shows them. */
export interface LedgerViews {
  runs(rows: RunRow[]): Promise<RunView[]>;
  log(rows: RunLogRow[]): Promise<RunLogEntry[]>;
  /** Who watches imports gets links of files only where they may download these. */
  imports(rows: ImportRow[], ability: Ability): Promise<ImportView[]>;
}

export function openLedgerViews(strapi: Core.Strapi, runtime: Dependencies): LedgerViews {
  const { database } = runtime;

  const entries = openEntries(strapi);

  /** @param may `read`: the recording, `download`: this file of it. */
  const fileView = (
    row: FileRow,
    title: string,
    stored: ShownFile | undefined,
    may: { read: boolean; download: boolean },
  ): ImportFileView => {
    return {
      id: row.id,
      kind: row.kind,
      view: row.view ?? '',
      // An editor may have given the file another name.
      name: (may.read ? stored?.name : undefined) ?? fileNameFor(title, row.extension ?? ''),
      // The file that replaced it has a row of its own.
      status: row.status === 'replaced' ? 'skipped' : row.status,
      origin: row.origin,
      ...(row.segments === null ? {} : { segments: row.segments.length }),
      bytesDone: row.bytesDone,
      ...(row.sizeBytes === null ? {} : { sizeBytes: row.sizeBytes }),
      ...(row.sha256 === null ? {} : { sha256: row.sha256 }),
      ...(row.resumedAtPercent === null ? {} : { resumedAtPercent: row.resumedAtPercent }),
      ...(row.problem === null ? {} : { problem: factsOf(row.problem) }),
      ...(stored === undefined || !may.download ? {} : { downloadUrl: stored.url }),
      ...(row.mediaFileId === null || !may.download ? {} : { mediaFileId: row.mediaFileId }),
      ...(row.recordingDocumentId === null ? {} : { recordingDocumentId: row.recordingDocumentId }),
    };
  };

  return {
    async runs(rows) {
      const names = await people(
        strapi,
        rows.map((row) => row.startedById),
      );
      return rows.map((row) => ({
        id: row.id,
        connectorId: row.connectorId,
        connectorName: row.connectorName ?? '',
        providerLabel: findProvider(row.provider ?? '')?.descriptor.label ?? row.provider ?? '',
        trigger: row.trigger,
        startedBy: names.get(row.startedById ?? -1),
        status: row.status,
        ...(row.problem === null ? {} : { problem: row.problem }),
        queuedAt: isoOf(row.queuedAtMs) ?? '',
        startedAt: isoOf(row.startedAtMs),
        finishedAt: isoOf(row.finishedAtMs),
        // Runs of earlier versions lack some of the numbers.
        counts: { ...NO_COUNTS, ...row.counts },
        ...(row.progress === null ? {} : { progress: row.progress }),
        ...(row.instance === null ? {} : { instance: row.instance }),
        stopping: row.stopRequested && (row.status === 'queued' || row.status === 'running'),
      }));
    },

    async log(rows) {
      const ids = rows.flatMap((row) => (row.importId === null ? [] : [row.importId]));
      const titles: { id: string; title: string | null }[] =
        ids.length === 0
          ? []
          : await database.imports
              .query()
              .whereIn(database.imports.column('id'), ids)
              .select({ id: database.imports.column('id'), title: database.imports.column('title') });
      const byId = new Map(titles.map((row) => [row.id, row.title ?? undefined]));
      return rows.map((row) => ({
        id: row.id,
        at: isoOf(row.atMs) ?? '',
        level: row.level,
        code: row.code,
        message: readMessage(row.message),
        ...(row.importId === null ? {} : { importId: row.importId, importTitle: byId.get(row.importId) }),
      }));
    },

    async imports(rows, ability) {
      const { files } = database;
      const ids = rows.map((row) => row.id);
      const records: Record<string, unknown>[] =
        ids.length === 0 ? [] : await files.query().whereIn(files.column('importId'), ids).orderBy('id');
      const all = records.map(files.read);
      const documentIds = [
        ...new Set(
          all.flatMap(({ recordingDocumentId }) =>
            recordingDocumentId === null ? [] : [recordingDocumentId],
          ),
        ),
      ];
      const isReadable = await entries.readableOf(ability, documentIds);
      const shown = new Set(
        (await entries.withFiles(ability, documentIds)).flatMap(({ documentId, files }) =>
          files.map(({ file }) => `${documentId} ${file.documentId}`),
        ),
      );
      const originals = ability.can(permissionAction('originals.read'));
      const mayOf = ({ recordingDocumentId, mediaFileId }: FileRow) => {
        const read = isReadable(recordingDocumentId);
        const field = shown.has(`${recordingDocumentId} ${mediaFileId}`);
        return { read, download: read && downloadsFile({ kind: 'admin' }, { field, originals }) };
      };
      const connectors = new Map(
        (await database.connectors.find({})).map((connector) => [
          connector.id,
          { provider: findProvider(connector.provider), skipKinds: optionsOf(connector).rules.skipKinds },
        ]),
      );
      const storedFiles = await runtime.library.findMany(
        all.flatMap(({ mediaFileId }) => (mediaFileId === null ? [] : [mediaFileId])),
      );
      return rows.map((row): ImportView => {
        const own = all.filter((file) => file.importId === row.id);
        const open = row.status === 'waiting' || row.status === 'retrying';
        const { provider, skipKinds } = connectors.get(row.connectorId) ?? {};
        const missing = missingOf(own, skipKinds);
        const isHere = isInStrapi(row) && row.status !== 'running';
        const providerLabel = provider?.descriptor.label;
        const view = {
          id: row.id,
          connectorId: row.connectorId,
          ...(providerLabel === undefined ? {} : { providerLabel }),
          title: row.title ?? '',
          ...(row.hostName === null ? {} : { hostName: row.hostName }),
          ...(row.hostEmail === null ? {} : { hostEmail: row.hostEmail }),
          startedAt: isoOf(row.startedAtMs) ?? '',
          ...(row.occurrence.timezone === undefined ? {} : { timezone: row.occurrence.timezone }),
          stage: row.stage,
          status: row.status,
          ...(row.status === 'running' && row.step !== null ? { step: readMessage(row.step) } : {}),
          ...(row.problem === null ? {} : { problem: row.problem }),
          ...(row.reason === null ? {} : { reason: reasonMessage(row.reason) }),
          attempts: row.attempts,
          ...(open ? { nextAttemptAt: isoOf(row.nextAttemptAtMs) } : {}),
          ...(row.status === 'dead' && row.nextAttemptAtMs !== null
            ? { triedOnceMoreAt: isoOf(row.nextAttemptAtMs) }
            : {}),
          canRetry: open || row.status === 'dead',
          canImportAgain:
            isHere &&
            (row.status === 'done' || row.status === 'removed' || missing.length > 0) &&
            (provider?.listsRecordings !== undefined || keptForRepair(own).length > 0),
          ...(row.deletion === null ? {} : { deletion: deletionView(row.deletion) }),
          ...(row.atProvider === null || row.atProvider.change === 'recovered'
            ? {}
            : {
                atProvider: {
                  change: row.atProvider.change,
                  at: isoOf(row.atProvider.atMs),
                },
              }),
          ...(row.deadlineAtMs === null || row.stage !== 'fetch'
            ? {}
            : { expiresAt: isoOf(row.deadlineAtMs) }),
          ...(row.joinNote === null ? {} : { joinNote: readMessage(row.joinNote) }),
          files: own.map((file) =>
            fileView(file, row.title ?? '', storedFiles.get(file.mediaFileId ?? ''), mayOf(file)),
          ),
          missing,
          recordingDocumentIds: [
            ...new Set(
              own.flatMap((file) => (file.recordingDocumentId === null ? [] : [file.recordingDocumentId])),
            ),
          ],
          updatedAt: isoOf(row.changedAtMs) ?? '',
        };
        return { ...view, label: importStanding(view).word };
      });
    },
  };
}
