import type { FileRow } from '../ledger/database';
import { planJoin } from './join';
import { partsOf } from './parts';

const START_MS = Date.parse('2026-02-10T16:00:00Z');

/** A segment as the ledger holds it, begun so many seconds after the first. */
const segment = (number: number, afterSeconds: number, over: Partial<FileRow> = {}): FileRow => ({
  id: String(number),
  importId: '1',
  origin: 'provider',
  segments: null,
  fileKeyHash: `hash${number}`,
  fileKey: `file${number}`,
  kind: 'video',
  view: 'active_speaker',
  extension: 'mp4',
  segmentKey: `segment${number}`,
  segmentNumber: number,
  segmentCount: 2,
  startedAtMs: START_MS + afterSeconds * 1000,
  status: 'verified',
  sizeBytes: 1000,
  bytesDone: 1000,
  prefixSha256: null,
  validator: null,
  spoolName: `${number}.1.part`,
  resumedAtPercent: null,
  sha256: `sha${number}`,
  durationSeconds: 60,
  mime: 'video/mp4',
  storedName: null,
  mediaFileId: null,
  readBack: false,
  recordingDocumentId: null,
  problem: null,
  ...over,
});
const joined = (over: Partial<FileRow> = {}): FileRow =>
  segment(9, 0, {
    origin: 'made',
    fileKey: 'made:video:segment1',
    segmentKey: 'segment1',
    segments: [
      { key: 'segment1', startedAt: '2026-02-10T16:00:00Z', offsetSeconds: 0, durationSeconds: 60 },
      { key: 'segment2', startedAt: '2026-02-10T16:02:00Z', offsetSeconds: 60, durationSeconds: 60 },
    ],
    durationSeconds: 120,
    ...over,
  });

describe('the plan of a join', () => {
  it('takes the segments by the instant at which they began, whatever their order', () => {
    const plan = planJoin([segment(2, 120), segment(3, 300), segment(1, 0)], true);
    expect(plan.action === 'join' && plan.rows.map(({ id }) => id)).toEqual(['1', '2', '3']);
  });

  it('does nothing when it is not wished, for one segment, and after it was done', () => {
    const rows = [segment(1, 0), segment(2, 120)];
    expect(planJoin(rows, false)).toEqual({ action: 'none' });
    expect(planJoin(rows.slice(0, 1), true)).toEqual({ action: 'none' });
    expect(planJoin([...rows, joined()], true)).toEqual({ action: 'none' });
    expect(planJoin([segment(1, 0, { status: 'stored' }), segment(2, 120)], true)).toEqual({
      action: 'none',
    });
  });

  it('joins again what a crash left half made', () => {
    const plan = planJoin([segment(1, 0), segment(2, 120), joined({ status: 'waiting' })], true);
    expect(plan).toMatchObject({ action: 'join' });
  });

  it('fault 49: takes equal bytes once, and keeps overlapping, mixed and empty ones apart', () => {
    const twice = planJoin([segment(1, 0), segment(2, 120, { sha256: 'sha1' }), segment(3, 300)], true);
    expect(twice).toMatchObject({ action: 'join', rows: [{ id: '1' }, { id: '3' }], copies: [{ id: '2' }] });
    expect(planJoin([segment(1, 0), segment(2, 20)], true)).toEqual({
      action: 'separate',
      reason: { code: 'join.overlap', values: { segment: 2, seconds: 40, before: 1 } },
    });
    expect(planJoin([segment(1, 0), segment(2, 120, { kind: 'audio' })], true)).toMatchObject({
      action: 'separate',
    });
    expect(planJoin([segment(1, 0), segment(2, 120, { durationSeconds: 0 })], true)).toEqual({
      action: 'separate',
      reason: { code: 'join.no-length', values: { segment: 2 } },
    });
  });
});

describe('the parts of an import', () => {
  it('are its segments while they are not joined, numbered by their start', () => {
    expect(
      partsOf([segment(2, 120), segment(1, 0)]).map((part) => [part.segmentNumber, part.main.id]),
    ).toEqual([
      [1, '1'],
      [2, '2'],
    ]);
  });

  it('are one when they are joined, with what was made of their words', () => {
    const captions = segment(10, 0, {
      origin: 'made',
      kind: 'captions',
      segmentKey: 'segment1',
      status: 'stored',
    });
    const old = segment(11, 0, {
      origin: 'made',
      kind: 'captions',
      segmentKey: 'segment1',
      status: 'replaced',
    });
    const used = { status: 'used' } as const;
    const parts = partsOf([segment(1, 0, used), segment(2, 120, used), joined(), captions, old]);
    expect(parts).toHaveLength(1);
    expect(parts[0]).toMatchObject({ main: { id: '9' }, segmentCount: 1, beside: [{ id: '10' }] });
  });

  it('have a segment that came after the join beside the joined ones', () => {
    const used = { status: 'used' } as const;
    const parts = partsOf([segment(1, 0, used), segment(2, 120, used), joined(), segment(3, 600)]);
    expect(parts.map(({ main }) => main.id)).toEqual(['9', '3']);
  });
});
