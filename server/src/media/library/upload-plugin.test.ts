import type { Core } from '@strapi/strapi';
import { isHere, uploadPlugin } from './upload-plugin';

/** The contract of the official S3 provider: the key of an object is made of hash and extension. */
const bucket = (isPrivate: boolean) => ({
  isPrivate: () => isPrivate,
  getSignedUrl: (file: { url: string; hash?: string; ext?: string | null }) =>
    Promise.resolve({ url: `https://bucket.example/${file.hash}${file.ext}?X-Amz-Signature=1` }),
});
const pluginWith = (provider: object) =>
  uploadPlugin({
    plugin: () => ({ provider }),
    config: { get: (key: string) => (key === 'server.absoluteUrl' ? 'https://site.example/sub' : undefined) },
  } as unknown as Core.Strapi);
const FILE = {
  url: 'https://bucket.example/meeting_1.mp4',
  provider: 'a-bucket',
  hash: 'meeting_1',
  ext: '.mp4',
};

describe('a link that can be read now', () => {
  it('is signed for the object itself where the bucket is private', async () => {
    expect(await pluginWith(bucket(true)).readableUrl(FILE)).toBe(
      'https://bucket.example/meeting_1.mp4?X-Amz-Signature=1',
    );
  });

  it('is the address where it is public, or where the provider signs nothing', async () => {
    expect(await pluginWith(bucket(false)).readableUrl(FILE)).toBe(FILE.url);
    expect(await pluginWith({}).readableUrl(FILE)).toBe(FILE.url);
  });

  it('is at the address of this site where a provider names none, and a path only for the local one', async () => {
    const file = { ...FILE, url: '/kept/meeting_1.mp4' };
    expect(await pluginWith({}).readableUrl(file)).toBe('https://site.example/sub/kept/meeting_1.mp4');
    expect(await pluginWith({}).readableUrl({ ...file, provider: 'local' })).toBe(file.url);
    expect([file, { ...file, provider: 'local' }, { ...FILE, provider: 'local' }].map(isHere)).toEqual([
      false,
      true,
      false,
    ]);
  });
});
