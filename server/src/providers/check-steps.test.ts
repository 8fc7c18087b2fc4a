import { isMessage } from '../../../contracts/messages/catalogue';
import { english } from '../../../contracts/messages/say';
import { ConnectorError } from '../domain/errors';
import { clockStep, sentence } from './check-steps';

const NOON = Date.parse('2026-02-10T12:00:00Z');
const step = (aheadSeconds: number) =>
  clockStep('Zoom', new Date(NOON - aheadSeconds * 1000).toUTCString(), NOON);

describe('the check of the clock', () => {
  it.each([0, 300, -300])('passes %i seconds ahead of the provider', (seconds) => {
    expect(step(seconds).outcome).toBe('passed');
  });

  it('says how far and in which direction a wrong clock is', () => {
    const [ahead, behind] = [step(301), step(-1_320)];
    expect([ahead.outcome, behind.outcome]).toEqual(['failed', 'failed']);
    expect(ahead.detail).toMatchObject({ code: 'check.clock.ahead', values: { minutes: 5 } });
    expect(behind.detail).toMatchObject({ code: 'check.clock.behind', values: { minutes: 22 } });
  });

  it('is skipped when the provider does not say what time it is', () => {
    for (const date of [undefined, 'yesterday']) {
      const skipped = clockStep('Zoom', date, NOON);
      expect(skipped.outcome).toBe('skipped');
      expect(isMessage(skipped.detail, 'check.clock.unknown')).toBe(true);
    }
  });
});

it('a failed step quotes the provider, if it said something', () => {
  const failure = (providerWords?: string) =>
    new ConnectorError('needs-person', 'It failed.', { code: 'x', ...(providerWords && { providerWords }) });
  expect(sentence(failure(), 'Zoom')).toBe('It failed.');
  expect(english(sentence(failure('No such app'), 'Zoom'))).toBe('It failed. Zoom says: “No such app”');
});
