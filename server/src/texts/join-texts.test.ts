import fc from 'fast-check';
import { segmentTitle } from './added-text';
import { inCueOrder, parseCaptions, renderVtt, type Cue } from './captions';
import type { ChatMessage } from './chat';
import {
  joinChapters,
  joinChats,
  joinCues,
  mergeChapters,
  placeInstants,
  placeWallClock,
  segmentChapters,
  type TimedPlace,
} from './join-texts';

const cue = (startSeconds: number, endSeconds: number, text: string): Cue => ({
  startSeconds,
  endSeconds,
  text,
});
const message = (atSeconds: number, text: string): ChatMessage => ({
  atSeconds,
  from: 'Ada',
  private: false,
  text,
});
const clock = (hours: number, minutes: number, seconds = 0) => hours * 3600 + minutes * 60 + seconds;

/** 30 minutes, 4 minutes of nothing, 27 minutes. */
const LECTURE: TimedPlace[] = [
  {
    offsetSeconds: 0,
    durationSeconds: 1812,
    startedAt: '2026-02-10T16:36:00Z',
    endedAt: '2026-02-10T17:06:12Z',
  },
  {
    offsetSeconds: 1812,
    durationSeconds: 1627,
    startedAt: '2026-02-10T17:10:17Z',
    endedAt: '2026-02-10T17:37:24Z',
  },
];

describe('cues of several segments', () => {
  it('stand where their segment begins, whatever order the segments come in', () => {
    const segments = [
      { offsetSeconds: 3.84, durationSeconds: 2.56, cues: [cue(0, 1, 'c'), cue(1.5, 2, 'd')] },
      { offsetSeconds: 0, durationSeconds: 3.84, cues: [cue(0.1, 1, 'a'), cue(1, 2, 'b')] },
    ];
    expect(joinCues(segments)).toEqual([
      cue(0.1, 1, 'a'),
      cue(1, 2, 'b'),
      cue(3.84, 4.84, 'c'),
      cue(5.34, 5.84, 'd'),
    ]);
  });

  it('end with their segment, and one beyond its end is shown in its last instant', () => {
    const segments = [
      { offsetSeconds: 0, durationSeconds: 4, cues: [cue(3, 9, 'a'), cue(5, 6, 'b')] },
      { offsetSeconds: 4, durationSeconds: 4, cues: [cue(0, 1, 'c')] },
    ];
    expect(joinCues(segments)).toEqual([cue(3, 4, 'a'), cue(3.999, 4, 'b'), cue(4, 5, 'c')]);
  });

  it('may be missing from a segment', () => {
    const segments = [
      { offsetSeconds: 0, durationSeconds: 4, cues: [] },
      { offsetSeconds: 4, durationSeconds: 4, cues: [cue(0, 1, 'only here')] },
    ];
    expect(joinCues(segments)).toEqual([cue(4, 5, 'only here')]);
  });

  const cues = fc
    .array(
      fc.record({
        start: fc.integer({ min: 0, max: 9000 }),
        length: fc.integer({ min: 1, max: 9000 }),
        text: fc.constantFrom('a', 'b', 'c'),
      }),
      { maxLength: 6 },
    )
    .map((all) =>
      inCueOrder(all.map(({ start, length, text }) => cue(start / 1000, (start + length) / 1000, text))),
    );
  const segments = fc
    .array(fc.record({ durationMs: fc.integer({ min: 0, max: 8000 }), cues }), { minLength: 1, maxLength: 5 })
    .map((all) => {
      let offsetMs = 0;
      return all.map((segment) => {
        const offsetSeconds = offsetMs / 1000;
        offsetMs += segment.durationMs;
        return { offsetSeconds, durationSeconds: segment.durationMs / 1000, cues: segment.cues };
      });
    });

  it('keep their number and order, and none leaves its segment', () => {
    fc.assert(
      fc.property(segments, (all) => {
        const joined = joinCues(all);
        expect(joined.map(({ text }) => text)).toEqual(
          all.flatMap((segment) => segment.cues.map(({ text }) => text)),
        );
        let at = 0;
        for (const segment of all)
          for (const [index] of segment.cues.entries()) {
            const one = joined[at] ?? cue(-1, -1, '');
            const previous = index === 0 ? undefined : joined[at - 1];
            expect(one.startSeconds).toBeGreaterThanOrEqual(previous?.startSeconds ?? segment.offsetSeconds);
            expect(one.endSeconds).toBeGreaterThan(one.startSeconds);
            expect(one.endSeconds).toBeLessThanOrEqual(
              segment.offsetSeconds + Math.max(segment.durationSeconds, 0.001) + 1e-9,
            );
            at += 1;
          }
      }),
    );
  });

  it('are all in the file that is written of them', () => {
    fc.assert(
      fc.property(segments, (all) => {
        const joined = joinCues(all);
        const read = parseCaptions(renderVtt(joined), { speakerPrefix: 'never' });
        expect(read).toMatchObject({ outcome: 'cues', skipped: 0, cut: 0 });
        if (read.outcome === 'cues') expect(read.cues).toHaveLength(joined.length);
      }),
    );
  });
});

