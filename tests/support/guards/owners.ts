import { RECORDING, type Answer } from '../doors';
import { API, REFUSALS, STARTED, type World } from './world';

/** Whose an entry is, and who may change it. */
export function testOwners(world: World) {
  const { members, ids, send, graphql, rowsOf, isPublished, reviewOf, refused, contributorOfPanel } = world;

  describe('owners', () => {
    const CREATE =
      'mutation ($data: MeetingConnectorsRecordingInput!, $status: PublicationStatus) { createMeetingConnectorsRecording(data: $data, status: $status) { documentId title } }';
    const UPDATE =
      'mutation ($id: ID!, $data: MeetingConnectorsRecordingInput!, $status: PublicationStatus) { updateMeetingConnectorsRecording(documentId: $id, data: $data, status: $status) { documentId title } }';
    const DELETE = 'mutation ($id: ID!) { deleteMeetingConnectorsRecording(documentId: $id) { documentId } }';

    it('are asked by REST and GraphQL: a Contributor changes, publishes and deletes nothing of others', async () => {
      const data = { title: 'Taken', visibility: 'public' };
      for (const name of ['draftprivate', 'nobodys', 'pubprivate'] as const) {
        const id = ids[name];
        for (const status of ['draft', 'published']) {
          const asked = [
            () => send('PUT', `${API}/${id}?status=${status}`, 'other contributor', { data }),
            () => graphql('other contributor', UPDATE, { id, data, status: status.toUpperCase() }),
          ];
          for (const ask of asked) expect(REFUSALS.has(await refused(ask))).toBe(true);
        }
        expect(await refused(() => send('DELETE', `${API}/${id}`, 'other contributor'))).toBe(404);
        expect(await refused(() => graphql('other contributor', DELETE, { id }))).toBe('errors');
      }
    });

    it('are nobody else than the member who makes an entry, and for a token nobody', async () => {
      const data = { title: 'Mine', startedAt: STARTED, authorUserId: members.grace?.id };
      const authorOf = async (answer: Answer) => {
        const text = JSON.stringify(answer.body);
        const id = /"documentId":"([a-z0-9]+)"/.exec(text)?.[1] ?? '';
        return [id === '', (await rowsOf(id))[0]?.authorUserId];
      };
      const whose: [string, number | null | undefined][] = [
        ['author', members.ada?.id],
        ['editor', members.edna?.id],
        ['token with update', null],
      ];
      for (const [who, owner] of whose) {
        expect(await authorOf(await send('POST', `${API}?status=draft`, who, { data }))).toEqual([
          false,
          owner,
        ]);
        expect(await authorOf(await graphql(who, CREATE, { data, status: 'DRAFT' }))).toEqual([false, owner]);
        const made = await send('POST', `${API}?status=draft`, who, { data });
        const { documentId } = made.body.data as { documentId: string };
        await send('PUT', `${API}/${documentId}?status=draft`, who, {
          data: { authorUserId: members.grace?.id },
        });
        expect((await rowsOf(documentId))[0]?.authorUserId).toBe(owner);
      }
    });

    it('are named by no request, which could make them somebody else after a move', async () => {
      const { strapi } = world.site;
      const nameOf = async (id: string) =>
        (
          (await strapi.db.query(RECORDING).findOne({ where: { documentId: id } })) as {
            authorUserWho: string;
          }
        ).authorUserWho;
      const id = ids.draftprivate;
      const before = await nameOf(id);
      const other = { title: 'title-draftprivate', authorUserWho: 'users-permissions of-somebody-else' };
      const panel = await world.content('PUT', `/${id}`, { ...other, startedAt: STARTED });
      expect([panel.status, await nameOf(id)]).toEqual([200, before]);
      await send('PUT', `${API}/${id}?status=draft`, 'editor', { data: other });
      expect(await nameOf(id)).toBe(before);
      await strapi.documents(RECORDING as never).update({ documentId: id, data: other } as never);
      expect(await nameOf(id)).toBe(before);
    });

    it('of the Contributor role wait for a moderator, also where the site has no moderation', async () => {
      const data = { title: 'Sent in', startedAt: STARTED };
      const answers = [
        await send('POST', API, 'author', { data }),
        await graphql('author', CREATE, { data, status: 'PUBLISHED' }),
      ];
      for (const answer of answers) {
        const id = /"documentId":"([a-z0-9]+)"/.exec(JSON.stringify(answer.body))?.[1] ?? '';
        expect([await isPublished(id), await reviewOf(id)]).toEqual([false, 'pending']);
      }
    });

    it('are asked before a copy: it would show its maker all of the entry', async () => {
      const carla = await contributorOfPanel();
      const fields = { title: 'Copy', startedAt: STARTED };
      for (const name of ['pubprivate', 'draftprivate', 'nobodys'] as const) {
        for (const how of ['clone', 'auto-clone']) {
          const ask = () => carla.content('POST', `/${how}/${ids[name]}`, fields);
          expect([name, how, await refused(ask)]).toEqual([name, how, 404]);
        }
      }
      const own = await carla.content('POST', '', { ...fields, transcript: 'her own words' });
      const { documentId } = own.body.data as { documentId: string };
      const copied = await carla.content('POST', `/clone/${documentId}`, fields);
      expect(copied.status).toBe(200);
      // Who may read a part of an entry copies no more than that, and so nothing.
      const rights = ['read', 'create'].map((action) => ({
        action: `plugin::content-manager.explorer.${action}`,
        subject: RECORDING,
        fields: action === 'read' ? ['title'] : ['title', 'startedAt', 'transcript'],
      }));
      const tom = await world.visitors.person('Tom', rights);
      expect(await refused(() => tom.content('POST', `/clone/${ids.nobodys}`, fields))).toBe(404);
    });

    it('are not anonymous: who did not sign in publishes and changes nothing', async () => {
      const data = { title: 'Of nobody', startedAt: STARTED };
      expect(await refused(() => send('POST', API, 'anonymous', { data }))).toBe(403);
      // What they send in as a draft, they are shown once, as the answer.
      const sent = await send('POST', `${API}?status=draft`, 'anonymous', { data });
      const { documentId } = sent.body.data as { documentId: string };
      expect([sent.status, documentId]).toEqual([201, expect.any(String)]);
      expect((await send('GET', `${API}/${documentId}?status=draft`, 'anonymous')).status).toBe(404);
      expect(await refused(() => graphql('anonymous', CREATE, { data, status: 'PUBLISHED' }))).toBe('errors');
      expect(await refused(() => send('PUT', `${API}/${ids.pubpublic}`, 'anonymous', { data }))).toBe(403);
      expect(
        await refused(() => send('PUT', `${API}/${ids.pubpublic}?status=draft`, 'anonymous', { data })),
      ).toBe(404);
      expect(await refused(() => send('DELETE', `${API}/${ids.pubpublic}`, 'anonymous'))).toBe(404);
    });
  });
}
