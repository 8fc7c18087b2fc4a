import { NO_RIGHTS, rightsUnder, roomUserId, roomUserOf, ruleByRole, switchesIn } from './room-rights';

const switches = (over: object = {}) => switchesIn({ allModerators: false, recordingAllowed: true, ...over });

describe('rights in a room', () => {
  it.each([
    // all moderators, recording allowed, rule: moderator, rule: recording → moderator, recording
    [false, true, false, false, false, false],
    [false, true, false, true, false, false],
    [false, true, true, false, true, false],
    [false, true, true, true, true, true],
    [false, false, true, true, true, false],
    [true, true, false, false, true, false],
    [true, true, false, true, true, true],
    [true, false, false, true, true, false],
  ])(
    'all moderators %s, recording allowed %s, a rule of %s and %s: moderator %s, recording %s',
    (allModerators, recordingAllowed, moderator, recording, isModerator, mayRecord) => {
      expect(rightsUnder(switches({ allModerators, recordingAllowed }), { moderator, recording })).toEqual({
        moderator: isModerator,
        recording: mayRecord,
      });
    },
  );

  it('without a rule of the site come from the role, by its name in any case', () => {
    const some = switches({ moderatorRoles: [' Teachers '] });
    expect(rightsUnder(some, ruleByRole('teachers', some))).toEqual({ moderator: true, recording: true });
    expect(rightsUnder(some, ruleByRole('Authenticated', some))).toEqual(NO_RIGHTS);
    expect(rightsUnder(some, ruleByRole(undefined, some))).toEqual(NO_RIGHTS);
  });

  it('settings without these switches allow recording and make nobody a moderator', () => {
    expect(switchesIn({})).toEqual({ allModerators: false, recordingAllowed: true, moderatorRoles: [] });
  });
});

describe('the id of a person in a room token', () => {
  it('is read back as it was written, and nobody else’s id is taken for one', () => {
    expect(roomUserOf(roomUserId('member', 12))).toEqual({ kind: 'member', id: 12 });
    expect(roomUserOf(roomUserId('admin', 3))).toEqual({ kind: 'admin', id: 3 });
    for (const other of ['', '12', 'member-', 'member-012', 'member-1x', 'guest-1', 'auth0|5f903d7a'])
      expect(roomUserOf(other)).toBeUndefined();
  });
});
