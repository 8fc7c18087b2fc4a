import { memberContributorRole } from '../../server/src/people/contributor-role';
import { bootSite, type Site } from '../support/boot-site';
import { ask } from '../../playground/client/ask';
import { addMember, type Member } from '../support/member';

const RECORDING = 'plugin::meeting-connectors.recording';

describe('a Contributor of Users & Permissions', () => {
  let site: Site;
  const people: Record<string, Member> = {};

  const send = async (method: string, path: string, token: string, data?: object) => {
    const answer = await ask(site.url, method, `/api/meeting-connectors/recordings${path}`, {
      token,
      ...(data === undefined ? {} : { body: { data } }),
    });
    return {
      status: answer.status,
      body: answer.json<{ data?: { documentId: string } } | undefined>() ?? {},
    };
  };
  const entryOf = async (documentId: string) =>
    (await site.strapi.db.query(RECORDING).findOne({ where: { documentId } })) as {
      title: string;
      authorUserId: number;
    } | null;

  beforeAll(async () => {
    site = await bootSite();
    const role = await memberContributorRole(site.strapi);
    for (const name of ['ada', 'grace']) people[name] = await addMember(site, name, role);
  });
  afterAll(() => site.stop());

  it('creates and changes own recordings, whatever author the request names', async () => {
    const { ada, grace } = people;
    const made = await send('POST', '?status=draft', ada?.token ?? '', {
      title: 'Mine',
      startedAt: '2026-02-10T16:36:00.000Z',
      authorUserId: grace?.id,
    });
    expect(made.status).toBe(201);
    const id = made.body.data?.documentId ?? '';
    expect(await entryOf(id)).toMatchObject({ title: 'Mine', authorUserId: ada?.id });

    const changed = await send('PUT', `/${id}?status=draft`, ada?.token ?? '', { title: 'Mine, renamed' });
    expect(changed.status).toBe(200);
    expect(await entryOf(id)).toMatchObject({ title: 'Mine, renamed', authorUserId: ada?.id });
  });

  it('can’t change recordings of others or without an author', async () => {
    const { ada, grace } = people;
    const made = await send('POST', '?status=draft', grace?.token ?? '', {
      title: 'Of Grace',
      startedAt: '2026-02-10T16:36:00.000Z',
    });
    const nobodys = (await site.strapi.db.query(RECORDING).create({
      data: {
        documentId: 'nobodysrecordingnobodys1',
        title: 'Of nobody',
        startedAt: '2026-02-10T16:36:00.000Z',
        visibility: 'private',
      },
    })) as { documentId: string };
    for (const id of [made.body.data?.documentId ?? '', nobodys.documentId, 'thereisnonethereisnone12']) {
      const title = (await entryOf(id))?.title;
      const changed = await send('PUT', `/${id}?status=draft`, ada?.token ?? '', { title: 'Taken over' });
      expect(changed.status).toBe(404);
      expect((await entryOf(id))?.title).toBe(title);
    }
  });

  it('gets a mail about the decision of a moderator, without a link to the panel, and the manager gets none', async () => {
    const { ada } = people;
    const made = await send('POST', '?status=draft', ada?.token ?? '', {
      title: 'To review',
      startedAt: '2026-02-10T16:36:00.000Z',
    });
    const id = made.body.data?.documentId ?? '';
    const review = `/recordings/${id}/review`;
    await site.admin.must('POST', review);
    const { data } = await site.admin.must<{ data: { review: { revision: number } } }>('GET', review);
    await site.admin.must('POST', `${review}/reject`, {
      revision: data.review.revision,
      reason: 'A private screen',
    });
    const mails = (await site.strapi.db
      .connection('mc_outbox_mails')
      .select('recipient', 'template', 'data')) as { recipient: string; template: string; data: string }[];
    expect(mails.map(({ recipient, template }) => [recipient, template])).toEqual([
      ['ada@example.com', 'rejected'],
    ]);
    expect(JSON.parse(mails[0]?.data ?? '')).toMatchObject({ reason: 'A private screen', link: '' });
  });
});
