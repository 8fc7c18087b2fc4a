import { memoryDatabase, type MemoryDatabase } from '../../../tests/support/memory-database';
import { openReviews, type MoveRequest, type Narrow, type Reviews } from './reviews';

const DOC = 'abcdefghijklmnopqrstuvwx';
const EDITOR = { adminId: 1, name: null };
const MODERATOR = { adminId: 2, name: null };

describe('reviews', () => {
  let database: MemoryDatabase;
  let reviews: Reviews;
  let nowMs: number;
  const move = (request: Omit<MoveRequest, 'documentId' | 'by'> & { by?: MoveRequest['by'] }, of = DOC) =>
    database.transaction((sql) => reviews.move({ documentId: of, by: EDITOR, ...request }, sql));
  const row = async () => (await reviews.find(DOC)) ?? Promise.reject(new Error('no review'));

  beforeEach(async () => {
    database = await memoryDatabase();
    nowMs = 1_000;
    reviews = openReviews(database, () => nowMs);
  });
  afterEach(() => database.close());

  it('begin when a recording is sent, and remember who sent it and when', async () => {
    const moved = await move({ event: 'send' });
    expect(moved).toMatchObject({ outcome: 'moved', from: 'none' });
    expect(await row()).toMatchObject({
      state: 'pending',
      cause: 'sent',
      requestedById: 1,
      requestedAtMs: 1_000,
      announcedAtMs: null,
      history: [{ atMs: 1_000, byId: 1, what: 'sent' }],
    });
  });

  it('keep what an approval holds for as long as that is published', async () => {
    const approvedFiles = [{ documentId: 'file', name: 'talk.mp4', sha256: 'abc' }];
    const approve = async () => {
      await move({ event: 'send' });
      await move({ event: 'approve', by: MODERATOR, approvedFiles });
      return (await row()).approvedFiles;
    };
    expect(await approve()).toEqual(approvedFiles);
    // Changes wait, and what was approved stays public.
    await move({ event: 'send' });
    expect((await row()).approvedFiles).toEqual(approvedFiles);
    await move({ event: 'reject', by: MODERATOR });
    expect((await row()).approvedFiles).toEqual(approvedFiles);
    expect((await reviews.approved()).map(({ recordingDocumentId }) => recordingDocumentId)).toEqual([DOC]);
    for (const event of ['put-back', 'unpublish', 'publish'] as const) {
      expect(await approve()).toEqual(approvedFiles);
      await move({ event });
      expect([event, (await row()).approvedFiles]).toEqual([event, null]);
    }
    expect(await reviews.approved()).toEqual([]);
  });

  it('decide only what the moderator saw', async () => {
    await move({ event: 'send' });
    const { revision } = await row();
    // The editor changed the draft meanwhile.
    await database.transaction((sql) => reviews.touch(DOC, sql));
    expect((await row()).revision).toBe(revision + 1);
    expect(await move({ event: 'approve', by: MODERATOR, revision })).toMatchObject({ outcome: 'changed' });
    expect(await row()).toMatchObject({ state: 'pending', decidedById: null });
    expect(await move({ event: 'approve', by: MODERATOR, revision: revision + 1 })).toMatchObject({
      outcome: 'moved',
    });
    // Of what does not wait, nothing changes with an edit.
    const approved = await row();
    await database.transaction((sql) => reviews.touch(DOC, sql));
    expect(await row()).toEqual(approved);
  });

  it('are decided once: the second moderator is refused', async () => {
    await move({ event: 'send' });
    await move({ event: 'reject', by: MODERATOR, reason: 'A private screen' });
    expect(await move({ event: 'approve', by: { adminId: 3, name: null } })).toMatchObject({
      outcome: 'refused',
      row: { state: 'rejected', decidedById: 2, reason: 'A private screen' },
    });
  });

  it('keep their place in the queue when a waiting recording is sent again', async () => {
    await move({ event: 'send' });
    await database.reviews.update({}, { announcedAtMs: 1_500 });
    nowMs = 2_000;
    await move({ event: 'send', by: { adminId: 7, name: null } });
    expect(await row()).toMatchObject({ requestedAtMs: 1_000, announcedAtMs: 1_500, requestedById: 7 });
    // After a decision it is a new request, which moderators hear of.
    await move({ event: 'reject', by: MODERATOR, reason: 'x' });
    nowMs = 3_000;
    await move({ event: 'send' });
    expect(await row()).toMatchObject({ state: 'pending', requestedAtMs: 3_000, announcedAtMs: null });
  });

  it('forget the reason of a rejection when it is approved, and who decided when it is put back', async () => {
    await move({ event: 'send' });
    await move({ event: 'reject', by: MODERATOR, reason: 'x' });
    await move({ event: 'send' });
    expect(await row()).toMatchObject({ reason: 'x' });
    await move({ event: 'approve', by: MODERATOR });
    expect(await row()).toMatchObject({ reason: null, decidedById: 2 });
    await move({ event: 'put-back', by: MODERATOR });
    expect(await row()).toMatchObject({
      state: 'pending',
      cause: 'put-back',
      decidedById: null,
      decidedAtMs: null,
    });
  });

  it('end the claim of whoever has it open when it is decided', async () => {
    await move({ event: 'send' });
    await reviews.claim(DOC, 2, nowMs + 60_000);
    await move({ event: 'approve', by: MODERATOR });
    expect(await row()).toMatchObject({ claimById: null, claimUntilMs: null });
  });

  it('show the first moderator who has it open until they leave or their time is over', async () => {
    await move({ event: 'send' });
    const openedBy = async () => (await row()).claimById;
    await reviews.claim(DOC, 2, nowMs + 60_000);
    await reviews.claim(DOC, 3, nowMs + 60_000);
    expect(await openedBy()).toBe(2);
    await reviews.release(DOC, 3);
    expect(await openedBy()).toBe(2);
    nowMs += 30_000;
    await reviews.claim(DOC, 2, nowMs + 60_000);
    expect((await row()).claimUntilMs).toBe(nowMs + 60_000);
    nowMs += 60_001;
    await reviews.claim(DOC, 3, nowMs + 60_000);
    expect(await openedBy()).toBe(3);
    await reviews.release(DOC, 3);
    expect(await openedBy()).toBeNull();
  });

  it('list what waits longest first, and what was decided newest first', async () => {
    for (const [index, documentId] of ['aaa', 'bbb', 'ccc'].entries()) {
      nowMs = 1_000 * (index + 1);
      await move({ event: 'send' }, documentId);
    }
    const ids = async (...args: Parameters<Reviews['list']>) =>
      (await reviews.list(...args)).map(({ recordingDocumentId }) => recordingDocumentId);
    expect(await ids('pending', { limit: 2 })).toEqual(['aaa', 'bbb']);
    expect(await ids('pending', { limit: 2, offset: 1 })).toEqual(['bbb', 'ccc']);
    expect(await ids('pending', { limit: 2, offset: 3 })).toEqual([]);
    for (const documentId of ['bbb', 'aaa']) {
      nowMs += 1_000;
      await move({ event: 'approve', by: MODERATOR }, documentId);
    }
    expect(await ids('approved', { limit: 10 })).toEqual(['aaa', 'bbb']);
    expect(await ids('pending', { limit: 10 })).toEqual(['ccc']);
  });

  it('are counted up to a limit, and those alone that fit a condition', async () => {
    for (const documentId of ['aaa', 'bbb', 'ccc', 'ddd']) await move({ event: 'send' }, documentId);
    await move({ event: 'approve', by: MODERATOR }, 'ddd');
    const narrow: Narrow = (query, documentId) => void query.whereIn(documentId, ['bbb', 'ccc', 'ddd']);
    expect(await reviews.count('pending', 10)).toBe(3);
    expect(await reviews.count('pending', 2)).toBe(2);
    expect(await reviews.count('pending', 10, narrow)).toBe(2);
    expect(await reviews.count('rejected', 10)).toBe(0);
    const listed = await reviews.list('pending', { limit: 1, offset: 1, narrow });
    expect(listed.map(({ recordingDocumentId }) => recordingDocumentId)).toEqual(['ccc']);
  });

  it('keep the last fifty steps', async () => {
    for (let times = 0; times < 30; times += 1) {
      nowMs += 1;
      await move({ event: 'send' });
      await move({ event: 'reject', by: MODERATOR, reason: String(times) });
    }
    const { history } = await row();
    expect(history).toHaveLength(50);
    expect(history?.at(-1)).toMatchObject({ what: 'rejected', reason: '29' });
  });

  it('are gone with their entry', async () => {
    await move({ event: 'send' });
    await database.transaction((sql) => reviews.forget(DOC, sql));
    expect(await reviews.find(DOC)).toBeUndefined();
  });
});
