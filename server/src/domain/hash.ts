import { createHash } from 'node:crypto';

/** 43 characters for an outside id of any length; unique indexes are on this. */
export const keyHash = (id: string): string => createHash('sha256').update(id).digest('base64url');
