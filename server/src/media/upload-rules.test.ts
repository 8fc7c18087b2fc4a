import { NEW_APP_UPLOADS } from '../../../tests/support/new-app-uploads';
import { allowing, isTypeAllowed, matchesType, readUploadRules } from './upload-rules';

const NEW_APP = NEW_APP_UPLOADS.security;

describe('the upload rules of a site', () => {
  it.each<[unknown, object]>([
    [undefined, {}],
    [null, {}],
    [{ allowedTypes: null, deniedTypes: ['text/vtt'] }, { deniedTypes: ['text/vtt'] }],
    [
      { allowedTypes: ['video/*', null, 3], deniedTypes: [null] },
      { allowedTypes: ['video/*'], deniedTypes: [] },
    ],
    [{ allowedTypes: 'video/mp4', deniedTypes: 'text/vtt' }, {}],
    [{ allowedTypes: [] }, { allowedTypes: [] }],
  ])('are read from any configuration: %j', (security, rules) => {
    expect(readUploadRules(security)).toEqual(rules);
    expect(() => allowing(readUploadRules(security), ['text/vtt'])).not.toThrow();
  });

  it('match as Strapi matches: whole, in any case, with a star for whatever stands there', () => {
    expect(matchesType('text/vtt', 'TEXT/VTT')).toBe(true);
    expect(matchesType('text/vtt', 'text/vt')).toBe(false);
    expect(matchesType('video/mp4', 'video/*')).toBe(true);
    expect(matchesType('video/mp4', '*')).toBe(true);
    expect(matchesType('application/vnd.openxmlformats-officedocument.x', 'application/vnd.open*.*')).toBe(
      true,
    );
    expect(matchesType('image/svg+xml', 'image/svg+*')).toBe(true);
    expect(matchesType('imageXsvg', 'image.*')).toBe(false);
  });

  it('of a new app allow all that is imported but captions', () => {
    const imported = ['video/mp4', 'audio/mp4', 'text/plain', 'text/vtt', 'image/jpeg', 'image/png'];
    expect(imported.filter((mime) => !isTypeAllowed(mime, NEW_APP))).toEqual(['text/vtt']);
  });

  it('allow everything without a list, and nothing with an empty one', () => {
    expect(isTypeAllowed('text/vtt', {})).toBe(true);
    expect(isTypeAllowed('text/vtt', { allowedTypes: [] })).toBe(false);
    expect(isTypeAllowed('text/vtt', { deniedTypes: ['text/*'] })).toBe(false);
  });

  it('with a type allowed keep all else as it was', () => {
    const rules = allowing(NEW_APP, ['text/vtt', 'text/plain']);
    expect(rules).toEqual({ ...NEW_APP, allowedTypes: [...NEW_APP.allowedTypes, 'text/vtt'] });
    expect(allowing({ deniedTypes: ['text/*', 'image/svg+xml'] }, ['text/vtt'])).toEqual({
      deniedTypes: ['image/svg+xml'],
    });
    for (const before of [NEW_APP, { allowedTypes: [] }, { deniedTypes: ['*/vtt'] }])
      expect(isTypeAllowed('text/vtt', allowing(before, ['text/vtt']))).toBe(true);
  });
});
