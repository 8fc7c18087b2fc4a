import type { Message } from '../../../contracts/messages/message';
import { english } from '../../../contracts/messages/say';
import { storeMessage } from '../../../contracts/messages/stored';

/** Characters of the column `step`. */
const MOST_CHARACTERS = 255;

/** What an import is doing, as its row keeps it. A message that is too long is kept as its English sentence. */
export function storeStep(step: Message): string {
  const stored = storeMessage(step);
  if (stored.length <= MOST_CHARACTERS) return stored;
  const said = english(step);
  return said.length <= MOST_CHARACTERS ? said : `${[...said].slice(0, MOST_CHARACTERS - 1).join('')}…`;
}
