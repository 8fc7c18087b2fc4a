import { memberContributorRole } from '../../../server/src/people/contributor-role';
import { RECORDING } from '../doors';
import { ENTRIES, NAMES, READ, READ_OTHERS, STARTED, UPLOAD, WRITE, type World } from './world';

/** Callers with every right that a site can give them, and recordings of each kind. */
export function makeEntries(world: World) {
  const {
    tokens,
    members,
    ids,
    files,
    content,
    moderation,
    upload,
    idOfUpload,
    makeRole,
    grant,
    makeMember,
    makeToken,
  } = world;

  beforeAll(async () => {
    // A site that gives everybody every right that it can.
    const publicRole = (await world.site.strapi.db
      .query('plugin::users-permissions.role')
      .findOne({ where: { type: 'public' } })) as { id: number };
    await grant(publicRole.id, [...READ, ...WRITE, ...UPLOAD]);
    const contributor = await memberContributorRole(world.site.strapi);
    await grant(contributor, [...READ_OTHERS, `${RECORDING}.delete`, ...UPLOAD]);
    tokens.author = await makeMember('ada', contributor);
    tokens['other contributor'] = await makeMember('grace', contributor);
    tokens.reader = await makeMember('rita', await makeRole('readers', READ));
    tokens['member without the right'] = await makeMember('nora', await makeRole('others', READ_OTHERS));
    tokens.editor = await makeMember('edna', await makeRole('editors', [...READ, ...WRITE, ...UPLOAD]));
    tokens['token to read'] = await makeToken('read-only');
    tokens['token with find'] = await makeToken('custom', READ);
    tokens['token with update'] = await makeToken('custom', [...READ, ...WRITE, ...UPLOAD]);
    tokens['token with all'] = await makeToken('full-access');

    for (const name of NAMES) {
      const { published, visibility, author, review } = ENTRIES[name];
      files[name] = idOfUpload(await upload('/upload', world.superToken, `file-${name}`));
      const fields = {
        title: `title-${name}`,
        transcript: `said-${name}`,
        startedAt: STARTED,
        visibility,
        captions: files[name],
      };
      await moderation(review !== undefined);
      const way = published || review !== undefined ? '/actions/publish' : '';
      const made = await content('POST', way, fields);
      ids[name] = (made.body.data as { documentId: string }).documentId;
      expect([name, made.status < 300]).toEqual([name, true]);
      if (author !== undefined) {
        await world.site.strapi.db.query(RECORDING).updateMany({
          where: { documentId: ids[name], publishedAt: null },
          data: { authorUserId: members[author]?.id },
        });
      }
      if (review === 'rejected') {
        const path = `/recordings/${ids[name]}/review`;
        const { data } = await world.site.admin.must<{ data: { review: { revision: number } } }>('GET', path);
        await world.site.admin.must('POST', `${path}/reject`, {
          revision: data.review.revision,
          reason: 'No',
        });
      }
    }
    await moderation(false);

    // A file that only the ledger knows, as an original or a second view is.
    world.ledgerFile = idOfUpload(await upload('/upload', world.superToken, 'file-ledger'));
    await world.site.strapi.db.query('plugin::meeting-connectors.import-file').create({
      data: {
        // Of an import that is gone.
        importId: 'import',
        fileKeyHash: 'ledger',
        fileKey: 'ledger',
        kind: 'original',
        status: 'stored',
        mediaFileId: await world.keyOf(world.ledgerFile),
        recordingDocumentId: ids.pubpublic,
      },
    });

    // One lesson shows all recordings, and one for each shows it in a component, a zone and by itself.
    const made = await world.visitors.send('POST', '/api/lessons', {
      token: tokens['token with all'],
      body: { data: { title: 'All', recordings: NAMES.map((name) => ids[name]) } },
    });
    expect(made.status).toBe(201);
    for (const name of NAMES) {
      const shelf = { label: 'shelf', recording: ids[name], file: files[name] };
      const one = await world.visitors.send('POST', '/api/lessons', {
        token: tokens['token with all'],
        body: {
          data: {
            title: `Of one`,
            recording: ids[name],
            cover: files[name],
            shelf,
            zone: [{ __component: 'site.shelf', ...shelf }],
          },
        },
      });
      expect(one.status).toBe(201);
    }
  });
}