describe('messages and chapters of several segments', () => {
  it('stand where they were written', () => {
    expect(
      joinChats([
        { ...place(10, 5), messages: [message(1, 'c'), message(99, 'd')] },
        { ...place(0, 10), messages: [message(2, 'a'), message(2, 'b')] },
      ]).map(({ atSeconds, text }) => [atSeconds, text]),
    ).toEqual([
      [2, 'a'],
      [2, 'b'],
      [11, 'c'],
      [15, 'd'],
    ]);
    expect(joinChapters([{ ...place(10, 5), chapters: [{ startSeconds: 1, title: 'Ada' }] }])).toEqual([
      { startSeconds: 11, title: 'Ada' },
    ]);
  });
  const place = (offsetSeconds: number, durationSeconds: number) => ({ offsetSeconds, durationSeconds });
});

describe("a chat with a clock's times", () => {
  const placed = (
    messages: ChatMessage[],
    segments = LECTURE,
    timezone: string | undefined = 'Europe/Berlin',
  ) => {
    const outcome = placeWallClock(messages, segments, timezone);
    if (outcome.outcome === 'unreadable') throw new Error(outcome.code);
    return outcome.messages.map(({ atSeconds }) => atSeconds);
  };

  it('is placed by the zone of the meeting; what was said in the gap stands where it goes on', () => {
    expect(
      placed([
        message(clock(17, 30), 'early'),
        message(clock(17, 36, 10), 'at ten seconds'),
        message(clock(18, 8), 'in the gap'),
        message(clock(18, 10, 20), 'three seconds after it'),
        message(clock(18, 40), 'late'),
      ]),
    ).toEqual([0, 10, 1812, 1815, 3439]);
  });

  it('fault 66: may go over midnight', () => {
    const late = [{ offsetSeconds: 0, durationSeconds: 3600, startedAt: '2026-02-10T22:30:00Z' }];
    expect(placed([message(clock(23, 31), 'a'), message(clock(0, 10), 'b')], late)).toEqual([60, 2400]);
    expect(placed([message(clock(0, 10), 'only after it')], late)).toEqual([2400]);
  });

  it('is of the evening before when its first message was written before midnight and the recording begins after it', () => {
    const early = [{ offsetSeconds: 0, durationSeconds: 3600, startedAt: '2026-02-10T23:20:00Z' }];
    expect(placed([message(clock(23, 50), 'a'), message(clock(0, 30), 'b')], early)).toEqual([0, 600]);
  });

  it('goes over midnight once for each time that its clock goes back by more than half a day', () => {
    const long = [{ offsetSeconds: 0, durationSeconds: 30 * 3600, startedAt: '2026-02-10T20:00:00Z' }];
    expect(
      placed(
        [
          message(clock(22, 0), 'first evening'),
          message(clock(9, 0), 'morning'),
          message(clock(23, 0), 'second evening'),
          message(clock(1, 0), 'second night'),
        ],
        long,
      ),
    ).toEqual([3600, 43_200, 93_600, 100_800]);
    // Less than half a day back is a line out of order, of the same day: by a little, or by many hours.
    const noon = [
      { ...long[0], offsetSeconds: 0, durationSeconds: 90_000, startedAt: '2026-02-10T12:00:00Z' },
    ];
    expect(placed([message(clock(21, 0), 'a'), message(clock(14, 0), 'b')], noon)).toEqual([28_800, 3600]);
    expect(placed([message(clock(22, 30), 'a'), message(clock(22, 10), 'b')], long)).toEqual([5400, 4200]);
  });

  it('may begin with a message of many hours after the start, of the next day', () => {
    const night = [{ offsetSeconds: 0, durationSeconds: 20 * 3600, startedAt: '2026-02-10T22:30:00Z' }];
    expect(placed([message(clock(12, 0), 'a'), message(clock(12, 30), 'b')], night)).toEqual([
      45_000, 46_800,
    ]);
  });

  it('may be written up to an hour before the recording and begins on the day that fits', () => {
    const noon = [{ offsetSeconds: 0, durationSeconds: 3600, startedAt: '2026-02-10T11:00:00Z' }];
    expect(placed([message(clock(11, 1), 'before'), message(clock(12, 10), 'in it')], noon)).toEqual([
      0, 600,
    ]);
  });

  it('fault 66: may go over the change to summer time', () => {
    const night = [{ offsetSeconds: 0, durationSeconds: 7200, startedAt: '2026-03-29T00:30:00Z' }];
    expect(placed([message(clock(1, 31), 'a'), message(clock(3, 1), 'b')], night)).toEqual([60, 1860]);
  });

  it('that counts from the start after all is read so', () => {
    expect(placed([message(5, 'a'), message(1900, 'b')])).toEqual([5, 1900]);
  });

  it('of another zone is not put at wrong places', () => {
    expect(
      placeWallClock([message(clock(9, 40), 'a'), message(clock(9, 50), 'b')], LECTURE, 'Europe/Berlin'),
    ).toMatchObject({
      outcome: 'unreadable',
      code: 'other-clock',
    });
  });

  it('of which only one half fits is not put at wrong places either', () => {
    const half = [message(clock(17, 36, 10), 'fits'), message(clock(9, 40), 'does not')];
    expect(placeWallClock(half, LECTURE, 'Europe/Berlin')).toMatchObject({ code: 'other-clock' });
    expect(placed([message(clock(17, 36, 5), 'fits'), ...half])).toHaveLength(3);
  });

  it('may be of the minutes after the recording, and no longer', () => {
    const after = (minutes: number) => [message(clock(18, minutes), 'a'), message(clock(18, minutes), 'b')];
    // The recording ends at 18:37:24.
    expect(placed(after(52))).toEqual([3439, 3439]);
    expect(placeWallClock(after(53), LECTURE, 'Europe/Berlin')).toMatchObject({ code: 'other-clock' });
  });

  it('is read in UTC when the zone is unknown or none', () => {
    expect(placed([message(clock(16, 37), 'a')], LECTURE, 'Nowhere/Land')).toEqual([60]);
    expect(placeWallClock([message(clock(16, 37), 'a')], LECTURE, undefined)).toMatchObject({
      messages: [{ atSeconds: 60 }],
    });
  });
});

