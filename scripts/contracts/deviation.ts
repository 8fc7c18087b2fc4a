/** One call of a client with the answer of an emulator. */
export interface Exchange {
  method: string;
  /** Relative to the contract's server, still encoded, for example `/v1/user/7`. */
  path: string;
  query: URLSearchParams;
  json?: unknown;
  status: number;
  /** Absent for a file, of which only the status is checked. */
  answer?: unknown;
}

export interface Deviation {
  /** `GET /users/{userId}` as in the contract, or the path itself if the contract has no such operation. */
  operation: string;
  /** `event`: sent by the provider. */
  side: 'request' | 'answer' | 'event';
  /** The place, as a JSON pointer or `?parameter`. */
  at: string;
  what: string;
}

/** Records one deviation. */
export type Say = (at: string, what: string) => void;

/** A published contract, and how to collect the exchanges that must match it. */
export interface ContractCheck {
  provider: string;
  /** What is checked, for example `Zoom: calls`. */
  title: string;
  /** @param specs folder with the published contracts. */
  run(specs: string): Promise<{ looks: number; deviations: Deviation[] }>;
}
