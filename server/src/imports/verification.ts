import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import { rowId } from '../../../contracts/common';
import { ORDER_COLUMN } from '../ledger/table';
import { message } from '../../../contracts/messages/catalogue';
import { messageOrText } from '../../../contracts/messages/stored';
import { FINDINGS, type FindingView, type VerificationView } from '../../../contracts/verify';
import { PLUGIN_ID } from '../../../contracts/plugin';
import { ConnectorError } from '../domain/errors';
import type { Database, FileRow } from '../ledger/database';
import type { Library } from '../media/library';
import { deviations } from '../publishing/approval';
import type { Reviews } from '../reviews/reviews';
import type { Logger } from '../log/logger';
import { isoOf } from '../domain/instant';
import { describeError } from '../domain/unexpected';

/** What this file needs of `runtime.ts`. */
export interface Dependencies {
  database: Database;
  library: Pick<Library, 'check' | 'hash' | 'find' | 'localDir'>;
  reviews: Pick<Reviews, 'approved'>;
  logger: Pick<Logger, 'warn' | 'error'>;
}

/** Rows read at a time: memory does not grow with the library. */
const ROWS_AT_ONCE = 200;
const MOST_FINDINGS = 500;
/** Only names that the plugin gave. */
const OURS = /^(meeting_[0-9a-f]{32})\.[a-z0-9]{1,5}$/;

const finding = z.object({
  finding: z.enum(FINDINGS),
  name: z.string(),
  detail: messageOrText,
  importId: rowId.optional().catch(undefined),
  mediaFileId: z.string().optional().catch(undefined),
  recordingDocumentId: z.string().optional(),
});
const kept = z.object({
  state: z.enum(['never', 'running', 'finished', 'stopped', 'failed']),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  filesDone: z.number(),
  filesTotal: z.number(),
  bytesDone: z.number(),
  findings: z.array(finding),
  findingsTotal: z.number(),
  problem: messageOrText.optional(),
});
const NEVER: VerificationView = {
  state: 'never',
  filesDone: 0,
  filesTotal: 0,
  bytesDone: 0,
  findings: [],
  findingsTotal: 0,
};

/** Checks that the library still holds what was imported (G3). One at a time on each instance. */
export interface Verification {
  view(): Promise<VerificationView>;
  /** @throws ConnectorError while one is running. */
  start(newestFiles?: number): Promise<VerificationView>;
  stop(): Promise<VerificationView>;
  /** Runs one to its end, for code and tests. */
  run(newestFiles?: number): Promise<VerificationView>;
}

/** Reads stored files again and compares them with their recorded hashes; `report` gets each finding and file. */
export async function verifyLibrary(
  { database, library, reviews, strapi }: Omit<Dependencies, 'logger'> & { strapi: Core.Strapi },
  newestFiles: number | undefined,
  signal: AbortSignal,
  report: { total(files: number): void; file(bytes: number): void; finding(found: FindingView): void },
): Promise<void> {
  const { files } = database;
  const stored = () => files.query().where({ [files.column('status')]: 'stored' });
  const [counted] = (await stored().count({ number: '*' })) as { number: number | string }[];
  const all = Number(counted?.number ?? 0);
  report.total(Math.min(all, newestFiles ?? all));
  let left = newestFiles ?? all;
  for (let below = Number.MAX_SAFE_INTEGER; left > 0;) {
    const records: Record<string, unknown>[] = await stored()
      .andWhere(ORDER_COLUMN, '<', below)
      .orderBy(ORDER_COLUMN, 'desc')
      .limit(Math.min(ROWS_AT_ONCE, left));
    if (records.length === 0) break;
    for (const record of records) {
      signal.throwIfAborted();
      const row = files.read(record);
      below = Number(record[ORDER_COLUMN]);
      left -= 1;
      report.file(await checkRow(library, row, signal, report.finding));
    }
  }
  if (newestFiles !== undefined) return;
  await findOrphans({ database, library, strapi }, signal, report.finding);
  for (const { recordingDocumentId, approvedFiles } of await reviews.approved()) {
    signal.throwIfAborted();
    const wish = { documentId: recordingDocumentId, approved: approvedFiles ?? [] };
    // The files of imports were read before.
    const found = await deviations(strapi, { library }, wish, { reread: false, signal });
    for (const one of found) report.finding({ ...one, recordingDocumentId });
  }
}

