import type { Caller } from './caller';
import { decideDoor, type DoorRequest } from './door';

const UNKNOWN: Caller = { kind: 'unknown' };
const EDITOR: Caller = { kind: 'known', adminId: 1, name: null, moderates: false };
const MODERATOR: Caller = { ...EDITOR, moderates: true };
const OFF = { enabled: false, moderatorsPublishDirectly: false };
const ON = { enabled: true, moderatorsPublishDirectly: false };
const DIRECTLY = { enabled: true, moderatorsPublishDirectly: true };

describe('the door to publishing', () => {
  const ways = [
    { action: 'publish', status: undefined },
    { action: 'create', status: 'published' },
    { action: 'update', status: 'published' },
    { action: 'clone', status: 'published' },
  ];
  const verdicts = (way: Pick<DoorRequest, 'action' | 'status'>, caller: DoorRequest['caller']) =>
    [OFF, ON, DIRECTLY].map((moderation) => decideDoor({ ...way, caller, moderation }));

  it.each(ways)('for $action with status $status', (way) => {
    //                                     moderation off  on        on, moderators directly
    expect(verdicts(way, UNKNOWN)).toEqual(['closed', 'closed', 'closed']);
    expect(verdicts(way, EDITOR)).toEqual(['open', 'queue', 'queue']);
    expect(verdicts(way, MODERATOR)).toEqual(['open', 'queue', 'open']);
    expect(verdicts(way, 'ourselves')).toEqual(['open', 'open', 'open']);
  });

  it('lets anybody save drafts and read', () => {
    for (const action of ['create', 'update', 'findMany', 'delete', 'unpublish', 'discardDraft']) {
      expect(verdicts({ action, status: 'draft' }, UNKNOWN)).toEqual(['aside', 'aside', 'aside']);
      expect(verdicts({ action, status: undefined }, UNKNOWN)).toEqual(['aside', 'aside', 'aside']);
    }
  });
});
