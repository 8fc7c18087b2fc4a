import * as crypto from 'node:crypto';

/** One call instead of three objects; Node has it from 20.12 on. */
const sha256: (text: string) => string =
  typeof crypto.hash === 'function'
    ? (text) => crypto.hash('sha256', text, 'base64url')
    : (text) => crypto.createHash('sha256').update(text).digest('base64url');

/** 43 characters for an outside id of any length; unique indexes are on this. */
export const keyHash = (id: string): string => sha256(id);