/** Answers how many bytes were read. */
async function checkRow(
  library: Dependencies['library'],
  row: FileRow,
  signal: AbortSignal,
  found: (finding: FindingView) => void,
): Promise<number> {
  const check = await library.check(row, signal);
  if (check.outcome === 'same') return check.sizeBytes;
  const media = row.mediaFileId === null ? undefined : await library.find(row.mediaFileId);
  found({
    finding: check.outcome,
    name: media?.name ?? row.storedName ?? `${row.kind} ${row.id}`,
    detail: check.detail,
    importId: row.importId,
    ...(row.mediaFileId === null ? {} : { mediaFileId: row.mediaFileId }),
    ...(row.recordingDocumentId === null ? {} : { recordingDocumentId: row.recordingDocumentId }),
  });
  return 0;
}

/** Files with a name of ours that neither the Media Library nor the ledger knows. */
async function findOrphans(
  { database, library, strapi }: Pick<Dependencies, 'database' | 'library'> & { strapi: Core.Strapi },
  signal: AbortSignal,
  found: (finding: FindingView) => void,
): Promise<void> {
  const dir = library.localDir;
  if (dir === undefined) return;
  for (const name of await readdir(dir)) {
    signal.throwIfAborted();
    const hash = OURS.exec(name)?.[1];
    if (hash === undefined) continue;
    if ((await database.files.findOne({ storedName: hash })) !== undefined) continue;
    if ((await strapi.db.query('plugin::upload.file').findOne({ where: { hash } })) !== null) continue;
    found({
      finding: 'orphaned',
      name: path.basename(name),
      detail: message('verification.orphaned'),
    });
  }
}

export function openVerification(strapi: Core.Strapi, runtime: Dependencies): Verification {
  const store = strapi.store({ type: 'plugin', name: PLUGIN_ID, key: 'verification' });
  let current: { view: VerificationView; abort: AbortController; done: Promise<void> } | undefined;

  const last = async (): Promise<VerificationView> => {
    const parsed = kept.safeParse(await store.get({}));
    if (!parsed.success) return NEVER;
    // The stored state is running, and nothing runs here: Strapi was stopped in the middle.
    return parsed.data.state === 'running' ? { ...parsed.data, state: 'stopped' } : parsed.data;
  };

  const begin = (newestFiles: number | undefined) => {
    const abort = new AbortController();
    const view: VerificationView = {
      ...NEVER,
      state: 'running',
      startedAt: isoOf(Date.now()),
      findings: [],
    };
    const work = async () => {
      try {
        await verifyLibrary({ strapi, ...runtime }, newestFiles, abort.signal, {
          total: (files) => (view.filesTotal = files),
          file: (bytes) => {
            view.filesDone += 1;
            view.bytesDone += bytes;
          },
          finding: (found) => {
            view.findingsTotal += 1;
            if (view.findings.length < MOST_FINDINGS) view.findings.push(found);
          },
        });
        view.state = 'finished';
      } catch (error) {
        view.state = abort.signal.aborted ? 'stopped' : 'failed';
        if (view.state === 'failed') {
          view.problem = message('verification.failed');
          runtime.logger.error(`verification: ${describeError(error)}`);
        }
      }
      view.finishedAt = isoOf(Date.now());
      await store.set({ value: view }).catch((error: unknown) => {
        runtime.logger.warn(`the verification could not be kept: ${describeError(error)}`);
      });
      current = undefined;
    };
    current = { view, abort, done: work() };
    return current;
  };

  return {
    async view() {
      return current === undefined ? await last() : { ...current.view };
    },
    async start(newestFiles) {
      if (current !== undefined) {
        throw new ConnectorError('needs-person', message('verification.running'), {
          code: 'verification-running',
        });
      }
      return { ...begin(newestFiles).view };
    },
    async stop() {
      const running = current;
      if (running === undefined) return await last();
      running.abort.abort();
      await running.done;
      return { ...running.view };
    },
    async run(newestFiles) {
      const started = begin(newestFiles);
      await started.done;
      return { ...started.view };
    },
  };
}
