import { EncodedPacket } from 'mediabunny';
import { fixturePath } from '../../../emulators/kit/media/fixture-track';
import { withInput } from './bounded-input';
import { auditFault } from './join';
import { createDigester, type PacketsDigest, type TrackDigest } from './join/packets';

const track = (sha256: string): TrackDigest => ({ packets: 1, bytes: 1, sha256, startsSeconds: [] });
const digest = (video: string | null, audio: string | null, withoutPriming = audio): PacketsDigest => ({
  video: video === null ? null : track(video),
  audio: audio === null ? null : track(audio),
  audioWithoutPriming: withoutPriming === null ? null : track(withoutPriming),
  holes: [],
});

describe('what makes a joined file one that is thrown away', () => {
  it('nothing, when its packets are those of the segments', () => {
    expect(auditFault(digest('v', 'a'), digest('v', 'a'))).toBeUndefined();
    expect(auditFault(digest('v', null), digest('v', null))).toBeUndefined();
    expect(auditFault(digest(null, 'a'), digest(null, 'a'))).toBeUndefined();
    // One of the joiners leaves out what only primes the decoder at each joint.
    expect(auditFault(digest('v', 'a', 'less'), digest('v', 'less'))).toBeUndefined();
  });

  it.each([
    ['another video', digest('v', 'a'), digest('other', 'a'), /^video/],
    ['no video', digest('v', 'a'), digest(null, 'a'), /^video/],
    ['a video that was in none', digest(null, 'a'), digest('v', 'a'), /^video/],
    ['another audio', digest('v', 'a', 'less'), digest('v', 'other'), /^audio/],
    ['no audio', digest('v', 'a', 'less'), digest('v', null), /^audio/],
    ['an audio that was in none', digest('v', null), digest('v', 'a'), /^audio/],
  ])('%s', (_what, before, after, fault) => {
    expect(auditFault(before, after)).toMatch(fault);
  });

  it('other borders between packets, even where all their content is the same', async () => {
    const hashOf = (...contents: number[][]) =>
      withInput(fixturePath('audio-only.m4a'), async (input) => {
        const audio = await input.getPrimaryAudioTrack();
        if (audio === null) throw new Error('the fixture has audio');
        const digester = createDigester();
        const add = await digester.track('audio', audio, 0);
        for (const bytes of contents) add(new EncodedPacket(Uint8Array.from(bytes), 'key', 0, 1));
        return digester.done().audio?.sha256;
      });
    expect(await hashOf([1, 2], [3])).toBe(await hashOf([1, 2], [3]));
    expect(await hashOf([1, 2], [3])).not.toBe(await hashOf([1], [2, 3]));
  });
});
