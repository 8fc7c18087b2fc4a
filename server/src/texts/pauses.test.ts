import type { TimeMark } from '../domain/recording';
import { pauseChapters, pausesOf, pausesWithin } from './pauses';

const START = '2026-02-10T16:36:00Z';
const at = (seconds: number) => Date.parse(START) + seconds * 1000;
const mark = (what: TimeMark['what'], seconds: number): TimeMark => ({ what, atMs: at(seconds) });
const pause = (from: number, to: number) => ({ fromMs: at(from), toMs: at(to) });

describe('pauses of a recording', () => {
  it('have two ends that were told, in whatever order', () => {
    const marks = [mark('resumed', 400), mark('started', 0), mark('paused', 100), mark('stopped', 900)];
    expect(pausesOf(marks)).toEqual([pause(100, 400)]);
    expect(pausesOf([...marks].reverse())).toEqual([pause(100, 400)]);
  });

  it.each<[string, TimeMark[]]>([
    ['nothing was told', []],
    ['it never went on', [mark('paused', 100)]],
    ['it was stopped meanwhile', [mark('paused', 100), mark('stopped', 200), mark('resumed', 300)]],
    ['it was started anew', [mark('paused', 100), mark('started', 200), mark('resumed', 300)]],
    ['only its end was told', [mark('started', 0), mark('resumed', 300)]],
    ['it took no longer than times are rounded', [mark('paused', 100), mark('resumed', 101)]],
  ])('are none when %s', (_when, marks) => {
    expect(pausesOf(marks)).toEqual([]);
  });

  it('told twice are one, from the first mark on', () => {
    const marks = [mark('paused', 100), mark('paused', 101), mark('resumed', 400), mark('resumed', 401)];
    expect(pausesOf(marks)).toEqual([pause(100, 400)]);
  });

  it('belong to the segment in which they began', () => {
    const starts = [START, new Date(at(1_000)).toISOString()];
    const all = [pause(-50, -10), pause(100, 400), pause(1_100, 1_200)];
    expect(starts.map((startedAt) => pausesWithin(all, { startedAt }, starts))).toEqual([[all[1]], [all[2]]]);
  });
});

describe('chapters of pauses', () => {
  const segment = { startedAt: START, offsetSeconds: 60, durationSeconds: 600 };

  it('stand where the file goes on: neither pause is in it', () => {
    expect(pauseChapters(segment, [pause(100, 400), pause(500, 530)])).toEqual([
      { startSeconds: 160, title: 'Recording continues after 5 min' },
      { startSeconds: 260, title: 'Recording continues after 30 s' },
    ]);
  });

  it('never stand beyond the end of the file', () => {
    expect(pauseChapters(segment, [pause(600, 700)])).toEqual([]);
  });
});
