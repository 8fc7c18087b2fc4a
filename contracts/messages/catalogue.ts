import type { en } from './en';
import { makeMessage, type MakeMessage, type Message, type MessageOrText } from './message';

/** Every sentence that the server stores or sends, by the catalogue that is whole by definition. */
export type MessageCode = keyof typeof en;

/**
 * A message of the catalogues: `message('check.clock.unknown', { provider })`. The texts are in
 * `contracts/messages/<language>`; none is loaded here.
 */
export const message: MakeMessage<typeof en> = (code, ...[values]): Message => makeMessage(code, values);

/** For tests and tables: is it this message, whatever its values are? */
export const isMessage = (said: MessageOrText | undefined, code: MessageCode): boolean =>
  typeof said === 'object' && said.code === code;
