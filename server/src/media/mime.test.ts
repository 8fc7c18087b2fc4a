import { providers } from '../providers/registry';
import { storedTypes } from './mime';

const options = { skipKinds: [], joinSegments: false, makesPosters: false };
const mimes = (...given: Parameters<typeof storedTypes>) => storedTypes(...given).map(({ mime }) => mime);

describe('the types that a connector stores', () => {
  const zoom = {
    video: ['mp4'],
    audio: ['m4a'],
    chat: ['txt'],
    transcript: ['vtt'],
    timeline: ['json'],
    poll: ['csv'],
    thumbnail: ['jpg', 'png'],
  };

  it('are those of its files, and of what is made of them', () => {
    expect(mimes(zoom, options)).toEqual([
      'video/mp4',
      'audio/mp4',
      'text/vtt',
      'text/plain',
      'image/jpeg',
      'image/png',
    ]);
    expect(mimes({ video: ['mp4'] }, { ...options, makesPosters: true })).toEqual([
      'video/mp4',
      'image/jpeg',
    ]);
  });

  it('are fewer with kinds left out, and more with joining', () => {
    expect(mimes(zoom, { ...options, skipKinds: ['audio', 'transcript', 'thumbnail'] })).toEqual([
      'video/mp4',
      'text/plain',
    ]);
    expect(mimes({ video: ['webm'] }, { ...options, joinSegments: true })).toEqual([
      'video/webm',
      'video/mp4',
    ]);
  });

  it('are captions for a provider that has a transcript only, and text for one that has captions only', () => {
    for (const kind of ['captions', 'transcript'] as const)
      expect(mimes({ [kind]: ['vtt'] }, options)).toEqual(['text/vtt', 'text/plain']);
  });

  it('are known of every provider whose recordings can be fetched', () => {
    for (const { descriptor, openFile } of providers) {
      if (openFile === undefined) expect(descriptor.files).toBeUndefined();
      else expect(mimes(descriptor.files ?? {}, options)).toContain('video/mp4');
    }
  });
});
