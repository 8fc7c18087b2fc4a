import { message } from '../../../../contracts/messages/catalogue';
import type { Message } from '../../../../contracts/messages/message';

const damaged = (detail: string) => message('media.damaged', { detail });
const cutOff = (detail: string) => message('media.cut-off', { detail });
const overLimit = (detail: string) => message('media.over-limit', { detail });
const unsupported = (detail: string) => message('media.unsupported', { detail });
const encrypted = () => message('media.encrypted');
const noContent = () => message('media.no-content');

/**
 * Why a file is refused, by a stable word, and what people are told about it. What exactly is wrong in
 * the file is a technical detail for the provider's support: it stays English and is shown as one.
 */
const SAID = {
  'box-missing': damaged,
  'box-size': damaged,
  'box-too-large': overLimit,
  'box-type': damaged,
  'chunk-too-large': overLimit,
  'cut-off': cutOff,
  'element-size': damaged,
  encrypted,
  'is-empty': () => message('media.is-empty'),
  'is-html': () => message('media.is-html'),
  'is-json': () => message('media.is-json'),
  'is-media': () => message('media.is-media'),
  'is-other-format': unsupported,
  'is-playlist': () => message('media.is-playlist'),
  'is-text': () => message('media.is-text'),
  'is-unknown': () => message('media.is-unknown'),
  'is-xml': () => message('media.is-xml'),
  'is-zeros': () => message('media.is-zeros'),
  'misplaced-box': damaged,
  'no-movie': damaged,
  'no-samples': noContent,
  'no-timescale': damaged,
  'run-too-long': overLimit,
  'table-missing': damaged,
  'table-size': damaged,
  'tables-disagree': damaged,
  'too-deep': overLimit,
  'too-large': overLimit,
  'too-long': overLimit,
  'too-many-boxes': overLimit,
  'too-many-edits': overLimit,
  'too-many-entries': overLimit,
  'too-many-fragments': overLimit,
  'too-many-samples': overLimit,
  'too-many-tracks': overLimit,
  'two-movies': damaged,
  'unknown-element': damaged,
  'unknown-table': unsupported,
  unreadable: (detail: string) => message('media.unreadable', { detail }),
} satisfies Record<string, (detail: string) => Message>;

/** Stable word of a refusal, e.g. `cut-off`. */
export type RefusalCode = keyof typeof SAID;

/**
 * Codes of refusals that stay however often a file is fetched: it is whole, and larger or different
 * from what can be checked or played. All others may come from bytes that were lost or damaged on the way.
 */
export const LASTING_REFUSALS: ReadonlySet<string> = new Set(
  Object.entries(SAID)
    .filter(([, said]) => [overLimit, unsupported, encrypted].some((lasting) => lasting === said))
    .map(([code]) => code),
);

/** A file that is not taken, and why. Crosses from the media child to its parent. */
export interface Refused {
  outcome: 'refused';
  code: RefusalCode;
  said: Message;
}

/** @param detail what is wrong in the file, in technical English; left out where the code says all. */
export function refused(code: RefusalCode, detail = ''): Refused {
  const said: (detail: string) => Message = SAID[code];
  return { outcome: 'refused', code, said: said(detail) };
}

/** Ends the walk over a file. Never leaves `vetFile`. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly detail = '',
  ) {
    super(detail);
    this.name = 'Refusal';
  }
}
