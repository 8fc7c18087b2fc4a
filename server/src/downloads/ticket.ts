import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Where the file is shown. `public`: in the published version, and as long as everybody may read that.
 * `import`: in no version, it is an original.
 */
export type ShownIn = 'draft' | 'published' | 'public' | 'import';

/** What an address of a download is good for. Whoever has it needs no sign-in. */
export interface Ticket {
  documentId: string;
  /** `documentId` of the file. */
  fileId: string;
  shownIn: ShownIn;
  /** Of the downloaded file, made of what the reader may see of the recording. */
  name: string;
  /** Epoch milliseconds. */
  untilMs: number;
}

/** Of characters that need no escape in an address. */
const FORM =
  /^([a-z0-9]{1,64})\.([a-z0-9]{1,64})\.(draft|published|public|import)\.([\w-]{1,400})\.([a-z0-9]{1,11})\.([\w-]{43})$/;

const signatureOf = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('base64url');

/** Pure. */
export function writeTicket(key: Buffer, { documentId, fileId, shownIn, name, untilMs }: Ticket): string {
  const parts = [documentId, fileId, shownIn, Buffer.from(name).toString('base64url'), untilMs.toString(36)];
  const text = parts.join('.');
  return `${text}.${signatureOf(key, text)}`;
}

/** Undefined for a ticket that is not ours, was changed, or is too old. Pure. */
export function readTicket(key: Buffer, ticket: string, nowMs: number): Ticket | undefined {
  const [, documentId = '', fileId = '', shownIn, name = '', until = '', signature = ''] =
    FORM.exec(ticket) ?? [];
  const right = signatureOf(key, ticket.slice(0, -signature.length - 1));
  if (right.length !== signature.length || !timingSafeEqual(Buffer.from(right), Buffer.from(signature))) {
    return undefined;
  }
  const untilMs = parseInt(until, 36);
  if (untilMs <= nowMs) return undefined;
  return {
    documentId,
    fileId,
    shownIn: shownIn as ShownIn,
    name: Buffer.from(name, 'base64url').toString(),
    untilMs,
  };
}
