import { z } from 'zod';
import { isList, type Message, type MessageOrText, type MessageValue } from './message';

export const messageValue: z.ZodType<MessageValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    messageSchema,
    z.strictObject({ at: z.string() }),
    z.strictObject({ bytes: z.number() }),
    z.array(z.union([z.string(), messageSchema])),
  ]),
);

export const messageSchema: z.ZodType<Message> = z.lazy(() =>
  z.object({
    code: z.string().min(1),
    values: z.record(z.string(), messageValue).optional(),
    texts: z.record(z.string(), z.string()).optional(),
  }),
);

/** What a row holds: a message, or the finished sentence of an earlier version. */
export const messageOrText: z.ZodType<MessageOrText> = z.union([z.string(), messageSchema]);

/** Without what must not be told: `redact` is given every text that came from outside. */
export const redactMessage = (message: Message, redact: (text: string) => string): Message => ({
  ...message,
  ...(message.values === undefined
    ? {}
    : {
        values: Object.fromEntries(
          Object.entries(message.values).map(([name, given]) => [name, redactValue(given, redact)]),
        ),
      }),
});

function redactValue(given: MessageValue, redact: (text: string) => string): MessageValue {
  if (typeof given === 'string') return redact(given);
  if (typeof given === 'number') return given;
  if ('code' in given) return redactMessage(given, redact);
  if (!isList(given)) return given;
  return given.map((part) => (typeof part === 'string' ? redact(part) : redactMessage(part, redact)));
}

/** For a column of text. A finished sentence stays as it is. */
export const storeMessage = (message: MessageOrText): string =>
  typeof message === 'string' ? message : JSON.stringify(message);

/** Reads such a column: anything that is no message of ours is a sentence of an earlier version. */
export function readMessage(stored: string): MessageOrText {
  if (!stored.startsWith('{"code":')) return stored;
  try {
    return messageSchema.parse(JSON.parse(stored));
  } catch {
    return stored;
  }
}
