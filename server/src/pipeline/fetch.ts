import { setTimeout as sleep } from 'node:timers/promises';
import { message } from '../../../contracts/messages/catalogue';
import { kindName } from '../../../contracts/messages/kinds';
import type { Message } from '../../../contracts/messages/message';
import { whyMissing } from '../../../contracts/missing';
import { crashPoint } from '../crash-point';
import { ConnectorError, StopSignal, type FailureClass } from '../domain/errors';
import type { Segment } from '../domain/recording';
import { asConnectorError } from '../domain/unexpected';
import { withSources } from '../ledger/files';
import { storeStep } from '../ledger/step';
import { extensionOf } from '../media/file-type';
import { mimeOf } from '../media/mime';
import { LASTING_REFUSALS } from '../media/vet/refusal';
import { ATTEMPTS_FOR_EXTRAS, isMedia, lossOf, noteMissing } from './losses';
import { wantFamiliesWhole } from './texts';
import { transfer, type Transferred } from './transfer';
import type { FileRow, Work } from './work';

/** A broken download continues at once this often, as long as each try brings bytes. */
const RESUMES_PER_ATTEMPT = 8;
const RESUME_PAUSE_MS = 500;

/**
 * Brings every wanted file of the import into the spool: complete, hashed, vetted and probed.
 * `transfer.ts` brings the bytes of one file.
 */
export async function fetch(work: Work, segments: Segment[]): Promise<void> {
  const before = await work.files.all();
  await wantJoinedAgain(work, before);
  const { rows, dropped } = await work.files.reconcile(segments, before);
  for (const row of dropped) await work.spool.removeAllOf(row.id, work.ledger.lease.fence);

  const made = before.filter(({ origin }) => origin === 'made');
  await wantFamiliesWhole(work, rows, made);
  const media = rows.filter(isMedia);
  // What is in Strapi was accepted, whatever the rules of the site are now.
  for (const row of media) if (!isInLibrary(row)) await acceptMedia(work, row);

  for (const [index, row] of media.entries()) {
    if (isHere(row)) continue;
    work.checkpoint();
    const step =
      media.length === 1
        ? message('step.download')
        : message('step.download-segment', { number: index + 1, count: media.length });
    await tell(work, step);
    await fetchFile(work, row);
  }
  for (const row of rows.filter((other) => !isMedia(other) && !isHere(other))) {
    if (row.status === 'failed' && work.ledger.row.attempts > 0) continue;
    work.checkpoint();
    const step = message('step.download-file', { kind: kindName(row.kind) });
    await tell(work, step);
    await fetchExtra(work, row);
  }
}

/** Shows what is done now. The claim has told of a single file already. */
async function tell({ ledger }: Work, doing: Message): Promise<void> {
  const step = storeStep(doing);
  if (ledger.row.step !== step) await ledger.patch({ step });
}

/** A joined file that the entry lost is made anew of its segments. */
async function wantJoinedAgain(work: Work, all: readonly FileRow[]): Promise<void> {
  const lost = all.filter((row) => row.origin === 'made' && isMedia(row) && row.status === 'failed');
  if (lost.length > 0) await work.files.refetch(withSources(lost, all));
}

/** It was there, at least: what was deleted with its recording is not fetched by a sync. */
const isInLibrary = ({ status }: FileRow) => status === 'used' || status === 'stored' || status === 'removed';
const isHere = (row: FileRow) => row.status === 'verified' || isInLibrary(row);

/** @throws ConnectorError `needs-person` before a byte is downloaded that the site would refuse. */
async function acceptMedia(work: Work, row: FileRow): Promise<void> {
  const extension = row.extension ?? '';
  const mime = mimeOf(extension);
  if (mime === undefined) {
    throw new ConnectorError('needs-person', message('fetch.unknown-media-type', { extension }), {
      code: 'unknown-file-type',
      values: { extension },
    });
  }
  await work.library.accepts({ mime, extension, sizeBytes: row.sizeBytes ?? undefined });
}

/**
 * Texts and pictures: the media is here, so what refuses one of them never holds it back for long. What another try
 * may bring is tried a few times before the entry is made. Then the file is noted as missing with the reason, and
 * `repair.ts` asks for it again with growing pauses. One that was missing before gets one try.
 */
