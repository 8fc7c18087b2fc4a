import type { TextFormats } from '../../texts/text-formats';

/** The chat that 8x8 uploads (docs, `CHAT_UPLOADED`): addresses of the chat in place of names. */
export const textFormats = {
  chat: [
    {
      id: 'jaas',
      shape: 'json',
      clock: 'instant',
      list: 'messages',
      from: 'jid',
      text: 'content',
      at: 'timestamp',
    },
  ],
} satisfies TextFormats;
