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
