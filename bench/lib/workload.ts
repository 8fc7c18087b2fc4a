/** One measured figure. `spread` is the lowest and the highest of all rounds. */
export interface Figure {
  name: string;
  value: number;
  unit: 'x' | 'ms' | 's' | 's/GiB' | 'MiB' | 'requests' | 'rows' | 'copies' | 'queries' | '/s' | '%';
  spread?: readonly [least: number, greatest: number];
  aim?: Aim;
}

export interface Aim {
  /** As it is printed, e.g. `<= 64`. */
  text: string;
  met: boolean;
}

export interface WorkloadResult {
  figures: Figure[];
  rounds: number;
  /** The spread of the peer over its rounds, (highest - lowest) / median. Absent if nothing is timed. */
  peerSpread?: number;
  notes: string[];
}

export interface WorkloadOptions {
  /** Counted rounds. */
  rounds: number;
  /** Small sizes for a quick look. The aims are for the full sizes. */
  small: boolean;
  log(text: string): void;
}

export interface Workload {
  id: string;
  title: string;
  /** The default number of rounds. */
  rounds: number;
  /** Required programs with their Debian packages. */
  peers: readonly Peer[];
  /** @throws WrongResult if the imported content differs from what was sent. */
  run(options: WorkloadOptions): Promise<WorkloadResult>;
}

export interface Peer {
  command: string;
  debianPackage: string;
}

export const CURL: Peer = { command: 'curl', debianPackage: 'curl' };
export const OPENSSL: Peer = { command: 'openssl', debianPackage: 'openssl' };
export const ARIA2: Peer = { command: 'aria2c', debianPackage: 'aria2' };
export const FFMPEG: Peer = { command: 'ffmpeg', debianPackage: 'ffmpeg' };
export const RCLONE: Peer = { command: 'rclone', debianPackage: 'rclone' };

/** The measurement is invalid, because hashes or counts are wrong. */
export class WrongResult extends Error {
  override readonly name = 'WrongResult';
}

export class MissingPeer extends Error {
  override readonly name = 'MissingPeer';
  constructor(missing: readonly Peer[]) {
    const packages = [...new Set(missing.map(({ debianPackage }) => debianPackage))].join(' ');
    super(
      `${missing.map(({ command }) => command).join(', ')} not found, to measure against: apt-get install -y ${packages}`,
    );
  }
}

export function assertSame(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected)
    throw new WrongResult(`${what}: ${String(actual)} in place of ${String(expected)}`);
}

export const atMost = (value: number, limit: number, unit = ''): Aim => ({
  text: `<= ${limit}${unit === '' ? '' : ` ${unit}`}`,
  met: value <= limit,
});
export const atLeast = (value: number, limit: number, unit = ''): Aim => ({
  text: `>= ${limit}${unit === '' ? '' : ` ${unit}`}`,
  met: value >= limit,
});
export const exactly = (value: number, wanted: number): Aim => ({
  text: `= ${wanted}`,
  met: value === wanted,
});
