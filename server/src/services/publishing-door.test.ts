import { decideDoor } from './publishing-door';

describe('the door to publishing', () => {
  const ways = [
    { action: 'publish', status: undefined },
    { action: 'create', status: 'published' },
    { action: 'update', status: 'published' },
    { action: 'clone', status: 'published' },
  ];
  it.each(ways)('is closed to an unknown caller for $action with status $status', ({ action, status }) => {
    expect(decideDoor({ action, status, caller: 'unknown' })).toBe('closed');
    expect(decideDoor({ action, status, caller: 'authenticated' })).toBe('open');
    expect(decideDoor({ action, status, caller: 'ourselves' })).toBe('open');
  });
  it('lets anybody save drafts and read', () => {
    for (const action of ['create', 'update', 'findMany', 'delete', 'unpublish', 'discardDraft']) {
      expect(decideDoor({ action, status: 'draft', caller: 'unknown' })).toBe('open');
      expect(decideDoor({ action, status: undefined, caller: 'unknown' })).toBe('open');
    }
  });
});
