import type { Clock } from '../domain/clock';
import type { Reason } from '../domain/reasons';
import type { ConnectorRow, FileRow } from '../ledger/database';
import type { FileLedger } from '../ledger/files';
import type { ImportLedger } from '../ledger/imports';
import type { RunLog } from '../ledger/runs';
import type { Library } from '../media/library';
import type { MediaChild } from '../media/media-child';
import type { Spool } from '../media/spool';
import type { Provider } from '../providers/provider';
import type { Author } from '../people/authors';
import type { Recordings } from '../publishing/recordings';
import type { Policy } from '../domain/policy';
import type { Account } from '../providers/account';

/** One claimed import with everything its steps need. */
export interface Work {
  ledger: ImportLedger;
  files: FileLedger;
  connector: ConnectorRow;
  provider: Provider;
  account: Account;
  policy: Policy;
  library: Library;
  media: MediaChild;
  spool: Spool;
  recordings: Recordings;
  /** Whose it becomes; found, and where the connector says so made, when it is first asked for. */
  author(): Promise<Author>;
  log: RunLog;
  clock: Clock;
  /** Path of ffmpeg, where there is one. */
  ffmpeg: string | undefined;
  /** Mark of this site; see `site/environment.ts`. */
  environment: string | undefined;
  /** The announced link of a file, of a provider that pushes; in memory only. */
  linkOf(fileKey: string): string | undefined;
  /** Why nothing is published for now, though it is fetched and stored: its time runs out. */
  publishingWaits: Reason | undefined;
  /** The database's clock, epoch milliseconds. */
  now(): Promise<number>;
  signal: AbortSignal;
  /** True when the former holder of this import can't be alive any more. */
  formerHolderIsDead: boolean;
  /** @throws StopSignal when the work must be put down; called before each effect. */
  checkpoint(): void;
}

export type { FileRow };
