import type { Core } from '@strapi/strapi';
import { uploadPlugin } from './upload-plugin';

/** The contract of the official S3 provider: the key of an object is made of hash and extension. */
const bucket = (isPrivate: boolean) => ({
  isPrivate: () => isPrivate,
  getSignedUrl: (file: { url: string; hash?: string; ext?: string | null }) =>
    Promise.resolve({ url: `https://bucket.example/${file.hash}${file.ext}?X-Amz-Signature=1` }),
});
const pluginWith = (provider: object) =>
  uploadPlugin({ plugin: () => ({ provider }) } as unknown as Core.Strapi);
const FILE = { url: 'https://bucket.example/meeting_1.mp4', hash: 'meeting_1', ext: '.mp4' };

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
});
