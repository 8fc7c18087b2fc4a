import {
  changesFile,
  covers,
  coversAll,
  decideWrite,
  downloadsFile,
  editsAll,
  fateOfFile,
  linksByUpload,
  linksFile,
  ownerWritten,
  publishes,
  readScope,
  takenAway,
  type Caller,
  type ChangedFile,
  type KnownFile,
  type Row,
} from './rules';

const RIGHTS = { find: true, update: true };
const ADA = {
  kind: 'member',
  id: 1,
  name: 'ada',
  contributor: false,
  chosenRole: false,
  may: RIGHTS,
} as const;
const CALLERS: Record<string, Caller> = {
  site: { kind: 'site' },
  anonymous: { kind: 'anonymous' },
  reader: { ...ADA, may: { find: true, update: false } },
  'member without find': { ...ADA, may: { find: false, update: false } },
  editor: ADA,
  contributor: { ...ADA, contributor: true },
  'chosen role': { ...ADA, contributor: true, chosenRole: true },
  'token: read': { kind: 'token', name: 'site', may: { find: true, update: false } },
  'token: update': { kind: 'token', name: 'site', may: RIGHTS },
  'token: neither': { kind: 'token', name: 'site', may: { find: false, update: false } },
  admin: { kind: 'admin', id: 7, moderates: false },
  moderator: { kind: 'admin', id: 8, moderates: true },
};
const callers = Object.entries(CALLERS);

describe('reading', () => {
  const row = (published: boolean, visibility: Row['visibility'], ownerId: number | null): Row => ({
    published,
    visibility,
    ownerId,
  });
  /** Published public, published private, own draft, another's draft. A private draft is a draft. */
  const ROWS = [
    row(true, 'public', 2),
    row(true, 'private', 2),
    row(false, 'public', 1),
    row(false, 'public', 2),
    row(false, 'private', null),
  ];
  //                        public private own draft other's nobody's
  const TABLE: Record<string, string> = {
    site: '                  yes    yes     yes       yes     yes',
    anonymous: '             yes    no      no        no      no',
    reader: '                yes    yes     yes       no      no',
    'member without find': ' yes    no      yes       no      no',
    editor: '                yes    yes     yes       yes     yes',
    contributor: '           yes    yes     yes       no      no',
    'chosen role': '         yes    yes     yes       no      no',
    'token: read': '         yes    yes     no        no      no',
    'token: update': '       yes    yes     yes       yes     yes',
    'token: neither': '      yes    no      no        no      no',
    admin: '                 yes    yes     yes       yes     yes',
    moderator: '             yes    yes     yes       yes     yes',
  };
  it.each(callers)('by %s', (name, caller) => {
    const scope = readScope(caller);
    const answers = ROWS.map((one) => (covers(scope, one) ? 'yes' : 'no'));
    expect(answers).toEqual(TABLE[name]?.trim().split(/\s+/));
    // Then it needs no condition, and filters may go through relations.
    expect(coversAll(scope)).toBe(!answers.includes('no'));
  });

  it('by a token that writes drafts and does not read is limited, too', () => {
    const scope = readScope({ kind: 'token', name: 'site', may: { find: false, update: true } });
    expect(ROWS.map((one) => covers(scope, one))).toEqual([true, false, true, true, true]);
    expect(coversAll(scope)).toBe(false);
  });
});

