import type { ReviewDetail } from '../../contracts/review';
import { adminContributorRole } from '../../server/src/people/contributor-role';
import type { Site } from './boot-site';
import { contentRights, RECORDING, visitorsOf, type Person, type Right } from './doors';

const STARTED = '2026-02-10T16:36:00.000Z';
const LANGUAGES = ['en', 'uk'];

/** Recordings in more than one language. The site translates them, and has English and Ukrainian. */
export function testTranslations(site: () => Site) {
  const rows = async (documentId: string) =>
    (await site()
      .strapi.db.query(RECORDING)
      .findMany({ where: { documentId }, orderBy: { id: 'asc' }, populate: ['captions', 'createdBy'] })) as {
      locale: string;
      title: string;
      visibility: string;
      publishedAt: string | null;
    }[];
  const languages = async (documentId: string) => (await rows(documentId)).map(({ locale }) => locale).sort();
  const content = async (method: string, where: string, body?: unknown) =>
    await visitorsOf(site()).send(method, `/content-manager/collection-types/${RECORDING}${where}`, {
      token: await site().admin.token(),
      body,
    });
  const made: string[] = [];
  const create = async (who: { content: Person['content'] }, fields: object) => {
    const { body } = await who.content('POST', '', { startedAt: STARTED, ...fields });
    const { documentId } = body.data as { documentId: string };
    made.push(documentId);
    return documentId;
  };
  const recording = (title: string) => create({ content }, { title, transcript: `said-${title}` });
  const rights = (actions: string[], conditions: string[], locales = LANGUAGES): Right[] =>
    contentRights(actions, conditions).map((right) => ({ ...right, locales }));
  const translate = (who: Person, documentId: string) =>
    who.content('PUT', `/${documentId}`, {
      title: 'Translated',
      startedAt: STARTED,
      visibility: 'public',
      locale: 'uk',
    });

  describe('in more than one language', () => {
    afterAll(async () => {
      for (const documentId of made) await content('DELETE', `/${documentId}?locale=*`);
    });

    it('is translated by who may edit it, and shows and gives nothing to others', async () => {
      const { person } = visitorsOf(site());
      const author = await person('Carla', [
        ...rights(['create'], []),
        ...rights(['read', 'update'], ['admin::is-creator']),
      ]);
      const reader = await person('Rita', [
        ...rights(['create', 'read'], []),
        ...rights(['update'], ['admin::is-creator']),
      ]);
      const others = await recording('Of somebody else');
      const before = await rows(others);
      for (const who of [author, reader]) {
        expect([(await translate(who, others)).status, await rows(others)]).toEqual([404, before]);
      }
      const documentId = await create(author, { title: 'Own' });
      expect((await translate(author, documentId)).status).toBe(200);
      expect(await languages(documentId)).toEqual(['en', 'uk']);

      // A translator edits one language alone, of every recording.
      const translator = await person('Tetiana', [
        ...rights(['read'], []),
        ...rights(['create', 'update'], [], ['uk']),
      ]);
      expect((await translate(translator, others)).status).toBe(200);
      expect(await languages(others)).toEqual(['en', 'uk']);
    });

    it('is shown through files to who may read it in every language of the site', async () => {
      const { person, send } = visitorsOf(site());
      const library = { action: 'plugin::upload.read' };
      const every = await person('Elena', [...rights(['read'], []), library]);
      const one = await person('Oksana', [...rights(['read'], [], ['uk']), library]);
      const related = async (token: string) => {
        const { status, body } = await send('GET', '/upload/files?populate=related&pageSize=100', { token });
        expect(status).toBe(200);
        return (body.results as { related?: { title?: string }[] }[])
          .flatMap((file) => file.related ?? [])
          .map(({ title }) => title)
          .sort();
      };
      const all = await related(await site().admin.token());
      // An import has made some.
      expect(all.length).toBeGreaterThan(0);
      expect(await related(every.token)).toEqual(all);
      expect(await related(one.token)).toEqual([]);

      // Nor is it a secret to them that a recording is gone.
      const moderates = { action: 'plugin::meeting-connectors.recordings.moderate' };
      const approve = async (locales: string[]) => {
        const moderator = await person('Mira', [...rights(['read'], [], locales), moderates]);
        return (await moderator.plugin('POST', '/recordings/gone/review/approve', { revision: 0 })).status;
      };
      expect([await approve(LANGUAGES), await approve(['uk'])]).toEqual([200, 404]);
    });

    describe('with moderation', () => {
      const moderate = async (enabled: boolean) => {
        const { data } = await site().admin.must<{ data: object }>('GET', '/moderation');
        await site().admin.must('PUT', '/moderation', { ...data, enabled });
      };
      beforeAll(() => moderate(true));
      afterAll(() => moderate(false));

      const published = async (documentId: string) =>
        (await rows(documentId))
          .filter(({ publishedAt }) => publishedAt !== null)
          .map(({ locale }) => locale)
          .sort();
      const review = async (documentId: string) =>
        (await site().admin.must<{ data: ReviewDetail }>('GET', `/recordings/${documentId}/review`)).data;
      const decide = async (documentId: string, what: string) => {
        const { revision } = (await review(documentId)).review;
        const where = `/recordings/${documentId}/review/${what}`;
        const body = what === 'approve' ? { revision } : undefined;
        const { data } = await site().admin.must<{ data: { outcome: string } }>('POST', where, body);
        expect([what, data.outcome]).toEqual([what, 'done']);
      };
      const twoLanguages = async () => {
        const documentId = await recording('Two languages');
        const uk = { title: 'Дві мови', startedAt: STARTED, visibility: 'public', locale: 'uk' };
        expect((await content('PUT', `/${documentId}`, uk)).status).toBe(200);
        return { documentId, uk };
      };
      const ask = (documentId: string, body: object) =>
        content('POST', `/${documentId}/actions/publish`, body);
      const EN = { code: 'en', name: 'English (en)', title: 'Two languages' };
      const UK = { code: 'uk', name: 'Ukrainian', title: 'Дві мови' };

      it('is published in the languages that somebody asked to publish, which the review names', async () => {
        const { documentId, uk } = await twoLanguages();
        const en = { title: 'Two languages', startedAt: STARTED, visibility: 'public' };
        expect((await ask(documentId, uk)).status).toBe(200);
        expect([await published(documentId), (await review(documentId)).languages]).toEqual([[], [UK]]);
        await decide(documentId, 'approve');
        expect(await published(documentId)).toEqual(['uk']);

        // What is asked for while it waits is added.
        await site().admin.must('POST', `/recordings/${documentId}/review`, {});
        expect((await review(documentId)).languages).toEqual([EN]);
        expect((await ask(documentId, uk)).status).toBe(200);
        expect((await review(documentId)).languages).toEqual([EN, UK]);
        await decide(documentId, 'approve');
        expect(await published(documentId)).toEqual(['en', 'uk']);

        // What was public in both waits in both.
        await decide(documentId, 'put-back');
        expect([await published(documentId), (await review(documentId)).languages]).toEqual([[], [EN, UK]]);
        await decide(documentId, 'approve');
        expect(await published(documentId)).toEqual(['en', 'uk']);
        expect((await ask(documentId, { ...en, title: 'Changed' })).status).toBe(200);
        expect((await review(documentId)).languages).toEqual([{ ...EN, title: 'Changed' }]);
      });

      it('is approved by nobody who may not read what is published', async () => {
        const { documentId, uk } = await twoLanguages();
        await ask(documentId, uk);
        const moderates = { action: 'plugin::meeting-connectors.recordings.moderate' };
        const moderator = await visitorsOf(site()).person('Mona', [
          ...rights(['read'], [], ['en']),
          moderates,
        ]);
        const { review: seen, languages: waiting } = (
          await moderator.plugin('GET', `/recordings/${documentId}/review`)
        ).body.data as ReviewDetail;
        expect(waiting).toEqual([{ code: 'uk', name: 'Ukrainian' }]);
        const { revision } = seen;
        const one = await moderator.plugin('POST', `/recordings/${documentId}/review/approve`, { revision });
        expect(one.status).toBe(403);
        const items = [{ documentId, revision }];
        const many = await moderator.plugin('POST', '/reviews/approve', { items });
        expect(many.body.data).toMatchObject([{ decision: { outcome: 'failed' } }]);
        expect(await published(documentId)).toEqual([]);
        await decide(documentId, 'approve');
        expect(await published(documentId)).toEqual(['uk']);
      });
    });

    it('is made and opened by the plugin’s Contributors, too', async () => {
      const cora = await visitorsOf(site()).person('Cora', []);
      const users = site().strapi.service('admin::user') as unknown as {
        updateById(id: number, patch: object): Promise<unknown>;
      };
      await users.updateById(cora.id, { roles: [await adminContributorRole(site().strapi)] });
      const documentId = await create(cora, { title: 'By a Contributor' });
      expect((await cora.content('GET', `/${documentId}`)).status).toBe(200);
      expect((await translate(cora, documentId)).status).toBe(200);
    });

    it('keeps its translations while it is on hold, also when somebody deletes their language', async () => {
      const { person, send } = visitorsOf(site());
      const held = await recording('On hold');
      await content('PUT', `/${held}`, { title: 'На утриманні', startedAt: STARTED, locale: 'uk' });
      const documentId = await create({ content }, { title: 'Лише українською', locale: 'uk' });
      const ledger = (name: string) => site().strapi.db.query(`plugin::meeting-connectors.${name}`);
      const { documentId: importId } = (await ledger('import').create({
        data: {
          connectorId: 'none',
          keyHash: documentId,
          occurrenceId: 'x',
          stage: 'clean-up',
          status: 'done',
        },
      })) as { documentId: string };
      const file = { importId, fileKeyHash: 'x', fileKey: 'x', kind: 'captions', status: 'stored' };
      await ledger('import-file').create({ data: { ...file, recordingDocumentId: documentId } });
      await site().admin.must('PUT', `/recordings/${held}/hold`, { reason: 'Court order 17' });

      const { id } = (await site()
        .strapi.db.query('plugin::i18n.locale')
        .findOne({ where: { code: 'uk' } })) as { id: number };
      const linguist = await person('Lina', [{ action: 'plugin::i18n.locale.delete' }]);
      const remove = async () => await send('DELETE', `/i18n/locales/${id}`, { token: linguist.token });
      const refused = await remove();
      expect([refused.status, refused.body.error?.details?.code]).toEqual([403, 'ON_HOLD']);
      expect([await languages(held), await languages(documentId)]).toEqual([['en', 'uk'], ['uk']]);

      await site().admin.must('DELETE', `/recordings/${held}/hold`);
      expect((await remove()).status).toBe(200);
      expect([await languages(held), await languages(documentId)]).toEqual([['en'], []]);
      // It had no other language: no sync brings it back.
      expect(await ledger('import').findOne({ where: { documentId: importId } })).toMatchObject({
        status: 'removed',
        reason: 'deleted-in-strapi',
      });
      await ledger('import-file').deleteMany({ where: { importId } });
      await ledger('import').deleteMany({ where: { documentId: importId } });
    });
  });
}
