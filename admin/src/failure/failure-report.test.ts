import { failureReport, withoutSecrets, type Surroundings } from './failure-report';

const around: Surroundings = {
  pluginVersion: '0.1.0',
  strapiVersion: '5.54.0',
  part: 'page',
  path: '/admin/plugins/meeting-connectors/connectors',
  browser: 'Chromium 156',
  at: new Date('2026-03-01T10:00:00Z'),
};

describe('the report of a part that could not be shown', () => {
  it('names versions, place, message and components', () => {
    const error = new TypeError("Cannot read properties of undefined (reading 'options')");
    const report = failureReport(
      { error, componentStack: '\n    at Row (http://x.test/admin/app-1a2b.js:4:5)' },
      around,
    );
    expect(report).toBe(
      [
        'Meeting Connectors 0.1.0, Strapi 5.54.0',
        'page, /admin/plugins/meeting-connectors/connectors, 2026-03-01T10:00:00.000Z',
        'Chromium 156',
        "TypeError: Cannot read properties of undefined (reading 'options')",
        'Components:',
        'at Row (http://x.test/admin/app-1a2b.js:4:5)',
      ].join('\n'),
    );
  });

  it('says that the version of Strapi is not known, and takes what is no error', () => {
    const report = failureReport({ error: 'gone' }, { ...around, strapiVersion: undefined });
    expect(report).toContain('Strapi of unknown version');
    expect(report.split('\n').at(-1)).toBe('gone');
  });

  it.each([
    ['an address with a signature', 'GET https://x.test/a.mp4?X-Signature=s3cretsignature failed'],
    ['an address with a password', 'GET https://user:s3cret@x.test/ failed'],
    ['a header', 'Authorization: Bearer s3cret-token'],
    ['a value by its name', '{"clientSecret": "s3cret"}'],
    ['a token', 'no user of eyJhbGciOiJIUzI1NiJ9s3cretPart0123456789'],
    ['a quoted answer', `Unexpected token in "${'private words, s3cret, '.repeat(3)}"`],
  ])('leaves out %s', (_, text) => {
    expect(withoutSecrets(text)).not.toContain('s3cret');
  });

  it('stays short', () => {
    expect(failureReport({ error: new Error('long '.repeat(5_000)) }, around).length).toBeLessThanOrEqual(
      6_000,
    );
  });
});
