/**
 * Makes the text files that Zoom makes of what was said and written in a segment. Formats are as in files
 * that public code reads. The formats of summaries are not published, so those are invented.
 */
export interface Said {
  /** Seconds from the start of the segment's media. */
  fromSeconds: number;
  toSeconds: number;
  by: string;
  text: string;
}

export interface Written {
  atSeconds: number;
  by: string;
  /** May have several lines. */
  text: string;
}

const pad = (value: number, digits = 2): string => String(Math.floor(value)).padStart(digits, '0');
const clock = (seconds: number): string =>
  `${pad(seconds / 3600)}:${pad((seconds / 60) % 60)}:${pad(seconds % 60)}`;
const exactClock = (seconds: number): string => {
  const ms = Math.round(seconds * 1000);
  return `${clock(Math.floor(ms / 1000))}.${pad(ms % 1000, 3)}`;
};

const vtt = (cues: Said[], bodyOf: (cue: Said) => string): string =>
  [
    'WEBVTT\n',
    ...cues.map(
      (cue, index) =>
        `${index + 1}\n${exactClock(cue.fromSeconds)} --> ${exactClock(cue.toSeconds)}\n${bodyOf(cue)}\n`,
    ),
  ].join('\n');

/** A TRANSCRIPT file has numbered cues that begin with the speaker's name. Zoom escapes nothing. */
export const transcriptFile = (said: Said[]): string => vtt(said, ({ by, text }) => `${by}: ${text}`);

/** A CC file is like a TRANSCRIPT, often without speakers. */
export const captionsFile = (said: Said[]): string => vtt(said, ({ text }) => text);

/** A CHAT file of a cloud recording has columns, times from the start of the recording, and lines that end in CR LF. */
export const chatFile = (written: Written[]): string =>
  written
    .map(({ atSeconds, by, text }) => `${clock(atSeconds)}\t${by}:\t${text.replaceAll('\n', '\r\n')}\r\n`)
    .join('');

/** A chat that Zoom's client saved has times of day, sender and receiver, and the text indented on the next line. */
export const savedChatFile = (written: Written[], startsAtSeconds: number): string =>
  written
    .map(
      ({ atSeconds, by, text }) =>
        `${clock((startsAtSeconds + atSeconds) % 86_400)} From ${by} to Everyone:\n    ${text.replaceAll('\n', '\n    ')}\n`,
    )
    .join('');

/** A TIMELINE file says who began to speak at which time. `timeline_refine` leaves out short changes. */
export function timelineFile(said: Said[]): string {
  const users = [...new Set(said.map(({ by }) => by))];
  const entry = ({ fromSeconds, by }: Said) => ({
    ts: exactClock(fromSeconds),
    users: [{ username: by, user_id: String(16_778_240 + 1024 * users.indexOf(by)), zoom_userid: '' }],
  });
  const refined = said.filter(({ by }, index) => index === 0 || said[index - 1]?.by !== by);
  return JSON.stringify({ timeline: said.map(entry), timeline_refine: refined.map(entry) });
}

export const summaryFile = (overview: string, details: { label: string; text: string }[]): string =>
  JSON.stringify({ overall_summary: overview, items: details });

export const nextStepsFile = (steps: string[]): string =>
  JSON.stringify({ items: steps.map((text) => ({ text })) });

export const smartChaptersFile = (chapters: { atSeconds: number; title: string }[]): string =>
  JSON.stringify({ items: chapters.map(({ atSeconds, title }) => ({ ts: exactClock(atSeconds), title })) });

/** A CSV file is a report of the polls. */
export const pollFile = (answers: { name: string; question: string; answer: string }[]): string =>
  [
    ['#', 'User Name', 'Question', 'Answer'],
    ...answers.map(({ name, question, answer }, index) => [String(index + 1), name, question, answer]),
  ]
    .map((row) =>
      row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','),
    )
    .join('\r\n');
