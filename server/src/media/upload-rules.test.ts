import { createRequire } from 'node:module';
import path from 'node:path';
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
      { allowedTypes: ['video/*'], deniedTypes: [], unreadable: true },
    ],
    [
      { allowedTypes: 'video/mp4', deniedTypes: 'text/vtt' },
      { allowedTypes: ['video/mp4'], deniedTypes: ['text/vtt'], unreadable: true },
    ],
    [{ allowedTypes: 7, deniedTypes: '' }, { unreadable: true }],
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
    expect(matchesType('text/vtt', '(text|image)/*')).toBe(true);
    expect(matchesType('video/mp4', '(text|image)/*')).toBe(false);
  });

  it('refuse everything while one of the lists can’t be read', () => {
    const rules = readUploadRules({ allowedTypes: ['video/*', null] });
    expect(isTypeAllowed('video/mp4', rules)).toBe(false);
    expect(isTypeAllowed('video/mp4', allowing(rules, ['video/mp4', 'text/vtt']))).toBe(true);
  });

  // Strapi's own code is asked: its upload security is no part of its public interface.
  it('decide as Strapi does', async () => {
    const { validateFiles } = jest.requireActual<{
      validateFiles(file: object, strapi: object): Promise<{ isValid: boolean }[]>;
    }>(
      path.join(
        path.dirname(
          createRequire(require.resolve('@strapi/strapi/package.json')).resolve(
            '@strapi/upload/package.json',
          ),
        ),
        'dist/server/utils/mime-validation.js',
      ),
    );
    const asked = async (mime: string, security: object) => {
      const log = { warn: () => undefined, error: () => undefined };
      const strapi = { config: { get: () => security }, log };
      try {
        return (await validateFiles({ mimetype: mime }, strapi))[0]?.isValid;
      } catch {
        return false;
      }
    };
    const patterns = [
      '*',
      '*/*',
      '**/*',
      'text/*',
      'TEXT/VTT',
      ' text/vtt ',
      '(text|image)/*',
      'text/vt?*',
      'image/svg+*',
      'image/(*',
      '.vtt',
      'text',
    ];
    const lists = [
      undefined,
      null,
      [],
      'text/vtt',
      [null],
      {},
      ...patterns.map((pattern) => [pattern]),
      ['video/*', 'image/(*'],
    ];
    const different: unknown[] = [];
    for (const allowedTypes of lists)
      for (const deniedTypes of lists)
        for (const mime of ['text/vtt', 'video/mp4', 'image/svg+xml', 'image/svgxml']) {
          const security = { allowedTypes, deniedTypes };
          const ours = isTypeAllowed(mime, readUploadRules(security));
          if (ours !== (await asked(mime, security))) different.push([mime, security, ours]);
        }
    expect(different).toEqual([]);
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
