import { isMessage } from '../../../contracts/messages/catalogue';
import { markAfterSaving, markOfArrival, ownershipOf, refusalOf, type Act, type SiteName } from './ownership';

const site = (name: string | undefined, former: string[] = []): SiteName => ({ name, former });
const saved = (environment: string | null) => ({ environment });
const ACTS: Act[] = ['work', 'save', 'mail', 'account', 'subscription', 'deletion'];
const allowed = (of: SiteName, environment: string | null) =>
  ACTS.filter((act) => refusalOf(of, act, saved(environment)) === undefined);

describe('whose a connector is (G9)', () => {
  it.each([
    ['saved here', site('here'), 'here', 'owner'],
    ['saved under a name that this site lists', site('here', ['old']), 'old', 'owner'],
    ['saved elsewhere', site('here', ['old']), 'there', 'copied'],
    ['saved on a site with a name, which this one lacks', site(undefined), 'there', 'copied'],
    ['of a site without a name', site(undefined), null, 'nameless'],
    ['saved under a former name of a site that has none now', site(undefined, ['old']), 'old', 'nameless'],
    ['saved before the site had its name', site('here'), null, 'unproven'],
  ] as const)('%s', (_what, of, environment, expected) => {
    expect(ownershipOf(of, saved(environment))).toBe(expected);
  });

  it('decides what it may do: everything at home, and on a copy nothing but save what it was told of itself', () => {
    expect(allowed(site('here'), 'here')).toEqual(ACTS);
    expect(allowed(site('here', ['old']), 'old')).toEqual(ACTS);
    expect(allowed(site('here'), 'there')).toEqual(['save']);
    expect(allowed(site(undefined), 'there')).toEqual(['save']);
  });

  it('locks accounts, subscriptions and deletion where no name tells a copy from the original', () => {
    expect(allowed(site(undefined), null)).toEqual(['work', 'save', 'mail']);
    expect(allowed(site('here'), null)).toEqual(['work', 'save']);
  });

  it('is told with both names, and with the way out', () => {
    const told = refusalOf(site('staging'), 'work', saved('production'));
    expect(told).toEqual({
      code: 'copied',
      what: { code: 'owner.copied', values: { saved: 'production', here: 'staging' } },
    });
    expect(isMessage(refusalOf(site(undefined), 'work', saved('x'))?.what, 'owner.copied-nameless')).toBe(
      true,
    );
    expect(isMessage(refusalOf(site(undefined), 'deletion', saved(null))?.what, 'owner.nameless')).toBe(true);
    expect(isMessage(refusalOf(site('here'), 'account', saved(null))?.what, 'owner.unproven')).toBe(true);
  });
});

describe('the mark of a connector', () => {
  it('becomes the name of the site that saves it, except on a copy', () => {
    expect(markAfterSaving(site('here'), saved('here'))).toBe('here');
    expect(markAfterSaving(site('here'), saved(null))).toBe('here');
    expect(markAfterSaving(site('here', ['old']), saved('old'))).toBe('here');
    expect(markAfterSaving(site('here'), saved('there'))).toBe('there');
    expect(markAfterSaving(site(undefined), saved('there'))).toBe('there');
    expect(markAfterSaving(site(undefined, ['old']), saved('old'))).toBe('old');
    expect(markAfterSaving(site(undefined), saved(null))).toBeNull();
  });

  it('of what comes in is never that of another site, also without a name', () => {
    expect(markOfArrival(site('here'))).toBe('here');
    expect(markOfArrival(site(undefined))).toBe('');
  });
});
