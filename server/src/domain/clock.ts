/** Milliseconds since the epoch. Injected, so that tests move time in data. */
export type Clock = () => number;
