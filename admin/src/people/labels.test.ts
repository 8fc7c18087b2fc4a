import type { HostView } from '../../../contracts/people';
import { movesOf } from './labels';

const host = (over: Partial<HostView>): HostView => ({
  id: '1',
  email: 'ada@school.example',
  state: 'unknown',
  invited: false,
  seenAt: '2026-02-10T16:36:00.000Z',
  recordingsLeft: 1,
  ...over,
});

describe('what can be decided about a host', () => {
  it.each<[Partial<HostView>, string]>([
    [{ reason: 'domain-not-allowed' }, 'create, link, leave'],
    // After a decision was taken back there is no reason.
    [{}, 'create, link, leave'],
    [{ reason: 'no-email', email: undefined }, 'link, leave'],
    [{ reason: 'malformed-email', email: 'ada@' }, 'link, leave'],
    [{ reason: 'ambiguous' }, 'link, leave'],
    [{ reason: 'blocked' }, 'link, leave'],
    [{ state: 'left', reason: 'left' }, 'reopen'],
    [{ state: 'linked' }, 'reopen'],
    [{ state: 'linked', invited: true }, 'invite, reopen'],
    [{ state: 'made', invited: true }, 'invite, link'],
    [{ state: 'made' }, 'link'],
    [{ state: 'matched' }, 'link'],
  ])('%j: %s', (over, moves) => {
    expect(movesOf(host(over)).join(', ')).toBe(moves);
  });
});
