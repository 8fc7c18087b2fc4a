import type { ChatLine } from '../../../contracts/review';
import { secondsOfClock } from '../texts/plain-text';

/**
 * The chat of an entry, message by message: our own text, `[0:42] Ada: …` with further lines set in.
 * An editor may have rewritten it; a line without a time is shown at its place. Pure.
 */
export function chatLines(chat: string | null): ChatLine[] {
  const lines: ChatLine[] = [];
  for (const line of (chat ?? '').split('\n')) {
    const began = /^\[(\d+(?::\d\d){1,2})(?:\.\d+)?\] (.*)$/.exec(line);
    const atSeconds = began === null ? undefined : secondsOfClock(began[1] ?? '');
    const last = lines.at(-1);
    if (atSeconds !== undefined) lines.push({ atSeconds, text: began?.[2] ?? '' });
    else if (/^\s/.test(line) && last !== undefined) last.text += `\n${line.trim()}`;
    else if (line.trim() !== '') lines.push({ text: line.trim() });
  }
  return lines;
}
