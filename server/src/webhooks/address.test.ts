import { isMessage } from '../../../contracts/messages/catalogue';
import { unreachable } from './address';

describe('the public address of a site', () => {
  it.each(['https://cms.example.com', 'https://cms.example.com/strapi', 'https://8.8.8.8'])(
    'can be reached: %s',
    (url) => expect(unreachable(url)).toBeUndefined(),
  );

  it.each([
    [undefined, 'no-public-url', 'webhook.no-public-url'],
    ['', 'no-public-url', 'webhook.no-public-url'],
    ['/relative', 'no-public-url', 'webhook.no-public-url'],
    ['http://localhost:1337', 'private-address', 'webhook.private-address'],
    ['https://192.168.1.5', 'private-address', 'webhook.private-address'],
    ['https://[::1]:1337', 'private-address', 'webhook.private-address'],
    ['http://cms.example.com', 'not-https', 'webhook.not-https'],
  ] as const)('can’t be reached by a provider: %s', (url, code, said) => {
    const problem = unreachable(url);
    expect(problem?.code).toBe(code);
    expect(isMessage(problem?.what, said)).toBe(true);
  });
});
