import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import { crashPoint } from '../crash-point';
import { ConnectorError, StopSignal } from '../domain/errors';
import { isStored } from '../domain/import-state';
import { markOfArrival, refusalOf } from '../domain/ownership';
import { problemOf, settle } from '../jobs/dead-letter';
import type { ImportRow, Database } from '../ledger/database';
import { FileLedger } from '../ledger/files';
import type { ClaimedImport } from '../ledger/due-imports';
import { ImportLedger } from '../ledger/imports';
import { openRunLog } from '../ledger/runs';
import { SETTINGS_UNREADABLE } from '../ledger/shapes';
import { policyOf, rulesOf } from '../accounts/policy';
import { keepAlive } from '../jobs/heartbeat';
import { throwIfStopped, type Stops } from '../jobs/stops';
import { carryOut } from './pipeline';
import { resolveHosts } from '../accounts/host-limit';
import { managerOf, blockedBy } from '../people/standstill';
import type { PluginConfig } from '../config';
import type { Clock } from '../domain/clock';
import type { BackoffRules } from '../jobs/after-failure';
import type { Redactor } from '../log/redact';
import type { Library } from '../media/library';
import type { MediaChild } from '../media/media-child';
import type { Spool } from '../media/spool';
import type { Authors } from '../people/authors';
import type { Accounts } from '../accounts/accounts';
import type { Credentials } from '../accounts/credentials';
import type { PublishDefaultsStore } from '../publishing/defaults';
import type { Recordings } from '../publishing/recordings';
import type { Logger } from '../log/logger';
import { asConnectorError, describeError } from '../domain/unexpected';

/** What a worker needs of `runtime.ts`. */
export interface Dependencies {
  config: Pick<PluginConfig, 'posters'>;
  ffmpeg: string | undefined;
  clock: Clock;
  database: Database;
  credentials: Pick<Credentials, 'unseal'>;
  accounts: Pick<Accounts, 'of'>;
  library: Library;
  media: MediaChild;
  spool: Spool;
  recordings: Recordings;
  publishDefaults: Pick<PublishDefaultsStore, 'read'>;
  authors: Pick<Authors, 'authorOf'>;
  redactor: Redactor;
  logger: Pick<Logger, 'warn' | 'error'>;
  backoff: BackoffRules;
  stops: Pick<Stops, 'open'>;
}

/**
 * Takes one claimed import as far as it goes now, and writes down what follows. Never throws: a failure
 * ends the work on one import only.
 */
export async function workOnImport(
  strapi: Core.Strapi,
  runtime: Dependencies,
  claimed: ClaimedImport,
  outer: AbortSignal,
): Promise<void> {
  const { database, redactor, clock } = runtime;
  const ledger = new ImportLedger(database, claimed.row, claimed.lease);
  const log = openRunLog(database, redactor.text, claimed.row.runId);
  const stop = runtime.stops.open(claimed.row.connectorId, claimed.row.runId, outer);
  let alive: { stop(): void } | undefined;
  try {
    const connector = await database.connectors.findOne({ id: claimed.row.connectorId });
    if (connector === undefined || !connector.enabled) throw new StopSignal('switched-off');
    alive = keepAlive(
      database,
      database.imports,
      claimed.lease,
      { connector, runId: await openRunId(database, claimed.row.runId) },
      stop.abort,
    );
    crashPoint('after-claim');

    const { needsYou } = connector;
    if (needsYou?.code === SETTINGS_UNREADABLE && !mustBeSavedNow(claimed.row)) {
      await database.connectors.update({ id: connector.id }, { needsYou });
      throw new StopSignal('needs-you');
    }
    const isCopied = refusalOf(database.site, 'work', connector) !== undefined;
    const wasToldHere = claimed.row.environment === markOfArrival(database.site);
    if (isCopied && !(mustBeSavedNow(claimed.row) && wasToldHere)) throw new StopSignal('needs-you');
    const opened = await runtime.accounts.of(connector, isCopied ? 'save' : 'work');
    const manager = await managerOf(strapi, connector);
    const stuck = blockedBy(connector, opened.provider, manager);
    if (stuck !== undefined) {
      await database.connectors.update({ id: connector.id }, { needsYou: problemOf(stuck) });
      if (!mustBeSavedNow(claimed.row)) throw new StopSignal('needs-you');
    }
    const hosts = await resolveHosts(connector, opened, stop.signal, false);
    const policy = policyOf(
      connector,
      rulesOf(connector, opened, hosts),
      await runtime.publishDefaults.read(),
      runtime.config.posters,
    );
    if (claimed.row.settingsVersion !== connector.settingsVersion) {
      await ledger.patch({ settingsVersion: connector.settingsVersion });
    }

    await carryOut(
      {
        ledger,
        files: new FileLedger(database, ledger),
        connector,
        ...opened,
        policy,
        library: runtime.library,
        media: runtime.media,
        spool: runtime.spool,
        recordings: runtime.recordings,
        author: once(async () => {
          // Without a manager nothing is published; see `publishingWaits`.
          if (manager.outcome === 'gone') throw new StopSignal('needs-you');
          return await runtime.authors.authorOf({
            connector,
            provider: opened.provider,
            managerId: manager.id,
            host: claimed.row.occurrence.host,
            title: claimed.row.title ?? '',
            importId: claimed.row.id,
            log,
          });
        }),
        log,
        clock,
        ffmpeg: runtime.ffmpeg,
        linkOf: linksOf(runtime, claimed.row),
        publishingWaits:
          stuck !== undefined || connector.needsYou !== null || isCopied ? 'publishing-waits' : undefined,
        site: database.site,
        now: () => database.now(),
        signal: stop.signal,
        formerHolderIsDead: claimed.lease.formerHolderIsGone,
        checkpoint: () => throwIfStopped(stop.signal),
      },
      database,
    );
  } catch (thrown) {
    // An aborted request throws an error of its own. What counts is why it was aborted.
    const cause = stop.signal.aborted && !(thrown instanceof StopSignal) ? stopOf(stop.signal) : thrown;
    await settleSafely(runtime, ledger, cause, log);
  } finally {
    alive?.stop();
    stop.close();
  }
}