describe('writing', () => {
  const OFF = { enabled: false, moderatorsPublishDirectly: false };
  const ON = { enabled: true, moderatorsPublishDirectly: false };
  const DIRECTLY = { enabled: true, moderatorsPublishDirectly: true };
  const OWN = { own: true };
  const OTHERS = { own: false };
  const draft = (action: string, { own }: { own: boolean }, caller: Caller) =>
    decideWrite(caller, { action, publishes: false, own, moderation: OFF });
  const publish = (moderation: typeof ON, { own }: { own: boolean }, caller: Caller) =>
    decideWrite(caller, { action: 'publish', publishes: true, own, moderation });

  //                        create  update own, other's  publish own: off, on, directly  publish other's: off
  const TABLE: Record<string, string> = {
    site: '                  aside   aside   aside        closed closed closed            closed',
    anonymous: '             aside   absent  absent       closed closed closed            closed',
    reader: '                aside   aside   aside        open   queue  queue             open',
    'member without find': ' aside   aside   aside        open   queue  queue             open',
    editor: '                aside   aside   aside        open   queue  queue             open',
    contributor: '           aside   aside   absent       queue  queue  queue             absent',
    'chosen role': '         aside   aside   absent       queue  queue  queue             absent',
    'token: read': '         aside   aside   aside        open   queue  queue             open',
    'token: update': '       aside   aside   aside        open   queue  queue             open',
    'token: neither': '      aside   aside   aside        open   queue  queue             open',
    admin: '                 aside   aside   aside        open   queue  queue             open',
    moderator: '             aside   aside   aside        open   queue  open              open',
  };
  // Strapi itself refuses who has no right to the action at all. This decides about the others.
  it.each(callers)('by %s', (name, caller) => {
    expect([
      decideWrite(caller, { action: 'create', publishes: false, own: undefined, moderation: OFF }),
      draft('update', OWN, caller),
      draft('update', OTHERS, caller),
      publish(OFF, OWN, caller),
      publish(ON, OWN, caller),
      publish(DIRECTLY, OWN, caller),
      publish(OFF, OTHERS, caller),
    ]).toEqual(TABLE[name]?.trim().split(/\s+/));
  });

  it('copies no entry that the caller may not read', () => {
    const copy = (copies: boolean) =>
      callers.map(([, caller]) =>
        decideWrite(caller, { action: 'clone', publishes: false, own: undefined, copies, moderation: OFF }),
      );
    expect(new Set(copy(false))).toEqual(new Set(['absent']));
    expect(copy(true).filter((verdict) => verdict === 'absent')).toHaveLength(1);
  });

  it('publishes by more ways than one', () => {
    expect(publishes('publish', undefined)).toBe(true);
    for (const action of ['create', 'update', 'clone']) {
      expect([publishes(action, 'published'), publishes(action, 'draft')]).toEqual([true, false]);
    }
    for (const action of ['findMany', 'delete', 'unpublish', 'discardDraft']) {
      expect(publishes(action, 'published')).toBe(false);
    }
  });

  it('takes the author from nobody but the panel and the site', () => {
    const written = (action: string) =>
      Object.fromEntries(callers.map(([name, caller]) => [name, ownerWritten(caller, action)]));
    // A copy is a new entry, too.
    expect(written('clone')).toEqual(written('create'));
    expect(written('create')).toEqual({
      site: 'as-given',
      anonymous: 'unchanged',
      reader: 1,
      'member without find': 1,
      editor: 1,
      contributor: 1,
      'chosen role': 1,
      'token: read': 'unchanged',
      'token: update': 'unchanged',
      'token: neither': 'unchanged',
      admin: 'as-given',
      moderator: 'as-given',
    });
    expect(written('update')).toMatchObject({ editor: 'unchanged', contributor: 1, admin: 'as-given' });
  });
});

