import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { english } from '../../../contracts/messages/say';
import { storeMessage } from '../../../contracts/messages/stored';
import { IN_STRAPI, type Stage } from '../domain/import-state';

/** Characters of the column `step`. */
const MOST_CHARACTERS = 255;

/** What an import is doing, as its row keeps it. A message that is too long is kept as its English sentence. */
export function storeStep(step: Message): string {
  const stored = storeMessage(step);
  if (stored.length <= MOST_CHARACTERS) return stored;
  const said = english(step);
  return said.length <= MOST_CHARACTERS ? said : `${[...said].slice(0, MOST_CHARACTERS - 1).join('')}…`;
}

/** What an import in this stage does, until the worker says more. */
const DOING: Readonly<Record<Exclude<Stage, typeof IN_STRAPI>, Message>> = {
  fetch: message('step.download'),
  join: message('step.join'),
  store: message('step.store'),
  publish: message('step.publish'),
};

/** The step that is kept with a move to `stage`; null where there is nothing to tell. */
export const stepIn = (stage: Stage): string | null => (stage === IN_STRAPI ? null : storeStep(DOING[stage]));
