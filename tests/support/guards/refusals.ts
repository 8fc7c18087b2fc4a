import { message } from '../../../contracts/messages/catalogue';
import { english } from '../../../contracts/messages/say';
import { RECORDING, type Answer } from '../doors';
import { API, STARTED, type World } from './world';

type Code =
  | 'guards.file-of-recording'
  | 'guards.foreign-file'
  | 'guards.no-link-by-upload'
  | 'publishing.unknown-publisher'
  | 'route.hidden-type';

/** Who is refused reads why, and what to do, at each door. Of hidden entries nobody reads anything. */
export function testRefusals(world: World) {
  const { tokens, ids, files, send, graphql, upload } = world;

  describe('a refusal', () => {
    const sentence = (code: Code) => english(message(code));
    const said = ({ status, body }: Pick<Answer, 'status'> & { body: unknown }) => {
      const { error } = body as Answer['body'];
      return [status, error?.message, error?.details?.code];
    };
    const own = async () => {
      const data = { title: 'Own', startedAt: STARTED };
      const { body } = await send('POST', `${API}?status=draft`, 'author', { data });
      return (body.data as { documentId: string }).documentId;
    };

    it('says why to who publishes without a sign-in', async () => {
      const data = { title: 'Published', startedAt: STARTED };
      const why = [403, sentence('publishing.unknown-publisher'), 'UNKNOWN_PUBLISHER'];
      expect(said(await send('POST', API, 'anonymous', { data }))).toEqual(why);
      // Whether there is such an entry or not.
      for (const id of [ids.nobodys, 'none']) {
        expect(said(await send('PUT', `${API}/${id}`, 'anonymous', { data }))).toEqual(why);
      }
    });

    it('says why to who puts another’s file into a recording', async () => {
      const why = [403, sentence('guards.foreign-file'), 'FILE_OF_ANOTHER'];
      const documentId = await own();
      // Also if there is none: nobody learns which files there are.
      for (const captions of [files.nobodys, 999_999]) {
        const answer = await send('PUT', `${API}/${documentId}?status=draft`, 'author', {
          data: { captions },
        });
        expect(said(answer)).toEqual(why);
      }
      const mutation =
        'mutation ($id: ID!, $data: MeetingConnectorsRecordingInput!) { updateMeetingConnectorsRecording(documentId: $id, data: $data, status: DRAFT) { documentId } }';
      const { body } = await graphql('author', mutation, {
        id: documentId,
        data: { captions: files.nobodys },
      });
      expect(body.errors?.map(({ message: text }) => text)).toEqual([sentence('guards.foreign-file')]);
    });

    it('says why to who changes a file of a recording, or puts one into it by an upload', async () => {
      const why = [403, sentence('guards.file-of-recording'), 'FILE_OF_ANOTHER'];
      const { token } = await world.visitors.person(
        'Libby',
        ['read', 'assets.create', 'assets.update'].map((name) => ({ action: `plugin::upload.${name}` })),
      );
      expect(said(await upload(`/upload?id=${files.nobodys}`, token, 'replaced'))).toEqual(why);
      expect(said(await upload(`/api/upload?id=${files.nobodys}`, tokens.author, 'replaced'))).toEqual(why);
      const renamed = await world.describeFile('/upload', token, files.nobodys, {
        name: 'renamed',
      });
      expect(said(renamed)).toEqual(why);
      expect(said(await send('DELETE', `/api/upload/files/${files.pubpublic}`, 'author'))).toEqual(why);
      const fileIds = { fileIds: [files.nobodys], folderIds: [] };
      const bulk = await world.visitors.send('POST', '/upload/actions/bulk-delete', { token, body: fileIds });
      expect(said(bulk)).toEqual(why);
      const fields = { ref: RECORDING, refId: 1, field: 'captions' };
      expect(said(await upload('/api/upload', tokens['token with all'], 'linked', fields))).toEqual([
        403,
        sentence('guards.no-link-by-upload'),
        'FILE_OF_ANOTHER',
      ]);
    });

    it('says why to who asks for a type of the plugin that is not shown', async () => {
      const path = '/content-manager/collection-types/plugin::meeting-connectors.hold/none';
      const answer = await world.visitors.send('GET', path, { token: world.superToken });
      expect(said(answer)).toEqual([403, sentence('route.hidden-type'), 'HIDDEN_TYPE']);
    });

    it('says nothing of an entry that who asks may not see', async () => {
      const data = { title: 'Changed' };
      for (const ask of [
        (id: string) => send('PUT', `${API}/${id}?status=draft`, 'author', { data }),
        (id: string) => send('DELETE', `${API}/${id}`, 'author'),
        (id: string) => upload(`${API}/${id}/files`, tokens.author, 'not mine'),
      ]) {
        const hidden = await ask(ids.nobodys);
        expect([hidden.status, hidden.body]).toEqual([404, (await ask('none')).body]);
      }
    });
  });
}
