import { isZoomLink, mayHaveToken } from './hosts';

const CLOUD = { apiBaseUrl: 'https://api.zoom.us/v2', oauthBaseUrl: 'https://zoom.us' };
const TEST = { apiBaseUrl: 'http://127.0.0.1:4010/v2', oauthBaseUrl: 'http://127.0.0.1:4010' };
/** Hosts that only look like Zoom's, the storage behind a redirect, and ways around https. */
const STRANGERS = [
  'https://zoom.us.evil.example/rec',
  'https://notzoom.us/rec',
  'https://evil.example/zoom.us',
  'https://bucket.s3.amazonaws.com/rec.mp4',
  'http://us06web.zoom.us/rec',
  'https://us06web.zoom.us:8443/rec',
];

describe('a token', () => {
  const may = mayHaveToken(CLOUD);

  it.each(['https://api.zoom.us/v2/users', 'https://zoom.us/oauth/token', 'https://us06web.zoom.us/rec'])(
    'may go to %s',
    (url) => {
      expect(may(new URL(url))).toBe(true);
    },
  );

  it.each([...STRANGERS, 'https://api.zoomgov.com/rec', 'https://zoom.com/rec'])(
    'never goes to %s',
    (url) => {
      expect(may(new URL(url))).toBe(false);
    },
  );

  it('of another address goes to that address only', () => {
    expect(mayHaveToken(TEST)(new URL('http://127.0.0.1:4010/rec'))).toBe(true);
    expect(mayHaveToken(TEST)(new URL('http://127.0.0.1:4011/rec'))).toBe(false);
    expect(mayHaveToken(TEST)(new URL('https://zoom.us/rec'))).toBe(false);
  });
});

describe('a download link', () => {
  it.each(['https://us06web.zoom.us/rec', 'https://zoom.com/rec', 'https://zoomgov.com/rec'])(
    'is Zoom’s: %s',
    (url) => {
      expect(isZoomLink(CLOUD, new URL(url))).toBe(true);
    },
  );

  it.each(STRANGERS)('is not Zoom’s: %s', (url) => {
    expect(isZoomLink(CLOUD, new URL(url))).toBe(false);
  });
});
