import { readTicket, writeTicket, type Ticket } from './ticket';

const KEY = Buffer.from('a key of this site');
const TICKET: Ticket = {
  documentId: 'recording1',
  fileId: 'file1',
  shownIn: 'draft',
  name: 'Година 2026-02-10.mp4',
  untilMs: 2_000,
};

describe('a ticket for a download', () => {
  const written = writeTicket(KEY, TICKET);

  it('says what it was written for, until its time is over', () => {
    expect(readTicket(KEY, written, 1_999)).toEqual(TICKET);
    expect(readTicket(KEY, written, 2_000)).toBeUndefined();
    expect(encodeURIComponent(written)).toBe(written);
  });

  it('is good for nothing else', () => {
    const [name, other] = ['recording1', 'recording2'];
    const changed = [
      written.replace(name, other),
      written.replace('file1', 'file2'),
      written.replace('.draft.', '.published.'),
      written.replace('.draft.', '.import.'),
      written.replace(`.${(2_000).toString(36)}.`, `.${(9_000).toString(36)}.`),
      written.replace(
        Buffer.from(TICKET.name).toString('base64url'),
        Buffer.from('Other.exe').toString('base64url'),
      ),
      `${written.slice(0, -1)}${written.endsWith('A') ? 'B' : 'A'}`,
      `${written}A`,
      written.slice(0, -1),
      '',
      'a.b.draft.c.d.e',
    ];
    for (const one of changed) expect([one, readTicket(KEY, one, 0)]).toEqual([one, undefined]);
    expect(readTicket(Buffer.from('of another site'), written, 0)).toBeUndefined();
  });
});
