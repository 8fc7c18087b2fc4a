import type { Answer } from '../../doors';
import { STARTED, type World } from '../world';
import { makeCast, type Caller } from './cast';
import { makeTableEntries, ownerFor, SOMEBODY_ELSE, type Entry, type TableEntries } from './entries';
import {
  CALLERS,
  created,
  isShown,
  namesAuthors,
  outcomeOf,
  readsAll,
  uploaded,
  VISIBILITIES,
  type Whose,
} from './expected';
import { outcomeIn, standingOf } from './outcome';
import { QUESTIONS, readsOf } from './reads';
import { differences, siteRows, type Rows, type SiteRows } from './rows';
import { NEW_TITLE, type Said } from './shared';
import { creationsOf, uploadAlone, writesOf } from './writes';

const REFUSED = 'refused';
/** Callers by their doors, before anybody is signed in: which tests there are depends on it. */
const DOORS: Record<string, Caller['by']> = {
  'moderator with read': 'panel',
  'moderator without read': 'panel',
  'editor of the panel': 'panel',
  'Contributor of the panel': 'panel',
  manager: 'panel',
  'site code': 'site',
  'agent of a Contributor': 'agent',
};

/**
 * The tables of `expected.ts`, cell by cell, through the doors of a running site: nothing is as written
 * there that was not seen in the answers and in the rows.
 */
