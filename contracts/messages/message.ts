import { firstOf, oneLine } from './one-line';

/**
 * A sentence for people as data: a code of the catalogues and the values of its places. Who stores or
 * sends one never writes a sentence; whoever shows it does, in the language of its reader.
 */
export interface Message {
  /** Of `contracts/messages/en`, e.g. `check.clock`. */
  code: string;
  values?: Readonly<Record<string, MessageValue>>;
  /**
   * ICU texts by language, used while no catalogue has the code: of a provider that a site registers
   * itself, and whose texts nobody else knows.
   */
  texts?: Readonly<Record<string, string>>;
}

/**
 * Names, numbers, the provider's own words: shown as they are, never read as a text of ours. Instants
 * and sizes are told as such, so that they are shown in the reader's language.
 */
export type MessageValue =
  | string
  | number
  | Message
  /** ISO instant in UTC. */
  | { at: string }
  | { bytes: number }
  /** Shown as a list: `chat, captions and transcript`. */
  | readonly (string | Message)[];

export const isList = (value: MessageValue): value is readonly (string | Message)[] => Array.isArray(value);

/** A message, or a finished sentence: of a row of an earlier version, or words that are not ours. */
export type MessageOrText = Message | string;

/** Stands in a text's place `{name}`; a plural or number asks for a number. */
type Names = [name: string, value: MessageValue];
type Word<Name extends string> = Name extends `${string}${' ' | '#' | '{' | '\n'}${string}` ? never : Name;
type Inside<Argument extends string> = Argument extends `${infer Name},${infer Kind}`
  ? [
      Word<Name>,
      Kind extends `${' ' | ''}${'plural' | 'number' | 'selectordinal'}${string}` ? number : string,
    ]
  : [Word<Argument>, MessageValue];
/**
 * The places of an ICU text as the compiler reads them: what follows a brace, up to a comma or the
 * closing brace. So the text of a plural's branch may not be a single bare word.
 */
type Places<Text extends string> = Text extends `${string}{${infer Rest}`
  ? (Rest extends `${infer Argument}}${string}` ? Inside<Argument> : never) | Places<Rest>
  : never;
type Named<Place extends Names> = Place extends [infer Name extends string, infer Value]
  ? [Name] extends [never]
    ? never
    : { name: Name; value: Value }
  : never;
/** The values that a text asks for, e.g. `{ host: MessageValue; count: number }`. */
export type ValuesOf<Text extends string> = {
  [Place in Named<Places<Text>> as Place['name']]: Extract<Place['value'], MessageValue>;
};

type Values<Text extends string> = keyof ValuesOf<Text> extends never ? [] : [values: ValuesOf<Text>];

/** Makes a message of one of a catalogue's codes; the compiler asks for its values. */
export type MakeMessage<Catalogue extends Record<string, string>> = <Code extends keyof Catalogue & string>(
  code: Code,
  ...values: Values<Catalogue[Code]>
) => Message;

/** A catalogue's part in another language: the same codes. */
export type TextsLike<English extends Record<string, string>> = Readonly<Record<keyof English, string>>;

/**
 * A value as a message keeps it. What comes from outside is cut and cleaned here, once. Pure.
 */
const kept = (value: MessageValue): MessageValue => {
  if (typeof value === 'string') return oneLine(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : UNKNOWN;
  if (!isList(value)) return value;
  return firstOf<string | Message>(value, '…').map((part) =>
    typeof part === 'string' ? oneLine(part) : part,
  );
};
/** Stands where a number is none. */
export const UNKNOWN = '?';

/** A message of a code and its values. */
export const makeMessage = (code: string, values?: Readonly<Record<string, MessageValue>>): Message => ({
  code,
  ...(values === undefined
    ? {}
    : { values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, kept(value)])) }),
});

/** For a provider whose texts stand in no catalogue; see `Message.texts`. */
export const messagesOf =
  <English extends Record<string, string>>(
    texts: { en: English } & Readonly<Record<string, TextsLike<English>>>,
  ): MakeMessage<English> =>
  (code, ...[values]) => ({
    ...makeMessage(code, values),
    texts: Object.fromEntries(Object.entries(texts).map(([language, all]) => [language, all[code] ?? ''])),
  });
