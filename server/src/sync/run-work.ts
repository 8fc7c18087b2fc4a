import type { Core } from '@strapi/strapi';
import type { RunCounts } from '../../../contracts/runs';
import type { Accounts } from '../accounts/accounts';
import type { Clock } from '../domain/clock';
import type { Queue } from '../jobs/queue';
import type { Stops } from '../jobs/stops';
import type { ConnectorRow, Database, RunRow } from '../ledger/database';
import type { RunLog } from '../ledger/runs';
import type { Logger } from '../log/logger';
import type { Redactor } from '../log/redact';
import type { Dependencies as HostMailDependencies } from '../mails/host-mails';
import type { Dependencies as RepairDependencies } from '../pipeline/repair';

/** What a run needs of the whole; `runtime.ts` has it. */
export interface Dependencies extends HostMailDependencies, RepairDependencies {
  clock: Clock;
  database: Database;
  accounts: Pick<Accounts, 'of'>;
  redactor: Pick<Redactor, 'text'>;
  logger: Logger;
  stops: Pick<Stops, 'open' | 'stopRun'>;
  runs: Pick<Queue, 'wake'>;
  imports: Pick<Queue, 'wake'>;
}

/** One claimed run with everything that its steps need. */
export interface RunWork extends Dependencies {
  strapi: Core.Strapi;
  connector: ConnectorRow;
  run: RunRow;
  log: RunLog;
  counts: RunCounts;
  signal: AbortSignal;
  /**
   * True when the provider has answered, or when one of its events started the run. The authorization of
   * a connector changes only on such evidence (A5). False until the account is opened.
   */
  hasReachedProvider(): boolean;
}
