import type { Decision, ReviewDetail } from '../../contracts/review';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { bootSite, type Site } from '../support/boot-site';
import { contentRights, RECORDING, visitorsOf, type Person } from '../support/doors';
import { makeWorkflow, type StageName } from '../support/workflow';
import { addHost, connectorBody, daysAgo, IMPATIENT, importOf, type Zoom } from '../support/zoom-site';

describe('recordings with stages of Review Workflows', () => {
  let site: Site;
  let zoom: Zoom;
  let carla: Person;
  let anna: Person;
  let workflow: Awaited<ReturnType<typeof makeWorkflow>>;

  const query = (uid: string) => site.strapi.db.query(uid);
  const moderate = (enabled: boolean) =>
    site.admin.must('PUT', '/moderation', { enabled, moderatorsPublishDirectly: true, reasonTemplates: [] });
  const stageOf = (documentId: string, status: 'draft' | 'published') => workflow.stageOf(documentId, status);
  const putOn = (documentId: string, stage: StageName) => workflow.putOn(documentId, stage);
  const draft = async (title: string) => {
    const startedAt = '2026-02-10T16:36:00.000Z';
    const { body } = await carla.content('POST', '', { title, visibility: 'public', startedAt });
    return (body.data as { documentId: string }).documentId;
  };
  const send = (documentId: string) => carla.content('POST', `/${documentId}/actions/publish`);
  const decide = async (documentId: string, what: 'approve' | 'reject' | 'put-back', more: object = {}) => {
    const at = `/recordings/${documentId}/review`;
    const { review } = (await anna.plugin('GET', at)).body.data as ReviewDetail;
    const { body } = await anna.plugin('POST', `${at}/${what}`, { revision: review.revision, ...more });
    return (body.data as Decision | undefined)?.outcome ?? body.error?.message;
  };

  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    site = await bootSite({
      pluginConfig: { ...IMPATIENT, environment: 'test' },
      env: { PLAYGROUND_STAGES: 'true' },
    });
    workflow = await makeWorkflow(site);
    const visitors = visitorsOf(site);
    carla = await visitors.person(
      'Carla',
      contentRights(['create', 'read', 'update', 'publish'], ['admin::is-creator']),
    );
    anna = await visitors.person('Anna', [
      ...contentRights(['read', 'update', 'publish']),
      { action: 'plugin::meeting-connectors.recordings.moderate' },
    ]);
  });
  beforeEach(() => moderate(true));
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });

  it('an approval moves the entry to the stage that publishing requires, and publishes it', async () => {
    const id = await draft('Algebra');
    expect(await stageOf(id, 'draft')).toBe('To do');
    await send(id);
    expect(await stageOf(id, 'draft')).toBe('To do');
    expect(await decide(id, 'approve')).toBe('done');
    expect(await stageOf(id, 'draft')).toBe('Reviewed');
    expect(await stageOf(id, 'published')).toBe('Reviewed');
  });

  it('a waiting entry keeps its stage, unless it is the stage of approved entries', async () => {
    const id = await draft('Geometry');
    await putOn(id, 'Ready to review');
    await send(id);
    expect(await stageOf(id, 'draft')).toBe('Ready to review');
    const early = await draft('Topology');
    await putOn(early, 'Reviewed');
    await send(early);
    expect(await stageOf(early, 'draft')).toBe('In progress');
    expect(await stageOf(early, 'published')).toBe('no entry');
  });

  it('a rejection moves the entry to the first stage, and putting a decision back to the stage before the required one', async () => {
    const id = await draft('Analysis');
    await putOn(id, 'In progress');
    await send(id);
    expect(await decide(id, 'reject', { reason: 'The first minutes show a private screen.' })).toBe('done');
    expect(await stageOf(id, 'draft')).toBe('To do');
    await send(id);
    expect(await decide(id, 'approve')).toBe('done');
    expect(await decide(id, 'put-back')).toBe('done');
    expect(await stageOf(id, 'draft')).toBe('In progress');
    expect(await stageOf(id, 'published')).toBe('no entry');
  });

  it('a new stage alone leaves the entry unmodified', async () => {
    const id = await draft('Statistics');
    const changedAt = async () =>
      (
        (await query(RECORDING).findOne({ where: { documentId: id, publishedAt: null } })) as Record<
          string,
          unknown
        >
      ).updatedAt;
    await putOn(id, 'Ready to review');
    await send(id);
    const before = await changedAt();
    await decide(id, 'reject', { reason: 'The first minutes show a private screen.' });
    expect(await stageOf(id, 'draft')).toBe('To do');
    expect(await changedAt()).toEqual(before);
  });

  it('a user who publishes directly moves the stage by hand, because the workflow requires it', async () => {
    const id = await draft('Numerics');
    const refused = await anna.content('POST', `/${id}/actions/publish`);
    expect(refused.body.error?.message).toMatch(/required stage/);
    await putOn(id, 'Reviewed');
    expect((await anna.content('POST', `/${id}/actions/publish`)).status).toBe(200);
    expect(await stageOf(id, 'published')).toBe('Reviewed');
  });

  it('an import that publishes sets the required stage, also when it updates an entry', async () => {
    await moderate(false);
    const host = addHost(zoom);
    const startedAt = daysAgo(2);
    const meeting = zoom.addMeeting({ hostId: host.id, topic: 'Week 5', startedAt });
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { hostEmails: [host.email], publishStatus: 'published' }),
    );
    const row = await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    const [id = ''] = row.recordingDocumentIds;
    expect([await stageOf(id, 'draft'), await stageOf(id, 'published')]).toEqual(['Reviewed', 'Reviewed']);
    await site.admin.runEnded(connector.id);

    await putOn(id, 'To do');
    // Long after the publication: the time of the last write says nothing about the content.
    await site.strapi.db
      .connection(site.strapi.db.metadata.get(RECORDING).tableName)
      .where({ document_id: id, published_at: null })
      .update({ updated_at: new Date(Date.now() + 3_600_000) });
    zoom.rename(meeting.uuid, 'Week 5, repeated');
    await site.admin.must('POST', `/imports/${row.id}/again`);
    await importOf(site.admin, connector.id, ({ status }) => status === 'done');
    const titles = (await query(RECORDING).findMany({ where: { documentId: id } })) as { title: string }[];
    expect(titles.map(({ title }) => title)).toEqual(['Week 5, repeated', 'Week 5, repeated']);
    expect([await stageOf(id, 'draft'), await stageOf(id, 'published')]).toEqual(['Reviewed', 'Reviewed']);
  });

  it('a workflow of other content touches no recording', async () => {
    await query('plugin::review-workflows.workflow').update({
      where: { name: 'Editorial' },
      data: { contentTypes: ['plugin::users-permissions.user'] },
    });
    const id = await draft('Logic');
    await send(id);
    expect(await decide(id, 'approve')).toBe('done');
    expect(await stageOf(id, 'published')).toBeUndefined();
  });
});

