import { decideAuthor, isInDomains, type AuthorFacts } from './decide-author';
import type { DirectoryUser, Found } from './directory';

const user = (over: Partial<DirectoryUser> = {}): DirectoryUser => ({
  directory: 'admin',
  id: 7,
  name: 'Ada',
  email: 'ada@school.example',
  blocked: false,
  invited: false,
  mayAuthor: true,
  ...over,
});
const one = (over: Partial<DirectoryUser> = {}): Found => ({ outcome: 'one', user: user(over) });
const decide = (over: Partial<AuthorFacts>) =>
  decideAuthor({
    host: { id: 'h1', email: 'Ada@School.example', name: 'Ada' },
    source: 'provider',
    allowedDomains: [],
    decided: undefined,
    found: { outcome: 'none' },
    ...over,
  });
const me = (reason: string) => ({ decision: 'fallback', reason });

describe('the author of a host’s recording', () => {
  it('is the user with the host’s address, who becomes Contributor when they may not author yet', () => {
    expect(decide({ found: one() })).toMatchObject({ decision: 'user', upgrade: false });
    expect(decide({ found: one({ mayAuthor: false }) })).toMatchObject({ decision: 'user', upgrade: true });
  });

  it('is a new user when nobody has the address', () => {
    expect(decide({})).toEqual({ decision: 'create', email: 'Ada@School.example', name: 'Ada' });
  });

  it('is an account that waits for its first password too', () => {
    expect(decide({ found: one({ invited: true }) })).toMatchObject({ decision: 'user' });
  });

  it('fault 73: is the manager when the address is none, ambiguous or outside the domains', () => {
    expect(decide({ host: undefined })).toEqual(me('no-email'));
    expect(decide({ host: { id: 'h1' } })).toEqual(me('no-email'));
    expect(decide({ host: { id: 'h1', email: '  ' } })).toEqual(me('no-email'));
    for (const email of [
      'ada',
      'ada@',
      'a@b.example, c@d.example',
      'Ada <ada@school.example>',
      'ada@sch\u200bool.example',
      'ad\u200ba@school.example',
      'ada@ｓchool.example',
      'ada@sсhool.example',
    ])
      expect(decide({ host: { id: 'h1', email } })).toEqual(me('malformed-email'));
    expect(decide({ found: { outcome: 'ambiguous', number: 2 } })).toEqual(me('ambiguous'));
    expect(decide({ allowedDomains: ['other.example'] })).toEqual(me('domain-not-allowed'));
  });

  it('is never a blocked user, linked by hand or not', () => {
    expect(decide({ found: one({ blocked: true }) })).toEqual(me('blocked'));
    expect(decide({ decided: { decision: 'linked', user: user({ blocked: true }) } })).toEqual(me('blocked'));
  });

  it('is whom a manager linked, whatever address and domain say', () => {
    const linked = decide({
      host: { id: 'h1' },
      allowedDomains: ['other.example'],
      decided: { decision: 'linked', user: user() },
    });
    expect(linked).toMatchObject({ decision: 'user', user: { id: 7 } });
    expect(decide({ decided: { decision: 'linked', user: undefined } })).toEqual(me('unknown-user'));
    expect(decide({ found: one(), decided: { decision: 'left' } })).toEqual(me('left'));
  });

  it('P18: of an event is only whom we gave the id ourselves; nobody is made or upgraded', () => {
    expect(decide({ source: 'event' })).toEqual(me('unknown-user'));
    expect(decide({ source: 'event', found: one({ mayAuthor: false }) })).toMatchObject({
      decision: 'user',
      upgrade: false,
    });
    expect(decide({ source: 'event', found: one(), allowedDomains: ['other.example'] })).toEqual(
      me('domain-not-allowed'),
    );
  });
});

describe('allowed domains', () => {
  it('are exact: no domain below, no look-alike, whatever the case or the form of its letters', () => {
    const school = ['School.example'];
    expect(isInDomains('ada@school.EXAMPLE', school)).toBe(true);
    expect(isInDomains('zoe\u0308@school.example', school)).toBe(true);
    expect(isInDomains('ada@cs.school.example', school)).toBe(false);
    expect(isInDomains('ada@evilschool.example', school)).toBe(false);
    expect(isInDomains('school.example@other.example', school)).toBe(false);
    // Cyrillic letters that look alike.
    expect(isInDomains('ada@sсhool.example', school)).toBe(false);
    expect(isInDomains('ada@xn--bcher-kva.example', ['bücher.example'])).toBe(true);
    // IDNA drops these, or makes other letters of them.
    for (const domain of [
      'sch\u200bool.example',
      'sch\u00adool.example',
      'ｓchool.example',
      'school。example',
      'school.example.',
      'sc\u212bool.example',
    ])
      expect([domain, isInDomains(`ada@${domain}`, school)]).toEqual([domain, false]);
    // A list that was stored by other means does not widen by one either.
    expect(isInDomains('ada@school.example', ['sch\u200bool.example'])).toBe(false);
    expect(isInDomains('ada@sсhool.example', ['sсhool.example'])).toBe(false);
    expect(isInDomains('ada@anything.example', [])).toBe(true);
  });
});
