import { readFileSync } from 'node:fs';
import { fixturePath } from '../../../emulators/kit/media/fixture-track';
import { syntheticMp4 } from '../../../emulators/kit/media/synthetic-mp4';
import type { FileKind } from './recording';
import { sniff } from './sniff';

const head = (name: string): Buffer => readFileSync(fixturePath(name)).subarray(0, 4096);
const text = (words: string): Buffer => Buffer.from(words);

describe('the first bytes', () => {
  it.each([
    ['speaker-320x180-part1.mp4', 'video', 'iso'],
    ['screen-640x360-moov-last.mp4', 'video', 'iso'],
    ['fragmented-320x180.mp4', 'video', 'iso'],
    ['audio-only.m4a', 'audio', 'iso'],
    ['speaker-320x180.webm', 'video', 'matroska'],
    ['live-320x180.webm', 'video', 'matroska'],
    ['captions.vtt', 'captions', 'vtt'],
    ['captions.vtt', 'transcript', 'vtt'],
    ['chat.txt', 'chat', 'text'],
    ['timeline.json', 'timeline', 'text'],
  ] as const)('of %s are those of %s', (name, kind, container) => {
    expect(sniff(head(name), kind)).toEqual({ outcome: 'ok', container });
  });

  it('of a synthetic MP4 are those of a video', () => {
    expect(sniff(syntheticMp4({ sizeBytes: 65_536, seed: 1 }).read(0, 4096), 'video').outcome).toBe('ok');
  });

  it.each([
    ['fault 5: a login page', text('\n <!DOCTYPE html><html><head><title>Sign in</title>'), 'html'],
    ['fault 5: a page behind a comment', text('<!-- edge --><HTML lang="en">'), 'html'],
    ['fault 5: a page after a byte order mark', text('\ufeff<html>'), 'html'],
    ['fault 5: a page in UTF-16', Buffer.from('\ufeff<html><body>', 'utf16le'), 'html'],
    ['fault 6: a JSON error', text('{"code":124,"message":"Invalid access token."}'), 'json'],
    ['fault 6: a JSON list', text(' [ ]'), 'json'],
    ['an XML error', text('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'), 'xml'],
    ['fault 45: an HLS playlist', text('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'), 'playlist'],
    ['fault 45: an HLS playlist after blanks', text('\ufeff\n #EXTM3U\n'), 'playlist'],
    [
      'fault 45: a DASH manifest',
      text('<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">'),
      'playlist',
    ],
    ['fault 45: an ffconcat list', text("ffconcat version 1.0\nfile '/etc/passwd'\n"), 'playlist'],
    ['fault 45: a session description', text('v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n'), 'playlist'],
    ['zeros', Buffer.alloc(4096), 'zeros'],
    ['a plain sentence', text('404 page not found\n'), 'text'],
    ['noise', Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 197 + 89) % 256)), 'unknown'],
    ['fault 25: nothing', Buffer.alloc(0), 'empty'],
    ['two bytes', Buffer.from([0, 0x1c]), 'unknown'],
  ] as const)('%s is no video', (_name, bytes, what) => {
    expect(sniff(bytes, 'video')).toEqual({ outcome: 'refused', what });
    expect(sniff(bytes, 'audio')).toEqual({ outcome: 'refused', what });
  });

  it.each([
    ['fault 51: HTML as chat', text('<html><script>alert(1)</script>'), 'chat', 'html'],
    [
      'fault 51: SVG as a summary',
      text('<svg xmlns="http://www.w3.org/2000/svg" onload="x()">'),
      'summary',
      'html',
    ],
    [
      'fault 6: a JSON error as a transcript',
      text('{ "errorCode": 300, "errorMessage": "gone" }'),
      'transcript',
      'json',
    ],
    ['a video as chat', head('speaker-320x180-part1.mp4'), 'chat', 'media'],
    ['a sentence as captions', text('Not found'), 'captions', 'text'],
    ['zeros as a transcript', Buffer.alloc(512), 'transcript', 'zeros'],
    ['binary noise as chat', Buffer.from([1, 2, 3, 0, 255, 254, 7, 8, 9, 0, 1, 2]), 'chat', 'unknown'],
    ['a playlist as a transcript', text('#EXTM3U\nfile:///etc/passwd'), 'transcript', 'playlist'],
    ['HTML as a thumbnail', text('<html>'), 'thumbnail', 'html'],
  ] as const)('%s is refused', (_name, bytes, kind: FileKind, what) => {
    expect(sniff(bytes, kind)).toEqual({ outcome: 'refused', what });
  });

  it.each([
    ['text in UTF-16 with a byte order mark', Buffer.from('\ufeffHello, Grüße', 'utf16le'), 'chat', 'text'],
    ['WebVTT after a byte order mark', text('\ufeffWEBVTT\n\n'), 'captions', 'vtt'],
    ['SubRip captions', text('1\r\n00:00:01,000 --> 00:00:02,000\r\nHi\r\n'), 'captions', 'text'],
    [
      'text that is cut inside a character',
      Buffer.from('é'.repeat(2049)).subarray(1, 4097).subarray(1, 4096),
      'chat',
      'text',
    ],
    ['a PNG', Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1'), 'thumbnail', 'image'],
    ['an MP3 with a tag', Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), 'audio', 'mp3'],
    ['an Ogg file', Buffer.from('OggS\0\x02\0\0', 'latin1'), 'audio', 'ogg'],
  ] as const)('%s is taken', (_name, bytes, kind: FileKind, container) => {
    expect(sniff(bytes, kind)).toEqual({ outcome: 'ok', container });
  });
});