describe('recordings in two languages with stages of Review Workflows', () => {
  let site: Site;
  let anna: Person;
  let workflow: Awaited<ReturnType<typeof makeWorkflow>>;
  const LANGUAGES = ['en', 'uk'];

  const stages = async (documentId: string, status: 'draft' | 'published') =>
    await Promise.all(LANGUAGES.map((locale) => workflow.stageOf(documentId, status, locale)));
  const content = async (method: string, path: string, body?: object) =>
    (
      await visitorsOf(site).send(method, `/content-manager/collection-types/${RECORDING}${path}`, {
        token: await site.admin.token(),
        body,
      })
    ).body;
  const inUkrainian = {
    title: 'Алгебра',
    startedAt: '2026-02-10T16:36:00.000Z',
    visibility: 'public',
    locale: 'uk',
  };
  const recording = async () => {
    const { locale: _locale, ...fields } = inUkrainian;
    const made = await content('POST', '', { ...fields, title: 'Algebra' });
    const { documentId } = made.data as { documentId: string };
    await content('PUT', `/${documentId}`, inUkrainian);
    return documentId;
  };
  const send = (documentId: string, locale: string) =>
    content('POST', `/${documentId}/actions/publish?locale=${locale}`, {
      ...inUkrainian,
      title: locale === 'uk' ? 'Алгебра' : 'Algebra',
      locale,
    });
  const decide = async (documentId: string, what: 'approve' | 'reject' | 'put-back') => {
    const at = `/recordings/${documentId}/review`;
    const { review } = (await anna.plugin('GET', at)).body.data as ReviewDetail;
    const reason = what === 'reject' ? { reason: 'The first minutes show a private screen.' } : {};
    const { body } = await anna.plugin('POST', `${at}/${what}`, { revision: review.revision, ...reason });
    return (body.data as Decision | undefined)?.outcome ?? body.error?.message;
  };

  beforeAll(async () => {
    site = await bootSite({ env: { PLAYGROUND_STAGES: 'true', PLAYGROUND_LOCALIZED: 'true' } });
    workflow = await makeWorkflow(site);
    const visitors = visitorsOf(site);
    await visitors.send('POST', '/i18n/locales', {
      token: await site.admin.token(),
      body: { code: 'uk', name: 'Ukrainian', isDefault: false },
    });
    await site.admin.must('PUT', '/moderation', {
      enabled: true,
      moderatorsPublishDirectly: false,
      reasonTemplates: [],
    });
    anna = await visitors.person('Anna', [
      ...contentRights(['read', 'update', 'publish']).map((right) => ({ ...right, locales: LANGUAGES })),
      { action: 'plugin::meeting-connectors.recordings.moderate' },
    ]);
  });
  afterAll(() => site.stop());

  it('a decision moves the languages that wait, and no other', async () => {
    const id = await recording();
    // Strapi gives the first stage to a new entry, none to a new language of it.
    expect(await stages(id, 'draft')).toEqual(['To do', undefined]);
    await workflow.putOn(id, 'Ready to review', 'en');
    await send(id, 'uk');
    expect(await stages(id, 'draft')).toEqual(['Ready to review', 'To do']);
    await workflow.putOn(id, 'In progress', 'uk');
    expect(await decide(id, 'reject')).toBe('done');
    expect(await stages(id, 'draft')).toEqual(['Ready to review', 'To do']);
    await send(id, 'uk');
    expect(await decide(id, 'approve')).toBe('done');
    expect(await stages(id, 'draft')).toEqual(['Ready to review', 'Reviewed']);
    expect(await stages(id, 'published')).toEqual(['no entry', 'Reviewed']);
  });

  it('a language that is asked for while another waits leaves the stage of what is approved, too', async () => {
    const id = await recording();
    await send(id, 'en');
    await workflow.putOn(id, 'Reviewed', 'uk');
    await send(id, 'uk');
    expect(await stages(id, 'draft')).toEqual(['To do', 'In progress']);
    expect(await decide(id, 'approve')).toBe('done');
    expect(await stages(id, 'published')).toEqual(['Reviewed', 'Reviewed']);

    // What was public in both waits in both.
    expect(await decide(id, 'put-back')).toBe('done');
    expect(await stages(id, 'draft')).toEqual(['In progress', 'In progress']);
    expect(await stages(id, 'published')).toEqual(['no entry', 'no entry']);
    expect(await decide(id, 'reject')).toBe('done');
    expect(await stages(id, 'draft')).toEqual(['To do', 'To do']);
  });
});
