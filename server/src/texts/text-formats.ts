/** How a provider writes its text files, where that is not the form that our mappers write. */
export interface TextFormats {
  /** Of these the one that fits most lines of a file is taken. */
  chat?: readonly ChatFormat[];
  /** Reads a timeline; undefined for JSON of another shape. */
  timeline?(json: unknown): TimelineEntry[] | undefined;
}

/** From when on somebody speaks. */
export interface TimelineEntry {
  /** E.g. `00:00:02.500`, from the start of the recording. An entry without a readable time is skipped. */
  clock: string;
  /** Empty while nobody speaks. */
  speakers: string[];
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
