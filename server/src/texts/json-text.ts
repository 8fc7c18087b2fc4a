import { wellFormedValue } from '../../../contracts/foreign-text';
import { message } from '../../../contracts/messages/catalogue';
import { unreadable, type Unreadable } from './unreadable';

/** A text file that should be JSON. */
export function jsonOf(text: string): { outcome: 'json'; value: unknown } | Unreadable {
  try {
    return { outcome: 'json', value: wellFormedValue(JSON.parse(text.replace(/^\ufeff/, ''))) };
  } catch {
    return unreadable('not-json', message('text.not-json'));
  }
}
