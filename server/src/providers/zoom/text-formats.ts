import type { LineChatFormat, TextFormats } from '../../texts/text-formats';

/** Zoom publishes none of these shapes; they are known from files in the wild. */
const CHAT: Omit<LineChatFormat, 'id' | 'shape' | 'clock'> = {
  from: 'from',
  to: 'to',
  everybody: [
    'everyone',
    'everyone in meeting',
    'everyone in the meeting',
    'all panelists and attendees',
    'all attendees',
  ],
  privateMarks: ['(direct message)', '(privately)', '(private)'],
  phrases: {
    reacted: /^Reacted to "(?<to>[^\n]*)" with (?<emoji>\S{1,32})$/,
    removed: /^Removed an? (?<emoji>\S{1,32}) reaction from "(?<to>[^\n]*)"$/,
    reply: /^Replying to "(?<to>[^\n]*)"(?:\n|$)/,
  },
};

export const textFormats = {
  chat: [
    // What Zoom's client saves on somebody's computer.
    { ...CHAT, id: 'zoom-client', shape: 'sentence', clock: 'wall' },
    { ...CHAT, id: 'zoom-cloud', shape: 'columns', clock: 'recording' },
  ],
  // `timeline_refine` is the same list, cleaned up.
  timeline: { lists: ['timeline_refine', 'timeline'], clock: 'ts', speakers: 'users', name: 'username' },
} satisfies TextFormats;
