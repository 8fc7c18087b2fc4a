import fc from 'fast-check';
import { DEFAULT_VIEW_PREFERENCE } from '../providers/zoom/descriptor';
import { chooseMain } from './main-view';
import type { FileKind, ProviderFile } from './recording';

const file = (view: string, over: Partial<ProviderFile> = {}): ProviderFile => ({
  key: `${view}-${over.sizeBytes ?? ''}`,
  kind: view.startsWith('audio') ? 'audio' : 'video',
  view,
  extension: 'mp4',
  ready: true,
  segmentKey: '2026-02-10T16:36:00Z',
  ...over,
});
const choose = (files: ProviderFile[], preference: string[] = DEFAULT_VIEW_PREFERENCE) =>
  chooseMain(files, preference)?.view;

describe('the main view', () => {
  it('is the first of the preference that exists', () => {
    const files = [file('gallery_view', { sizeBytes: 9_000 }), file('active_speaker', { sizeBytes: 10 })];
    expect(choose(files)).toBe('active_speaker');
    expect(choose(files, ['gallery_view'])).toBe('gallery_view');
  });

  it('is found in every spelling of the same view', () => {
    expect(choose([file('active_speaker'), file('shared_screen_with_speaker_view(CC)')])).toBe(
      'shared_screen_with_speaker_view(CC)',
    );
    expect(choose([file('host_video'), file('Speaker_View')])).toBe('Speaker_View');
  });

  it('is the exact spelling before one that only contains it', () => {
    const files = [file('shared_screen_with_gallery_view', { sizeBytes: 9_000 }), file('gallery_view')];
    expect(choose(files, ['gallery_view'])).toBe('gallery_view');
  });

  it('is the largest video when the preference knows none of them', () => {
    const files = [file('production_studio', { sizeBytes: 5 }), file('hologram', { sizeBytes: 7 })];
    expect(choose(files)).toBe('hologram');
    expect(choose(files, [])).toBe('hologram');
  });

  it('is audio only when there is no video, even when audio is preferred', () => {
    expect(choose([file('audio_only'), file('hologram')], ['audio_only'])).toBe('hologram');
    expect(choose([file('audio_only')])).toBe('audio_only');
  });

  it.each(['audio_only_each_participant', 'audio_interpretation'])('is never %s', (view) => {
    expect(choose([file(view)])).toBeUndefined();
  });

  it.each<FileKind>(['thumbnail', 'chat', 'transcript', 'timeline'])('is never a %s', (kind) => {
    expect(choose([file('shared_screen_with_speaker_view', { kind })])).toBeUndefined();
  });

  it('does not depend on the order in which the provider lists files', () => {
    const files = [
      file('gallery_view', { sizeBytes: 3 }),
      file('gallery_view', { sizeBytes: 4 }),
      file('hologram'),
      file('audio_only'),
      file('active_speaker', { sizeBytes: 1, key: 'a' }),
      file('active_speaker', { sizeBytes: 1, key: 'b' }),
    ];
    const expected = chooseMain(files, DEFAULT_VIEW_PREFERENCE);
    fc.assert(
      fc.property(fc.shuffledSubarray(files, { minLength: files.length }), (shuffled) => {
        expect(chooseMain(shuffled, DEFAULT_VIEW_PREFERENCE)).toBe(expected);
      }),
    );
  });
});