export function testTable(world: World) {
  let cast: ReadonlyMap<string, Caller>;
  let made: TableEntries;
  let rows: SiteRows;
  /** How every cell finds the rows. */
  let base: Rows;
  let cells = 0;

  /** The cells of one test: those that are not as the table says. */
  const cellsOf = () => {
    const wrong: string[] = [];
    return {
      cell(words: string[], expected: string, seen: string, said = '') {
        cells += 1;
        if (seen === expected) return;
        const why = said === '' ? '' : ` (${said.slice(0, 300)})`;
        wrong.push(`${words.join(' · ')} → ${expected}, but: ${seen}${why}`);
      },
      end: () => expect(wrong).toEqual([]),
    };
  };
  const callerNamed = (name: string): Caller => {
    const caller = cast.get(name);
    if (caller === undefined) throw new Error(`nobody is called ${name}`);
    return caller;
  };
  const entriesFor = (name: string): { whose: Whose; entry: Entry }[] => {
    const owner = ownerFor(name);
    return made.entries.flatMap((entry): { whose: Whose; entry: Entry }[] =>
      entry.owner === SOMEBODY_ELSE
        ? [{ whose: 'other’s', entry }]
        : entry.owner === owner
          ? [{ whose: 'own', entry }]
          : [],
    );
  };

  beforeAll(async () => {
    cast = await makeCast(world);
    made = await makeTableEntries(world, cast);
    rows = siteRows(world.site);
    rows.keep();
    base = await rows.read();
  });
  afterAll(() => {
    process.stdout.write(`${cells} cells of the table\n`);
  });

  describe.each(CALLERS)('%s', (name) => {
    const by = DOORS[name] ?? 'api';

    describe('reads', () => {
      it.each(readsOf(world, { by }).filter(({ only }) => only?.includes(name) !== false))(
        '$action',
        async ({ action, shows, published, ask }) => {
          const { cell, end } = cellsOf();
          const mine = entriesFor(name);
          const text = await ask(
            callerNamed(name),
            mine.map(({ entry }) => entry),
          );
          for (const { whose, entry } of mine) {
            const { state, visibility } = entry;
            const words = (which: string) => [name, action, whose, which, visibility];
            const seen = (mark: string) => (text.includes(`${mark}.${entry.name}`) ? 'shown' : 'not shown');
            const expected = (what: 'recording' | 'file', draft: boolean) =>
              isShown(name, what, { whose, state, visibility, draft }) ? 'shown' : 'not shown';
            if (shows === 'files') {
              cell(words(state), expected('file', state !== 'approved'), seen('file'));
              continue;
            }
            if (state === 'approved') cell(words(state), expected('recording', false), seen('pub'));
            const draft = state === 'approved' ? 'approved, its draft' : state;
            const shown = published === true ? 'not shown' : expected('recording', true);
            cell(words(draft), shown, seen('dra'));
            // A file that comes along is not shown to who may not have it.
            if (expected('file', state !== 'approved') === 'not shown') {
              cell([...words(state), 'its file'], 'not shown', seen('file'));
            }
          }
          end();
        },
      );

      if (by === 'api') {
        it.each(QUESTIONS)('$action', async ({ action, path }) => {
          const { cell, end } = cellsOf();
          const { status }: Answer = await callerNamed(name).send('GET', path);
          cell([name, action], readsAll(name) ? '200' : '400', String(status));
          end();
        });
      }
    });

    const writes = writesOf(world, { by }).filter(
      ({ act }) => outcomeOf(name, act, 'other’s', 'approved') !== undefined,
    );
    describe('writes', () => {
      it.each(writes)('$action', async (write) => {
        const { cell, end } = cellsOf();
        const { act, action, effect } = write;
        const caller = callerNamed(name);
        const target = made.targets.get(ownerFor(name) ?? SOMEBODY_ELSE);
        if (target === undefined) throw new Error(`no target for ${name}`);
        const author = callerNamed('other contributor').memberId ?? 0;
        await moderated(act !== 'publish without moderation', async () => {
          for (const [index, { whose, entry }] of entriesFor(name).entries()) {
            const { state, visibility, documentId } = entry;
            const expected = outcomeOf(name, act, whose, state);
            if (expected === undefined) continue;
            const { revision, draft } = standingOf(base, documentId);
            const { folder } = made;
            const asked = write.ask({ caller, entry, target, revision, author, index, folder });
            for (const ask of expected === REFUSED ? asked : asked.slice(0, 1)) {
              const said = await ask();
              const after = await rows.read();
              const words = [name, action, whose, state, visibility];
              if (after.fingerprint === base.fingerprint) {
                cell(words, expected, effect === 'nothing' ? atTheDoor(said) : unchanged(said), said.text);
                continue;
              }
              const outcome = outcomeIn({
                effect,
                entry,
                target,
                folder,
                before: base,
                after,
                uploadsDir: world.site.uploadsDir,
              });
              cell(words, expected, outcome, said.text);
              const now = standingOf(after, documentId).draft;
              if (effect === 'draft written' && now !== undefined) {
                const whoseThen = namesAuthors(name) ? author : draft?.author_user_id;
                cell([...words, 'its author'], String(whoseThen), String(now.author_user_id));
              }
              base = await rows.putBack(base, after);
            }
          }
        });
        end();
      });

      it.each(creationsOf(world, { by }))('$action', async ({ action, ask }) => {
        const { cell, end } = cellsOf();
        const caller = callerNamed(name);
        const other = callerNamed('other contributor').memberId ?? 0;
        await moderated(true, async () => {
          for (const as of ['draft', 'published'] as const) {
            const expected = created(name, as);
            if (expected === undefined) continue;
            for (const visibility of VISIBILITIES) {
              for (const named of action === 'create' ? [undefined, other] : [undefined]) {
                const data = { title: NEW_TITLE, startedAt: STARTED, visibility };
                const given = named === undefined ? data : { ...data, authorUserId: named };
                const said = await ask(caller, as, given);
                const after = await rows.read();
                const words = [
                  name,
                  action,
                  as,
                  visibility,
                  named === undefined ? 'own' : 'in another’s name',
                ];
                if (after.fingerprint === base.fingerprint) {
                  cell(words, expected.becomes, unchanged(said), said.text);
                  continue;
                }
                const { becomes, authorId } = createdIn(after);
                cell(words, expected.becomes, becomes, said.text);
                const whose = {
                  own: caller.memberId,
                  nobody: null,
                  'as named': named ?? null,
                  '-': undefined,
                };
                const author = whose[expected.author as keyof typeof whose];
                cell([...words, 'its author'], String(author), String(authorId));
                base = await rows.putBack(base, after);
              }
            }
          }
        });
        end();
      });

      const expectedUpload = uploaded(name);
      if (expectedUpload !== undefined) {
        it('upload without a recording', async () => {
          const { cell, end } = cellsOf();
          const said = await uploadAlone(world, callerNamed(name));
          const after = await rows.read();
          const added = differences(base, after).filter((one) => one.added.length > 0);
          const seen = added.map(({ table }) => table);
          const known = new Set(['files', 'mc_file_owners', 'files_folder_lnk']);
          const outcome =
            after.fingerprint === base.fingerprint
              ? unchanged(said)
              : seen.includes('files') && seen.every((table) => known.has(table))
                ? 'done'
                : `something else: ${seen.join(', ')}`;
          cell([name, 'upload without a recording'], expectedUpload, outcome, said.text);
          base = await rows.putBack(base, after);
          end();
        });
      }
    });
  });

  /** What takes a recording or the content of its file away. */
  const DESTROYS = /^(entry|file) gone|^content replaced$/;

  describe('a recording on hold', () => {
    const holds = () => world.site.strapi.db.query('plugin::meeting-connectors.hold');
    beforeAll(async () => {
      for (const { documentId } of made.entries) {
        const data = { recordingDocumentId: documentId, reason: 'Court order', byName: 'Mira', atMs: 1 };
        await holds().create({ data });
      }
      base = await rows.read();
    });
    afterAll(async () => {
      await holds().deleteMany({});
      base = await rows.read();
    });

    it.each(CALLERS)('is kept with its file, whatever %s does', async (name) => {
      const { cell, end } = cellsOf();
      const caller = callerNamed(name);
      const target = made.targets.get(ownerFor(name) ?? SOMEBODY_ELSE);
      if (target === undefined) throw new Error(`no target for ${name}`);
      const writes = writesOf(world, caller).filter(({ effect }) => DESTROYS.test(effect));
      for (const { action, ask } of writes) {
        for (const [index, { whose, entry }] of entriesFor(name).entries()) {
          const { revision } = standingOf(base, entry.documentId);
          const { folder } = made;
          for (const way of ask({ caller, entry, target, revision, author: 0, index, folder })) {
            const said = await way();
            const after = await rows.read();
            const words = [name, action, whose, entry.state, entry.visibility, 'on hold'];
            const isSame = after.fingerprint === base.fingerprint;
            cell(words, REFUSED, isSame ? unchanged(said) : 'something changed', said.text);
            if (!isSame) base = await rows.putBack(base, after);
          }
        }
      }
      end();
    });
  });

  /** Nothing has changed, and the caller should know. */
  const unchanged = ({ ok }: Said) => (ok ? 'nothing, although the answer is a success' : REFUSED);
  /** Whether the caller was let in, if what they asked for is not possible here. */
  const atTheDoor = ({ text }: Said) => (/^(401|403|404) /.test(text) ? REFUSED : 'done');

  /** What a new recording is, and whose. */
  function createdIn(after: Rows) {
    const added = [...(after.tables.get('mc_recordings')?.values() ?? [])].filter(
      ({ id }) => !base.tables.get('mc_recordings')?.has(Number(id)),
    );
    const { draft, published, review } = standingOf(after, String(added[0]?.document_id));
    const becomes =
      added.length === 0
        ? 'something else'
        : published !== undefined
          ? 'published'
          : review === 'pending'
            ? 'waits'
            : 'done';
    return { becomes, authorId: draft?.author_user_id };
  }

  /**
   * The acts of one test: the site has moderation, except for this time. Besides recordings and files, nothing
   * of the site may be another then.
   */
  async function moderated(enabled: boolean, work: () => Promise<void>): Promise<void> {
    if (!enabled) await world.moderation(false);
    try {
      const others = await rows.readOthers();
      await work();
      const now = await rows.readOthers();
      expect([...others].filter(([table, text]) => now.get(table) !== text).map(([table]) => table)).toEqual(
        [],
      );
    } finally {
      if (!enabled) await world.moderation(true);
    }
  }
}