describe('chapters of segments', () => {
  it('tell where the recording goes on, and after how long', () => {
    expect(segmentChapters(LECTURE)).toEqual([
      { startSeconds: 0, title: 'Recording starts', gapSeconds: 0 },
      { startSeconds: 1812, title: 'Recording continues after 4 min', gapSeconds: 245 },
    ]);
  });

  it('fault 49: name no gap between segments that touch or overlap', () => {
    const [first, second] = LECTURE;
    if (first === undefined || second === undefined) throw new Error('two segments');
    const touching = [first, { ...second, startedAt: '2026-02-10T17:06:13Z' }];
    const overlapping = [first, { ...second, startedAt: '2026-02-10T17:00:00Z' }];
    for (const segments of [touching, overlapping])
      expect(segmentChapters(segments)[1]).toEqual({
        startSeconds: 1812,
        title: 'Recording continues',
        gapSeconds: 0,
      });
  });

  it('name no gap while an earlier segment still runs', () => {
    const at = (startedAt: string, offsetSeconds: number, durationSeconds: number): TimedPlace => ({
      startedAt,
      offsetSeconds,
      durationSeconds,
    });
    const segments = [
      at('2026-02-10T16:00:00Z', 0, 3600),
      at('2026-02-10T16:10:00Z', 3600, 60),
      at('2026-02-10T16:50:00Z', 3660, 60),
    ];
    expect(segmentChapters(segments).map(({ gapSeconds }) => gapSeconds)).toEqual([0, 0, 0]);
  });

  it.each([
    [3, '3 s'],
    [59.6, '1 min'],
    [720, '12 min'],
    [3600, '1 h'],
    [3900, '1 h 5 min'],
    [90_000, '25 h'],
  ])('say a gap of %s seconds as %s', (seconds, words) => {
    expect(segmentTitle(2, seconds)).toBe(`Recording continues after ${words}`);
  });

  it('stand before a speaker of the same instant', () => {
    const merged = mergeChapters(segmentChapters(LECTURE), [
      { startSeconds: 1812, title: 'Grace' },
      { startSeconds: 3, title: 'Ada' },
    ]);
    expect(merged.map(({ title }) => title)).toEqual([
      'Recording starts',
      'Ada',
      'Recording continues after 4 min',
      'Grace',
    ]);
  });
});

describe('messages with instants', () => {
  const second = (instant: string) => Date.parse(instant) / 1000;
  const said = [
    message(second('2026-02-10T16:30:00Z'), 'before'),
    message(second('2026-02-10T16:36:10Z'), 'in the first'),
    message(second('2026-02-10T17:08:00Z'), 'in the gap'),
    message(second('2026-02-10T17:10:20Z'), 'in the second'),
    message(second('2026-02-10T18:00:00Z'), 'after'),
  ];
  const starts = LECTURE.map(({ startedAt }) => startedAt);
  const placed = (segment: TimedPlace | undefined) =>
    segment === undefined
      ? []
      : placeInstants(said, segment, starts).map(({ atSeconds, text }) => [atSeconds, text]);

  it('belong to the segment in which they were said, each to one, and none is lost', () => {
    expect(placed(LECTURE[0])).toEqual([
      [0, 'before'],
      [10, 'in the first'],
      [1812, 'in the gap'],
    ]);
    expect(placed(LECTURE[1])).toEqual([
      [1815, 'in the second'],
      [3439, 'after'],
    ]);
  });

  it('belong to a segment of its own in the same way when segments are not joined', () => {
    const alone = LECTURE[1] && { ...LECTURE[1], offsetSeconds: 0 };
    expect(placed(alone)).toEqual([
      [3, 'in the second'],
      [1627, 'after'],
    ]);
  });
});
