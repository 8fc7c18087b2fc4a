import { z } from 'zod';

/**
 * How a provider writes its text files, where that is not the form that our mappers write. Data only: long
 * files are read in the media child, which gets the formats sent.
 */
export interface TextFormats {
  /** Of these the one that fits most lines of a file is taken. */
  chat?: readonly ChatFormat[];
  timeline?: TimelineFormat;
}

/** A timeline in JSON: an object with a list of who speaks from when on. The others name its fields. */
export interface TimelineFormat {
  /** The same list under several names: the first that is there is read. */
  lists: readonly string[];
  /** E.g. `00:00:02.500`, from the start of the recording. An entry without a readable time is skipped. */
  clock: string;
  /** A list of objects; empty while nobody speaks. */
  speakers: string;
  /** Of a speaker. */
  name: string;
}

export type ChatFormat = LineChatFormat | JsonChatFormat;

/** A chat in lines: those that start with a time start a message. */
export interface LineChatFormat {
  id: string;
  /**
   * `columns`: `time<TAB>name:<TAB>text`. `sentence`: `time from NAME to NAME: text`, or the text on the
   * lines that follow.
   */
  shape: 'columns' | 'sentence';
  /** `recording`: times count from its start. `wall`: times of day, see `placeWallClock`. */
  clock: 'recording' | 'wall';
  /** The words before the name of the sender and of the recipient. Lower case. */
  from: string;
  to: string;
  /** Recipients who are everybody; any other recipient makes a message private. Lower case. */
  everybody: readonly string[];
  /** What follows a recipient's name to say that nobody else saw the message. Lower case. */
  privateMarks: readonly string[];
  /** Sentences that stand for something else than what somebody wrote. */
  phrases?: {
    /** With the groups `emoji` and `to`, the quoted message. */
    reacted: RegExp;
    /** With the same groups. */
    removed: RegExp;
    /** With the group `to`; the answer follows it. */
    reply: RegExp;
  };
}

/** An object with a list of messages; `list` and the others name its fields. */
export interface JsonChatFormat {
  id: string;
  shape: 'json';
  /** Epoch seconds, see `placeInstants`. */
  clock: 'instant';
  list: string;
  /** Who wrote it: a name, or an id that `ChatOptions.names` knows. */
  from: string;
  text: string;
  /** Epoch milliseconds, or an ISO instant. */
  at: string;
}

/**
 * How our mappers write a chat where the service gives data and no file. They write only what everybody
 * may read.
 */
export const OWN_CHAT: LineChatFormat = {
  id: 'own',
  shape: 'columns',
  clock: 'recording',
  from: 'from',
  to: 'to',
  everybody: [],
  privateMarks: [],
};

const words = z.array(z.string());
/** What crosses to the media child. */
export const textFormatsSchema: z.ZodType<TextFormats> = z.object({
  chat: z
    .array(
      z.discriminatedUnion('shape', [
        z.object({
          id: z.string(),
          shape: z.enum(['columns', 'sentence']),
          clock: z.enum(['recording', 'wall']),
          from: z.string(),
          to: z.string(),
          everybody: words,
          privateMarks: words,
          phrases: z
            .object({
              reacted: z.instanceof(RegExp),
              removed: z.instanceof(RegExp),
              reply: z.instanceof(RegExp),
            })
            .optional(),
        }),
        z.object({
          id: z.string(),
          shape: z.literal('json'),
          clock: z.literal('instant'),
          list: z.string(),
          from: z.string(),
          text: z.string(),
          at: z.string(),
        }),
      ]),
    )
    .optional(),
  timeline: z.object({ lists: words, clock: z.string(), speakers: z.string(), name: z.string() }).optional(),
});
