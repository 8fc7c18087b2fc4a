import { textOfBody } from './text-of-body';

const shown = (body: string, redact = (text: string) => text) => textOfBody(Buffer.from(body), redact)?.text;

describe('the body of a delivery, as people read it', () => {
  it.each([
    'webhookSecret',
    'plainToken',
    'download_token',
    'recording_play_passcode',
    'password',
    'passwd',
    'x-signature',
    'Authorization',
    'jwt',
    'api_key',
    'apiKey',
    'clientState',
  ])('hides the value of %s, however deep it lies', (key) => {
    const body = { a: [{ b: { [key]: 'canary', topic: 'Algebra' } }] };
    expect(shown(JSON.stringify(body))).toBe(
      JSON.stringify({ a: [{ b: { [key]: '[hidden]', topic: 'Algebra' } }] }, null, 2),
    );
  });

  it('shows what lies in an object whose name sounds like a secret, except its secrets', () => {
    expect(shown('{"token":{"id":7,"token":"canary"}}')).toContain('"id": 7');
    expect(shown('{"token":{"id":7,"token":"canary"}}')).not.toContain('canary');
  });

  it('shows of a link its host only, in JSON, in a form and in loose text', () => {
    for (const body of [
      '{"download_url":"https://zoom.us/rec/download/canary?access=canary"}',
      'url=https://zoom.us/rec/canary?x=canary',
      'see https://zoom.us/canary.',
    ]) {
      expect(shown(body)).toContain('https://zoom.us/[hidden]');
      expect(shown(body)).not.toContain('canary');
    }
  });

  it.each([
    'token=canary&topic=Algebra',
    'topic=Algebra&my.checksum=canary',
    'topic=Algebra client_secret=canary',
  ])('hides the secrets of a form: %s', (body) => {
    expect(shown(body)).toContain('topic=Algebra');
    expect(shown(body)).not.toContain('canary');
  });

  it('hides live secrets wherever they stand', () => {
    expect(shown('{"topic":"my canary"}', (text) => text.replaceAll('canary', '[hidden]'))).toContain(
      '"topic": "my [hidden]"',
    );
  });

  it('is cut where it is long, and nothing where it is no text', () => {
    const long = textOfBody(Buffer.from(JSON.stringify({ a: 'x'.repeat(30_000) })), (text) => text);
    expect(long).toMatchObject({ isCut: true });
    expect(long?.text.length).toBeLessThanOrEqual(20_000);
    expect(textOfBody(Buffer.from([0xff, 0xfe, 0x00]), (text) => text)).toBeUndefined();
    expect(textOfBody(Buffer.from('{}'), (text) => text)).toEqual({ text: '{}', isCut: false });
  });

  it('does not follow endless depth', () => {
    expect(shown(`${'['.repeat(1_000)}"canary"${']'.repeat(1_000)}`)).toContain('[hidden]');
    expect(shown(`${'['.repeat(1_000)}"canary"${']'.repeat(1_000)}`)).not.toContain('canary');
  });
});