describe('files', () => {
  const file = (patch: Partial<ChangedFile>, caller: Caller): ChangedFile => ({
    ofMember: false,
    guarded: true,
    editable: [],
    own: false,
    editsAll: editsAll(caller, false),
    ...patch,
  });
  const answer = (yes: boolean) => (yes ? 'yes' : 'no');

  //                        of a recording: editable, not, of none   of the site: nobody's, a member's, own
  const CHANGE: Record<string, string> = {
    site: '                  yes       yes  yes                       yes  yes  yes',
    anonymous: '             yes       no   no                        yes  yes  yes',
    reader: '                yes       no   no                        yes  yes  yes',
    'member without find': ' yes       no   no                        yes  yes  yes',
    editor: '                yes       yes  yes                       yes  yes  yes',
    contributor: '           yes       no   no                        no   no   yes',
    'chosen role': '         yes       no   no                        yes  no   yes',
    'token: read': '         yes       no   no                        yes  yes  yes',
    'token: update': '       yes       yes  yes                       yes  yes  yes',
    'token: neither': '      yes       no   no                        yes  yes  yes',
    admin: '                 yes       no   no                        yes  yes  yes',
    moderator: '             yes       no   no                        yes  yes  yes',
  };
  it.each(callers)('are replaced, renamed and deleted by %s', (name, caller) => {
    const changes = (patch: Partial<ChangedFile>) => answer(changesFile(caller, file(patch, caller)));
    expect([
      changes({ editable: [true] }),
      changes({ editable: [true, false] }),
      changes({}),
      changes({ guarded: false }),
      changes({ guarded: false, ofMember: true }),
      changes({ guarded: false, ofMember: true, own: true }),
    ]).toEqual(CHANGE[name]?.trim().split(/\s+/));
  });

  it.each(callers)(
    'go with their recording only if %s may change them and nothing else uses them',
    (_, caller) => {
      const fate = (patch: Partial<ChangedFile>, used = false) =>
        fateOfFile(caller, { ...file(patch, caller), used });
      expect(fate({ editable: [true] })).toBe('deleted');
      expect(fate({ editable: [true] }, true)).toBe('used');
      const mayAll = caller.kind === 'site' || editsAll(caller, false);
      expect(fate({ editable: [false] })).toBe(mayAll ? 'deleted' : 'not-allowed');
    },
  );

  it('of a recording on hold stay, and others may come', () => {
    expect(takenAway(new Set([1, 2]), new Set([2, 3]))).toEqual([1]);
    expect(takenAway(new Set([1]), new Set([1, 2]))).toEqual([]);
  });

  //                        of a recording  of another type
  const BY_UPLOAD: Record<string, string> = {
    site: '                  yes             yes',
    anonymous: '             no              yes',
    reader: '                no              yes',
    'member without find': ' no              yes',
    editor: '                no              yes',
    contributor: '           no              no',
    'chosen role': '         no              yes',
    'token: read': '         no              yes',
    'token: update': '       no              yes',
    'token: neither': '      no              yes',
    admin: '                 no              yes',
    moderator: '             no              yes',
  };
  it.each(callers)('are put into an entry by an upload of %s', (name, caller) => {
    expect([true, false].map((recording) => answer(linksByUpload(caller, { recording })))).toEqual(
      BY_UPLOAD[name]?.trim().split(/\s+/),
    );
  });

  //                        of this recording  own  own, shown by another's  another's
  const LINK: Record<string, string> = {
    site: '                  yes                yes  yes                      yes',
    anonymous: '             yes                yes  no                       no',
    reader: '                yes                yes  no                       no',
    'member without find': ' yes                yes  no                       no',
    editor: '                yes                yes  yes                      yes',
    contributor: '           yes                yes  no                       no',
    'chosen role': '         yes                yes  no                       no',
    'token: read': '         yes                yes  no                       no',
    'token: update': '       yes                yes  yes                      yes',
    'token: neither': '      yes                yes  no                       no',
    admin: '                 yes                yes  no                       no',
    moderator: '             yes                yes  no                       no',
  };
  it.each(callers)('are put into a recording by %s', (name, caller) => {
    const links = (patch: Partial<KnownFile>, belongs = false) =>
      answer(linksFile({ ...file(patch, caller), belongs }));
    expect([
      links({}, true),
      links({ own: true, guarded: false }),
      links({ own: true, editable: [false] }),
      links({ guarded: false }),
    ]).toEqual(LINK[name]?.trim().split(/\s+/));
  });

  it.each(callers)(
    'beside the entry are downloaded by %s only with a right of their own',
    (_name, caller) => {
      const downloads = (field: boolean, originals: boolean) => downloadsFile(caller, { field, originals });
      expect([downloads(true, false), downloads(false, false), downloads(false, true)]).toEqual([
        true,
        caller.kind === 'site',
        caller.kind === 'site' || caller.kind === 'admin',
      ]);
    },
  );

  it('are everybody’s in the panel who may edit every recording', () => {
    const admin: Caller = { kind: 'admin', id: 7, moderates: false };
    const all = file({ editsAll: editsAll(admin, true) }, admin);
    expect([changesFile(admin, all), linksFile({ ...all, belongs: false })]).toEqual([true, true]);
  });
});
