import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORDING_EVENTS, type RecordingEvent } from '../../contracts/events';
import type {
  ApproveMany,
  Decision,
  ListReviews,
  ReviewDetail,
  ReviewListItem,
  ReviewView,
} from '../../contracts/review';
import type { VerificationView } from '../../contracts/verify';
import { bootSite, type Site } from '../support/boot-site';
import { contentRights, RECORDING, visitorsOf, type Person, type Visitors } from '../support/doors';
import { ask } from '../../playground/client/ask';

const MODERATE = { action: 'plugin::meeting-connectors.recordings.moderate' };
const REASON = 'The first minutes show a private screen.';

describe('the review of recordings (B9)', () => {
  let site: Site;
  let visitors: Visitors;
  let contributor: Person;
  let other: Person;
  let anna: Person;
  let boris: Person;
  const told: { name: string; event: RecordingEvent }[] = [];

  const documents = () => site.strapi.documents(RECORDING as Parameters<Site['strapi']['documents']>[0]);
  const draftOf = async (person: Person, title: string, more: object = {}) => {
    const answer = await person.content('POST', '', {
      title,
      visibility: 'public',
      startedAt: '2026-02-10T16:36:00.000Z',
      ...more,
    });
    return (answer.body.data as { documentId: string }).documentId;
  };
  const path = (id: string, more = '') => `/recordings/${id}/review${more}`;
  const send = async (person: Person, id: string) =>
    (await person.plugin('POST', path(id))).body.data as ReviewView;
  const look = async (person: Person, id: string) =>
    (await person.plugin('GET', path(id))).body.data as ReviewDetail;
  const decide = async (person: Person, id: string, what: 'approve' | 'reject', body: object) =>
    (await person.plugin('POST', path(id, `/${what}`), body)).body.data as Decision;
  const upload = async (name: string, text: string) => {
    const token = await site.admin.token();
    const form = new FormData();
    form.append('files', new Blob([text], { type: 'text/vtt' }), name);
    const answer = await fetch(`${site.url}/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    });
    const [file] = (await answer.json()) as { id: number; documentId: string; hash: string; ext: string }[];
    if (file === undefined) throw new Error('not uploaded');
    return { ...file, path: join(site.uploadsDir, `${file.hash}${file.ext}`) };
  };
  /** An entry of the first admin with these captions, approved by Anna. */
  const approvedWith = async (captions: { id: number }, title: string) => {
    const made = await ask(site.url, 'POST', `/content-manager/collection-types/${RECORDING}`, {
      token: await site.admin.token(),
      body: { title, startedAt: '2026-02-10T16:36:00.000Z', captions: captions.id },
    });
    const id = made.json<{ data: { documentId: string } }>().data.documentId;
    await site.admin.must('POST', path(id));
    await decide(anna, id, 'approve', { revision: (await look(anna, id)).review.revision });
    return id;
  };
  const TEXT = 'WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n';
  const isPublished = async (id: string) =>
    (await documents().findOne({ documentId: id, status: 'published' })) !== null;
  const mailsTo = async (person: Person): Promise<{ template: string; data: string }[]> =>
    site.strapi.db
      .connection('mc_outbox_mails')
      .where({ recipient: person.email })
      .select('template', 'data');
  const eventsOf = (id: string) =>
    told.filter(({ event }) => event.documentId === id).map(({ name }) => name.split('.').at(-1));

  beforeAll(async () => {
    site = await bootSite({ pluginConfig: { schedule: { enabled: true } } });
    visitors = visitorsOf(site);
    const own = contentRights(['create', 'read', 'update'], ['admin::is-creator']);
    contributor = await visitors.person('Carla', own);
    other = await visitors.person('Otto', own);
    anna = await visitors.person('Anna', [...contentRights(['read', 'update']), MODERATE]);
    boris = await visitors.person('Boris', [...contentRights(['read']), MODERATE]);
    await site.admin.must('PUT', '/moderation', {
      enabled: true,
      moderatorsPublishDirectly: false,
      reasonTemplates: [],
    });
    for (const name of Object.values(RECORDING_EVENTS)) {
      site.strapi.eventHub.on(name, async (event: unknown) => {
        await Promise.resolve();
        told.push({ name, event: event as RecordingEvent });
      });
    }
  });
  afterAll(() => site.stop());

  it('goes from the author to a moderator, back with a reason, and once more to publication', async () => {
    const id = await draftOf(contributor, 'Office hour');
    expect(await send(contributor, id)).toMatchObject({
      state: 'pending',
      cause: 'sent',
      requestedBy: { name: 'Carla Example' },
    });
    const seen = await look(anna, id);
    expect(seen).toMatchObject({ title: 'Office hour', author: { name: 'Carla Example' } });
    expect(seen.missingRight).toBeUndefined();
    expect(
      await decide(anna, id, 'reject', { revision: seen.review.revision, reason: REASON }),
    ).toMatchObject({
      outcome: 'done',
      review: { state: 'rejected', reason: REASON, decidedBy: { name: 'Anna Example' } },
    });
    expect((await look(contributor, id)).review).toMatchObject({ state: 'rejected', reason: REASON });
    const [mail] = await mailsTo(contributor);
    expect([mail?.template, mail?.data]).toEqual(['rejected', expect.stringContaining(REASON)]);

    await contributor.content('PUT', `/${id}`, { title: 'Office hour, cut' });
    await send(contributor, id);
    const again = await look(anna, id);
    expect(await decide(anna, id, 'approve', { revision: again.review.revision })).toMatchObject({
      outcome: 'done',
      review: { state: 'approved' },
    });
    expect(await documents().findOne({ documentId: id, status: 'published' })).toMatchObject({
      title: 'Office hour, cut',
    });
    expect((await mailsTo(contributor)).map(({ template }) => template)).toEqual(['rejected', 'approved']);
    expect(eventsOf(id)).toEqual(['pending-review', 'rejected', 'pending-review', 'approved']);
    expect((await look(anna, id)).history.map(({ what, by }) => [what, by?.name])).toEqual([
      ['sent', 'Carla Example'],
      ['rejected', 'Anna Example'],
      ['sent', 'Carla Example'],
      ['approved', 'Anna Example'],
    ]);
  });

  it('counts and lists only what still has a draft', async () => {
    const id = await draftOf(contributor, 'Waits');
    await send(contributor, id);
    const queue = async () => {
      const { data, meta } = (await boris.plugin('GET', '/reviews?state=pending&pageSize=100'))
        .body as unknown as ListReviews.Response;
      expect(meta.pagination.total).toBe(data.length);
      return data.map(({ review }) => review.documentId);
    };
    const before = await queue();
    expect(before).toContain(id);
    // Removed by something that Strapi does not know of.
    await site.strapi.db
      .connection('mc_recordings')
      .where({ document_id: id })
      .update({ published_at: Date.now() });
    expect(await queue()).toEqual(before.filter((one) => one !== id));
  });

  it('shows a moderator only the fields that their roles show of each recording', async () => {
    const id = await draftOf(contributor, 'Hidden title', {
      description: 'Hidden words',
      chat: '[00:00:01] Ben: Hidden chat',
      visibility: 'public',
      hostName: 'Shown host',
    });
    await send(contributor, id);
    const partly = await visitors.person('Petra', [
      ...contentRights(['read']).map((one) => ({ ...one, fields: ['hostName', 'startedAt'] })),
      MODERATE,
    ]);
    const listed = await partly.plugin('GET', '/reviews');
    const detail = await look(partly, id);
    const approved = await partly.plugin('POST', '/reviews/approve', {
      items: [{ documentId: id, revision: detail.review.revision + 7 }],
    });
    const said = JSON.stringify([listed.body, detail, approved.body]);
    expect(said).toContain('Shown host');
    expect(said).not.toMatch(/Hidden|visibility/);
    // A role can show more of own recordings than of others.
    const own = await visitors.person('Olga', [
      ...contentRights(['read']).map((one) => ({ ...one, fields: ['hostName'] })),
      ...contentRights(['create', 'read', 'update'], ['admin::is-creator']),
    ]);
    const mine = await draftOf(own, 'Of Olga');
    expect([(await look(own, mine)).title, (await look(own, id)).title]).toEqual(['Of Olga', '']);
  });

  it('is decided by the first of two moderators, and the other learns who decided', async () => {
    const id = await draftOf(contributor, 'Two at once');
    const { revision } = await send(contributor, id);
    const decisions = await Promise.all([
      decide(anna, id, 'approve', { revision }),
      decide(boris, id, 'reject', { revision, reason: REASON }),
    ]);
    expect(decisions.map(({ outcome }) => outcome).sort()).toEqual(['done', 'lost']);
    const lost = decisions.find(({ outcome }) => outcome === 'lost');
    const winner = decisions[0]?.outcome === 'done' ? 'Anna Example' : 'Boris Example';
    expect(lost).toMatchObject({ why: 'decided', by: { name: winner } });
    expect(await isPublished(id)).toBe(winner === 'Anna Example');
  });

  it('is not decided for a revision that the moderator has not seen', async () => {
    const id = await draftOf(contributor, 'Before the change');
    const { revision } = await send(contributor, id);
    await contributor.content('PUT', `/${id}`, { title: 'After the change' });
    expect(await decide(anna, id, 'approve', { revision })).toMatchObject({
      outcome: 'lost',
      why: 'changed',
    });
    expect(await isPublished(id)).toBe(false);
    const { review } = await look(anna, id);
    expect(await decide(anna, id, 'approve', { revision: review.revision })).toMatchObject({
      outcome: 'done',
    });
  });

  it('ends when the waiting entry is deleted', async () => {
    const id = await draftOf(contributor, 'Deleted');
    const { revision } = await send(contributor, id);
    await documents().delete({ documentId: id });
    expect(await decide(anna, id, 'approve', { revision })).toEqual({ outcome: 'lost', why: 'gone' });
    expect((await anna.plugin('GET', path(id))).status).toBe(404);
  });

  it('can be put back: the entry is unpublished and waits again', async () => {
    const id = await draftOf(contributor, 'Taken back');
    const { revision } = await send(contributor, id);
    await decide(anna, id, 'approve', { revision });
    expect(await isPublished(id)).toBe(true);
    expect((await anna.plugin('POST', path(id, '/put-back'))).body.data).toMatchObject({
      outcome: 'done',
      review: { state: 'pending', cause: 'put-back' },
    });
    expect(await isPublished(id)).toBe(false);
    expect((await look(anna, id)).history.at(-1)).toMatchObject({
      what: 'put-back',
      by: { name: 'Anna Example' },
    });
  });

  it('holds for the files that were approved, by their content, and Verify names what differs', async () => {
    const captions = await upload('approved.vtt', TEXT);
    const other = await upload('other.vtt', TEXT);
    const id = await approvedWith(captions, 'With captions');
    const row = (await site.strapi.db
      .query('plugin::meeting-connectors.review')
      .findOne({ where: { recordingDocumentId: id } })) as { approvedFiles: object[] };
    const sha256 = createHash('sha256').update(TEXT).digest('hex');
    expect(row.approvedFiles).toEqual([{ documentId: captions.documentId, name: 'approved.vtt', sha256 }]);

    const verification = site.strapi.plugin('meeting-connectors').service('verification') as unknown as {
      run(): Promise<VerificationView>;
    };
    const found = async () =>
      (await verification.run()).findings.flatMap(({ finding, recordingDocumentId, detail }) =>
        recordingDocumentId === id ? [[finding, typeof detail === 'string' ? detail : detail.code]] : [],
      );
    expect(await found()).toEqual([]);
    writeFileSync(captions.path, TEXT.replace('Hello', 'Other'));
    expect(await found()).toEqual([['not-approved', 'approval.changed']]);
    writeFileSync(captions.path, TEXT);
    // Code of the site is not asked by the rules.
    const published = (await site.strapi.db
      .query(RECORDING)
      .findOne({ where: { documentId: id, publishedAt: { $notNull: true } } })) as { id: number };
    await site.strapi.db
      .query(RECORDING)
      .update({ where: { id: published.id }, data: { captions: other.id } });
    expect(await found()).toEqual([
      ['not-approved', 'approval.added'],
      ['not-approved', 'approval.removed'],
    ]);
    await documents().unpublish({ documentId: id });
    expect(await found()).toEqual([]);
  });

  it('takes no file away from a recording on hold, whoever decides (G7)', async () => {
    const [first, second] = [await upload('held.vtt', TEXT), await upload('instead.vtt', TEXT)];
    const id = await approvedWith(first, 'On hold');
    // The published version keeps the first file.
    const edited = await ask(site.url, 'PUT', `/content-manager/collection-types/${RECORDING}/${id}`, {
      token: await site.admin.token(),
      body: { captions: second.id },
    });
    expect(edited.status).toBe(200);
    await site.admin.must('PUT', `/recordings/${id}/hold`, { reason: 'Court order 17' });
    await site.admin.must('POST', path(id));
    const { revision } = (await look(anna, id)).review;
    const answer = await anna.plugin('POST', path(id, '/approve'), { revision });
    expect([answer.status, answer.body.error?.details?.code]).toEqual([403, 'ON_HOLD']);
    const shown = async () =>
      (
        (await site.strapi.db.query(RECORDING).findOne({
          where: { documentId: id, publishedAt: { $notNull: true } },
          populate: ['captions'],
        })) as { captions: { id: number } }
      ).captions.id;
    expect(await shown()).toBe(first.id);
    await site.admin.must('DELETE', `/recordings/${id}/hold`);
    await decide(anna, id, 'approve', { revision });
    expect(await shown()).toBe(second.id);
  });

  it('reports the result for each of several entries', async () => {
    const good = await draftOf(contributor, 'Complete');
    const bad = await draftOf(contributor, 'Incomplete', { startedAt: null });
    const old = await draftOf(contributor, 'Changed meanwhile');
    const items = [];
    for (const documentId of [good, bad, old]) {
      items.push({ documentId, revision: (await send(contributor, documentId)).revision });
    }
    await contributor.content('PUT', `/${old}`, { title: 'Changed' });
    const answer = await anna.plugin('POST', '/reviews/approve', { items });
    const results = answer.body.data as ApproveMany.Result[];
    expect(results.map(({ decision }) => decision)).toEqual([
      expect.objectContaining({ outcome: 'done' }),
      { outcome: 'failed', problem: expect.stringMatching(/startedAt/) },
      expect.objectContaining({ outcome: 'lost', why: 'changed' }),
    ]);
    expect([await isPublished(good), await isPublished(bad), await isPublished(old)]).toEqual([
      true,
      false,
      false,
    ]);
    expect((await look(anna, bad)).review.state).toBe('pending');
  });

  it('is visible to people who may read the entry, and to nobody else', async () => {
    const id = await draftOf(contributor, 'Seen by few');
    await send(contributor, id);
    const detail = await look(contributor, id);
    expect(detail.missingRight).toBe('Approve and reject recordings');
    expect(detail.moderators.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Anna Example', 'Boris Example']),
    );
    expect((await other.plugin('GET', path(id))).status).toBe(404);
    expect((await other.plugin('POST', path(id))).status).toBe(403);
    const titles = async (person: Person) =>
      ((await person.plugin('GET', '/reviews?pageSize=100')).body.data as ReviewListItem[]).map(
        ({ title }) => title,
      );
    expect(await titles(contributor)).toContain('Seen by few');
    expect(await titles(anna)).toContain('Seen by few');
    expect(await titles(other)).toEqual([]);
    expect((await contributor.plugin('POST', path(id, '/approve'), { revision: 1 })).status).toBe(403);
  });

  it('shows other moderators that it is open here, as long as it is', async () => {
    const id = await draftOf(contributor, 'Open here');
    await send(contributor, id);
    await anna.plugin('POST', path(id, '/claim'));
    expect((await look(boris, id)).review.openedBy).toMatchObject({ name: 'Anna Example' });
    expect((await look(anna, id)).review.openedBy).toBeUndefined();
    await boris.plugin('POST', path(id, '/claim'));
    expect((await look(boris, id)).review.openedBy).toMatchObject({ name: 'Anna Example' });
    await anna.plugin('DELETE', path(id, '/claim'));
    expect((await look(boris, id)).review.openedBy).toBeUndefined();
  });

  it('sends the moderators one mail about everything since the last one', async () => {
    for (const title of ['First of two', 'Second of two'])
      await send(contributor, await draftOf(contributor, title));
    await site.strapi.db
      .connection('mc_reviews')
      .where({ state: 'pending' })
      .update({ requested_at_ms: Date.now() - 3_600_000 });
    const { jobs } = site.strapi.cron as unknown as {
      jobs: { name: string; job: { invoke(): Promise<void> } }[];
    };
    const minutely = jobs.find(({ name }) => name === 'meeting-connectors');
    await minutely?.job.invoke();
    await minutely?.job.invoke();
    const waiting = (await mailsTo(boris)).filter(({ template }) => template === 'waiting-for-review');
    expect(waiting).toHaveLength(1);
    expect(waiting[0]?.data).toContain('First of two');
    expect(waiting[0]?.data).toContain('Second of two');
  });

  it('shows the texts of the recording: cues by page, captions, and chat at its time', async () => {
    const form = new FormData();
    const vtt =
      'WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Ada>Hello all\n\n00:00:04.000 --> 00:00:05.000\n<b>Not markup\n';
    form.append('files', new Blob([vtt], { type: 'text/vtt' }), 'captions.vtt');
    const upload = await fetch(`${site.url}/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await site.admin.token()}` },
      body: form,
    });
    const [file] = (await upload.json()) as { id: number }[];
    // A Contributor may not choose a file that somebody else uploaded. The import may.
    const id = await draftOf(contributor, 'With words');
    await documents().update({
      documentId: id,
      data: {
        captions: file?.id,
        chat: '[00:00:02] Ada: Slides\n    here\n[00:00:09] Ben: Thanks\n',
      } as never,
    });
    const cues = (await anna.plugin('GET', `/recordings/${id}/cues?pageSize=1`)).body;
    expect([cues.data, cues.meta]).toEqual([
      [{ startSeconds: 1, endSeconds: 3, speaker: 'Ada', text: 'Hello all' }],
      { pagination: { page: 1, pageSize: 1, pageCount: 2, total: 2 } },
    ]);
    const captions = await ask(site.url, 'GET', `/meeting-connectors/recordings/${id}/captions`, {
      token: anna.token,
    });
    expect(captions.headers['content-type']).toContain('text/vtt');
    expect(captions.text).toMatch(/^WEBVTT/);
    expect((await look(anna, id)).chat).toEqual([
      { atSeconds: 2, text: 'Ada: Slides\nhere' },
      { atSeconds: 9, text: 'Ben: Thanks' },
    ]);
    expect((await other.plugin('GET', `/recordings/${id}/cues`)).status).toBe(404);
  });

  it('follows what was saved last, also if two instances made the settings at the same time', async () => {
    const rows = site.strapi.db.query('strapi::core-store');
    const of = { key: 'plugin_meeting-connectors_moderation' };
    const { data } = await site.admin.must<{ data: { enabled: boolean } }>('GET', '/moderation');
    await site.admin.must('PUT', '/moderation', data);
    const { value, type } = (await rows.findOne({ where: of })) as { value: string; type: string };
    const stale = JSON.stringify({ ...(JSON.parse(value) as object), enabled: !data.enabled });
    await rows.create({ data: { ...of, type, value: stale } });
    expect((await site.admin.must<{ data: unknown }>('GET', '/moderation')).data).toEqual(data);
    for (const enabled of [!data.enabled, data.enabled]) {
      await site.admin.must('PUT', '/moderation', { ...data, enabled });
      const kept = (await rows.findMany({ where: of })) as { value: string }[];
      expect(kept.map((row) => (JSON.parse(row.value) as { enabled: boolean }).enabled)).toEqual([
        enabled,
        enabled,
      ]);
    }
    await rows.delete({ where: { id: ((await rows.findMany({ where: of })) as { id: number }[])[1]?.id } });
  });
});
