import type { Deviation } from './deviation';
import type { Exception } from './exceptions';

export interface Judged {
  /** What nothing explains. */
  faults: string[];
  known: { text: string; reason: string }[];
  /** Exceptions that were met. */
  used: Exception[];
}

const textOf = ({ operation, side, at, what }: Deviation) =>
  `${operation}, ${side} ${at || '(whole)'}: ${what}`;

/** Tells the contracts' own known faults from those of ours; each is named once. */
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
