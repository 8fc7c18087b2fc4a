/** One call of a client with the answer of an emulator. */
export interface Exchange {
  method: string;
  /** Below the contract's server, e.g. `/v1/user/7`; still encoded. */
  path: string;
  query: URLSearchParams;
  json?: unknown;
  status: number;
  /** Absent for a file, of which nothing but the status is looked at. */
  answer?: unknown;
}

export interface Deviation {
  /** `GET /users/{userId}`, as the contract writes it; the path itself where it has none. */
  operation: string;
  /** `event`: what a provider sends by itself. */
  side: 'request' | 'answer' | 'event';
  /** Where, as a JSON pointer or `?parameter`. */
  at: string;
  what: string;
}

/** Notes one deviation. */
export type Say = (at: string, what: string) => void;

/** One published contract and the way to everything that must fit it. */
export interface ContractCheck {
  provider: string;
  /** What is held against it, e.g. `Zoom: calls`. */
  title: string;
  /** @param specs folder with the published contracts. */
  run(specs: string): Promise<{ looks: number; deviations: Deviation[] }>;
}
