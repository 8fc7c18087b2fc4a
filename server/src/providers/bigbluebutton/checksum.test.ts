import { kindOfLength, signedCall } from './checksum';

const SECRET = '639259d4-9dd8-4b25-bf01-95f9567eaf4b';
const CREATE = { name: 'Test Meeting', meetingID: 'abc123', attendeePW: '111222', moderatorPW: '333444' };

describe('the checksum of a call', () => {
  it.each([
    ['sha1', '1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17'],
    ['sha256', 'da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e'],
    [
      'sha384',
      '891ac633df39d0a1b4f8d597f3e190833216c4b29c4fb51ea3ca72757eeb958d6e7b49a845cf29f5c6019c7d29d029d1',
    ],
    [
      'sha512',
      'de73ad61d11a5c801b68d4bd6ec5248546085cefb0b25c85f3c46249ea93a3a4b120f92c0a8a58d7512cb77821884951a3b01245f3435dbbef49fff3cc3988b4',
    ],
  ] as const)('is as documented, with %s', (kind, checksum) => {
    expect(signedCall('create', CREATE, SECRET, kind)).toBe(
      `create?name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444&checksum=${checksum}`,
    );
    expect(kindOfLength(checksum)).toBe(kind);
  });

  it.each([
    ['sha1', '2027baa7771026e9e93392f55031535d1444c41f'],
    ['sha256', 'a5370c5f3d97d56d53b435684cdbc429c2898a3bf9f435518b4279e1e0dbfc8c'],
  ] as const)('of a call without parameters, with %s', (kind, checksum) => {
    expect(signedCall('getMeetings', {}, SECRET, kind)).toBe(`getMeetings?checksum=${checksum}`);
  });

  it('covers exactly the characters that are sent', () => {
    const parameters = { meetingID: 'abc123', state: 'published,unpublished', limit: '25', offset: '0' };
    expect(signedCall('getRecordings', parameters, SECRET, 'sha256')).toBe(
      'getRecordings?meetingID=abc123&state=published%2Cunpublished&limit=25&offset=0&checksum=21647aa5a74bd8727ffc76c0931eea0b9703d4e66c5eaa12fe5dd95be57ff494',
    );
  });

  it('of the webhooks module has the whole name of the call in it', () => {
    expect(
      signedCall('hooks/create', { callbackURL: 'https://cms.example.com/hook?conn=1' }, SECRET, 'sha1'),
    ).toBe(
      'hooks/create?callbackURL=https%3A%2F%2Fcms.example.com%2Fhook%3Fconn%3D1&checksum=9e37ae1b637c4481329b2da10f864aa53e9d32be',
    );
  });

  it('is not recognised when it has another length', () => {
    for (const text of ['', 'abc', 'z'.repeat(40), 'a'.repeat(41)])
      expect(kindOfLength(text)).toBeUndefined();
  });
});
