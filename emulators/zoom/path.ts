/**
 * The path below `/v2` in decoded parts. Zoom's front door decodes once and hands on: a uuid that
 * begins with a slash or has two in a row is torn apart unless it was encoded twice, any other slash
 * survives.
 */
export function partsOf(path: string): string[] {
  const parts = path
    .replace(/^\/v2\//, '')
    .split('/')
    .map(decode);
  return parts.flatMap((part) => (part.startsWith('/') || part.includes('//') ? part.split('/') : [part]));
}

/** The second decoding, for uuids that were encoded twice; base64 has no percent sign. */
export const meetingInPath = (part: string): string => (part.includes('%') ? decode(part) : part);

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
