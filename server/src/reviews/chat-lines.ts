import type { ChatLine } from '../../../contracts/review';
import { secondsOfClock } from '../texts/plain-text';

/**
 * The chat of an entry as messages. The text is our own, `[00:00:42] Ada: …` with further lines indented, but
 * an editor may have changed it. A line without a time stays at its place. Pure.
 */
export function chatLines(chat: string | null): ChatLine[] {
  const lines: ChatLine[] = [];
  for (const line of (chat ?? '').split('\n')) {
    const began = /^\[(\d+:\d\d:\d\d)(?:\.\d+)?\] (.*)$/.exec(line);
    const atSeconds = began === null ? undefined : secondsOfClock(began[1] ?? '');
    const last = lines.at(-1);
    if (atSeconds !== undefined) lines.push({ atSeconds, text: began?.[2] ?? '' });
    else if (/^\s/.test(line) && last !== undefined) last.text += `\n${line.trim()}`;
    else if (line.trim() !== '') lines.push({ text: line.trim() });
  }
  return lines;
}
