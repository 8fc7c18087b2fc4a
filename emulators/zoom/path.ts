/**
 * The decoded parts of a path below `/v2`. Zoom decodes a path once before it looks for the call. So a uuid
 * that begins with a slash, or has two slashes in a row, must be encoded twice, or it becomes several parts.
 * A uuid with any other slash works if it is encoded once.
 */
export function partsOf(path: string): string[] {
  const parts = path
    .replace(/^\/v2\//, '')
    .split('/')
    .map(decode);
  return parts.flatMap((part) => (part.startsWith('/') || part.includes('//') ? part.split('/') : [part]));
}

/** Decodes a uuid that was encoded twice. Uuids are base64, which has no percent sign. */
export const meetingInPath = (part: string): string => (part.includes('%') ? decode(part) : part);

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
