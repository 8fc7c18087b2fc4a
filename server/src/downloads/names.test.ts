import { downloadNames } from './names';

const MEETING = { title: 'Office hour', startedAt: '2026-02-10T23:36:00.000Z', timezone: 'Europe/Kyiv' };

describe('names of downloads', () => {
  it('are title and date where the meeting was held, and what the file is', () => {
    expect(
      downloadNames(MEETING, [
        { part: undefined, extension: 'MP4' },
        { part: 'captions', extension: 'vtt' },
        { part: 'chat', extension: 'txt' },
        { part: 'chat', extension: 'txt' },
        { part: undefined, extension: 'mp4' },
      ]),
    ).toEqual([
      'Office hour 2026-02-11.mp4',
      'Office hour 2026-02-11 (captions).vtt',
      'Office hour 2026-02-11 (chat).txt',
      'Office hour 2026-02-11 (chat 2).txt',
      'Office hour 2026-02-11 (2).mp4',
    ]);
  });

  it('are safe for file systems, and keep date and kind after a long title', () => {
    const [unsafe] = downloadNames({ ...MEETING, title: '../a/b\\c:"\u202Egpj?*\r\n<x>' }, [
      { part: 'captions', extension: 'vtt' },
    ]);
    expect(unsafe).toMatch(/^[^\\/:"*?<>\u0000-\u001f\u202e]+ 2026-02-11 \(captions\)\.vtt$/);
    const [long] = downloadNames({ ...MEETING, title: 'Вступ до лінійної алгебри '.repeat(20) }, [
      { part: 'captions', extension: 'vtt' },
    ]);
    expect(long).toMatch(/ 2026-02-11 \(captions\)\.vtt$/);
    expect(Buffer.byteLength(long ?? '')).toBeLessThanOrEqual(200);
    expect(downloadNames({ ...MEETING, title: 'CON' }, [{ part: undefined, extension: 'p/../x' }])).toEqual([
      'recording 2026-02-11.bin',
    ]);
  });

  it('say nothing that the reader may not see', () => {
    const hidden = { title: undefined, startedAt: undefined, timezone: undefined };
    expect(downloadNames(hidden, [{ part: undefined, extension: 'mp4' }])).toEqual(['recording.mp4']);
    expect(
      downloadNames({ ...MEETING, timezone: 'Nowhere/None' }, [{ part: undefined, extension: 'mp4' }]),
    ).toEqual(['Office hour 2026-02-10.mp4']);
  });
});