/** The provider serves it only for a short time, and it is not stored yet. */
const mustBeSavedNow = ({ deadlineAtMs, stage }: ImportRow) => deadlineAtMs !== null && !isStored({ stage });

const links = z.record(z.string(), z.string());

/** The links of a pushed occurrence, decrypted when the first is needed, and hidden in every log. */
function linksOf(runtime: Dependencies, row: ImportRow): (fileKey: string) => string | undefined {
  let opened: Record<string, string> | undefined;
  return (fileKey) => {
    if (row.links === null) return undefined;
    if (opened === undefined) {
      const text = runtime.credentials.unseal(row.connectorId, 'links', row.links);
      if (text === undefined) {
        throw new ConnectorError('needs-person', message('import.link-unreadable'), {
          code: 'link-unreadable',
        });
      }
      opened = links.parse(JSON.parse(text));
    }
    const link = opened[fileKey];
    if (link !== undefined) runtime.redactor.addSecret(link);
    return link;
  };
}

/** Asks once: the first answer is kept, a failed try is not. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let kept: { value: T } | undefined;
  return async () => (kept ??= { value: await ask() }).value;
}

/** The run of an import while it is open: a run that was stopped stops nothing later. */
async function openRunId(database: Dependencies['database'], runId: string | null): Promise<string | null> {
  const run = runId === null ? undefined : await database.runs.findOne({ id: runId });
  return run?.status === 'queued' || run?.status === 'running' ? run.id : null;
}

const stopOf = (signal: AbortSignal): StopSignal =>
  signal.reason instanceof StopSignal ? signal.reason : new StopSignal('shutting-down');

async function settleSafely(
  runtime: Dependencies,
  ledger: ImportLedger,
  thrown: unknown,
  log: ReturnType<typeof openRunLog>,
): Promise<void> {
  const { database } = runtime;
  try {
    const settled = await settle(ledger, thrown, {
      nowMs: await database.now(),
      random: Math.random(),
      rules: runtime.backoff,
      log,
    });
    if (settled === 'parked') {
      const problem = problemOf(asConnectorError(thrown));
      await database.connectors.update(
        { id: ledger.row.connectorId },
        { authorization: 'not-authorized', authorizationProblem: problem },
      );
      await log.add('error', problem.code, problem.what, ledger.row.id);
    }
    if (!(thrown instanceof StopSignal)) {
      const error = asConnectorError(thrown);
      if (error.code === 'unexpected') runtime.logger.error(`import ${ledger.row.id}: ${error.message}`);
    }
  } catch (error) {
    // The database can't be reached or the lease is lost. The lease expires, and another try follows.
    if (!(error instanceof StopSignal)) {
      runtime.logger.warn(`import ${ledger.row.id} could not be put down: ${describeError(error)}`);
    }
  }
}
