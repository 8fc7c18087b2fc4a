import { extensionOf } from './file-type';

describe('the extension of a file whose bytes were looked at', () => {
  it.each([
    ['what was announced, when it can be true', 'mp4', 'video', 'm4v', 'm4v'],
    ['WebM that was announced as MP4', 'webm', 'video', 'mp4', 'webm'],
    ['MP4 that was announced as WebM', 'fragmented-mp4', 'video', 'webm', 'mp4'],
    ['sound in MP4', 'mp4', 'audio', 'ogg', 'm4a'],
    ['a text, whatever its container', 'text', 'chat', 'txt', 'txt'],
    ['a container that is known by no extension', 'mpeg-ts', 'video', 'mp4', 'mp4'],
  ] as const)('%s', (_what, container, kind, announced, given) => {
    expect(extensionOf(container, kind, announced)).toBe(given);
  });
});