async function fetchExtra(work: Work, row: FileRow): Promise<void> {
  const before = row.problem;
  const wasMissing = row.status === 'failed';
  try {
    if (row.kind === 'thumbnail') await acceptPicture(work, row);
    await fetchFile(work, row);
  } catch (thrown) {
    if (thrown instanceof StopSignal || work.signal.aborted) throw thrown;
    const error = asConnectorError(thrown);
    const { said, values, providerWords } = error;
    const code = error.failure === 'gone' ? 'gone-at-provider' : error.code;
    const loss = { code, said, values, providerWords };
    // A provider that asks to wait costs the import no attempt, so the file counts its tries too.
    const tries = Math.max(work.ledger.row.attempts, before?.tries ?? 0) + 1;
    if (!wasMissing && MAY_HEAL_SOON.has(error.failure) && tries < ATTEMPTS_FOR_EXTRAS) {
      await work.files.patch(row, { problem: { ...lossOf(loss, null, work.clock()), tries } });
      throw error;
    }
    await noteMissing(work, row, loss, wasMissing ? before : null);
  }
}

const MAY_HEAL_SOON: ReadonlySet<FailureClass> = new Set(['retry-later', 'bad-bytes', 'needs-token']);

/** Pictures are stored as they came: a type that the site refuses is not downloaded. */
async function acceptPicture(work: Work, row: FileRow): Promise<void> {
  const extension = row.extension ?? '';
  const mime = mimeOf(extension);
  if (mime === undefined) {
    const problem = { code: 'unknown-file-type', values: { extension } };
    throw new ConnectorError('needs-person', whyMissing(problem), problem);
  }
  await work.library.accepts({ mime, extension, sizeBytes: row.sizeBytes ?? undefined });
}

/** The provider has asked for a new link by then, with a token that it accepted. */
const REFUSES_THE_LINK: ReadonlySet<number> = new Set([403, 404, 410]);

/** One file: its download continues as long as that brings bytes, then the file is verified. */
async function fetchFile(work: Work, row: FileRow): Promise<void> {
  let tokenRenewed = false;
  for (let tries = 0; ; tries += 1) {
    const before = row.bytesDone;
    try {
      await verify(work, row, await transfer(work, row));
      return;
    } catch (error) {
      if (error instanceof StopSignal || work.signal.aborted) throw error;
      if (!(error instanceof ConnectorError)) throw error;
      if (error.failure === 'needs-token' && !tokenRenewed) {
        // Fresh tokens and links are asked for once. After that the token is not the cause.
        tokenRenewed = true;
        if (!REFUSES_THE_LINK.has(error.status ?? 0)) work.account.memory.clear();
        continue;
      }
      if (error.failure === 'bad-bytes' || LASTING_REFUSALS.has(error.code)) {
        // These bytes are of no use to the next try, however late it comes.
        await work.files.refetch([row]);
        await work.spool.removeAllOf(row.id, work.ledger.lease.fence);
        throw error;
      }
      const brokeInTheMiddle = error.failure === 'retry-later' && error.retryAtMs === undefined;
      if (!brokeInTheMiddle || row.bytesDone <= before || tries >= RESUMES_PER_ATTEMPT) throw error;
      await sleep(RESUME_PAUSE_MS, undefined, { signal: work.signal }).catch(() => work.checkpoint());
    }
  }
}

/** Opens the file only in the media child. Without a known size, its own end must be proven. */
async function verify(
  work: Work,
  row: FileRow,
  { spoolName, sizeBytes, sha256, sizeWasNamed }: Transferred,
): Promise<void> {
  const inspection = await work.media.inspect(work.spool.pathOf(spoolName), row.kind, {
    signal: work.signal,
  });
  if (inspection.outcome === 'refused') {
    const { code, said: what } = inspection;
    throw LASTING_REFUSALS.has(code)
      ? new ConnectorError('refused', message('media.refused', { what }), { code })
      : new ConnectorError('bad-bytes', message('media.download-again', { what }), { code });
  }
  if (!sizeWasNamed && !inspection.endProven) {
    // A cut between two fragments looks like the end (fault 3).
    throw new ConnectorError('bad-bytes', message('fetch.end-unknown'), { code: 'end-not-proven' });
  }
  crashPoint('after-probe');
  const extension = extensionOf(inspection.container, row.kind, row.extension ?? '');
  const mime = mimeOf(extension) ?? null;
  if (extension !== row.extension && mime !== null) {
    await work.library.accepts({ mime, extension, sizeBytes });
  }
  await work.files.patch(row, {
    status: 'verified',
    extension,
    sizeBytes,
    bytesDone: sizeBytes,
    sha256,
    durationSeconds: inspection.durationSeconds,
    mime,
  });
}
