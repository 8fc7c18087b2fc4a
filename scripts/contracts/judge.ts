import type { Deviation } from './deviation';
import type { Exception } from './exceptions';

export interface Judged {
  /** Deviations without an explanation. */
  faults: string[];
  known: { text: string; reason: string }[];
  /** Exceptions that occurred. */
  used: Exception[];
}

const textOf = ({ operation, side, at, what }: Deviation) =>
  `${operation}, ${side} ${at || '(whole)'}: ${what}`;

/** Separates known faults of the contracts from ours. Lists each one once. */
export function judge(
  provider: string,
  deviations: readonly Deviation[],
  exceptions: readonly Exception[],
): Judged {
  const judged: Judged = { faults: [], known: [], used: [] };
  const unlike = new Map(deviations.map((one) => [textOf(one), one]));
  for (const [text, deviation] of unlike) {
    const exception = exceptions.find(
      (one) =>
        one.provider === provider &&
        one.operations.includes(deviation.operation) &&
        one.side === deviation.side &&
        one.at.test(deviation.at),
    );
    if (exception === undefined) judged.faults.push(text);
    else {
      judged.known.push({ text, reason: exception.reason });
      judged.used.push(exception);
    }
  }
  return judged;
}
