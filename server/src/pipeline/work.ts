import type { SiteName } from '../domain/ownership';
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

/** One claimed import with everything that its steps need. */
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
  /** The author of the entries. Found, or made where the connector says so, when first asked for. */
  author(): Promise<Author>;
  log: RunLog;
  clock: Clock;
  /** Path of ffmpeg, where there is one. */
  ffmpeg: string | undefined;
  /** See `domain/ownership.ts`. */
  site: SiteName;
  /** The link that a provider announced for a file. In memory only. */
  linkOf(fileKey: string): string | undefined;
  /** Why nothing is published for now. The files are stored all the same, because the provider will delete them. */
  publishingWaits: Reason | undefined;
  /** The database's clock, epoch milliseconds. */
  now(): Promise<number>;
  signal: AbortSignal;
  /** True when the former holder of this import is known to be dead. */
  formerHolderIsDead: boolean;
  /** @throws StopSignal when the work has to stop. Called before each effect. */
  checkpoint(): void;
}

export type { FileRow };

/** What storing files and making entries both need of an import. */
export type EntryWork = Pick<
  Work,
  'author' | 'clock' | 'connector' | 'files' | 'ledger' | 'library' | 'log' | 'policy' | 'provider' | 'spool'
>;
