import { message } from './catalogue';
import type { MessageOrText } from './message';

/** Fields that have a name for people, by the last word of their path. */
const NAMED = [
  'accounts',
  'adminRoleId',
  'confirmation',
  'connectorId',
  'decision',
  'deleteAfterHours',
  'deleteAtProvider',
  'directory',
  'documentIds',
  'email',
  'enabled',
  'eventType',
  'files',
  'folderId',
  'hostDomains',
  'hostEmails',
  'importSince',
  'includePrivateChat',
  'items',
  'joinSegments',
  'lateTextsPass',
  'level',
  'link',
  'memberRoleId',
  'minDurationMinutes',
  'moderator',
  'moderatorsPublishDirectly',
  'name',
  'newestFiles',
  'options',
  'page',
  'pageSize',
  'provider',
  'publish',
  'publishAs',
  'publishStatus',
  'reason',
  'reasonTemplates',
  'recording',
  'reencode',
  'revision',
  'room',
  'rules',
  'runId',
  'scheduleMinutes',
  'search',
  'session',
  'settings',
  'skipConfidential',
  'skipKinds',
  'state',
  'status',
  'subject',
  'tags',
  'text',
  'titleContains',
  'titleExcludes',
  'titleTemplate',
  'ttlSeconds',
  'useProxy',
  'userId',
  'visibility',
  'webinar',
] as const;

const isNumber = (part: string) => /^\d+$/.test(part);
/** `skipKinds` → `skip kinds` */
const inWords = (part: string) =>
  part.replace(
    /([a-z\d])([A-Z])/g,
    (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`,
  );

/**
 * What a field of a request is called, by its path in the body: its label, with the number of an entry in a
 * list, and for a field that nobody named the path in words.
 */
export function fieldName(path: readonly string[]): MessageOrText {
  const last = path.at(-1) ?? '';
  if (path.length > 1 && isNumber(last))
    return message('field.entry', { field: fieldName(path.slice(0, -1)), number: Number(last) + 1 });
  const known = NAMED.find((name) => name === last);
  if (known !== undefined) return message(`field.${known}`);
  return path
    .filter((part) => !isNumber(part))
    .map(inWords)
    .join(' › ');
}
