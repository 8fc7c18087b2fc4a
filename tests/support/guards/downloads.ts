import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RecordingFileView } from '../../../contracts/files';
import { contentRights, type Person, type Right } from '../doors';
import { API, STARTED, type World } from './world';

/** Files of recordings: who downloads them. */
export function testDownloads(world: World) {
  const { ids, send, content, upload, idOfUpload, contributorOfPanel } = world;

  describe('files of recordings', () => {
    let admin: Person;
    beforeAll(async () => {
      admin = await contributorOfPanel();
    });

    it('are downloaded by a short-lived address, whole or in part, while the recording shows them', async () => {
      const made = await content('POST', '/actions/publish', {
        title: 'Лекція: вступ/1',
        startedAt: STARTED,
        timezone: 'Pacific/Kiritimati',
        visibility: 'public',
        captions: idOfUpload(await upload('/upload', world.superToken, 'to download')),
        chatFile: idOfUpload(await upload('/upload', world.superToken, 'private chat')),
      });
      const { documentId } = made.body.data as { documentId: string };
      const listed = await send('GET', `${API}/${documentId}/files`, 'anonymous');
      const [file, ...others] = listed.body.data as RecordingFileView[];
      // No chat for the content API, unless the site says so.
      expect([others, file?.field]).toEqual([[], 'captions']);
      const get = (headers: Record<string, string> = {}, method = 'GET') =>
        fetch(`${world.site.url}${file?.url}`, { method, headers });
      const content1 = 'WEBVTT\n\nNOTE to download\n';
      const whole = await get();
      expect([whole.status, await whole.text()]).toEqual([200, content1]);
      expect(whole.headers.get('content-type')).toMatch(/^text\/vtt/);
      expect(whole.headers.get('content-disposition')).toBe(
        `attachment; filename="?????? ????? 1 2026-02-11 (captions).vtt"; filename*=UTF-8''${encodeURIComponent('Лекція вступ 1 2026-02-11 (captions).vtt').replaceAll('(', '%28').replaceAll(')', '%29')}`,
      );
      const rest = await get({ range: 'bytes=7-', 'if-range': whole.headers.get('etag') ?? '' });
      expect([rest.status, rest.headers.get('content-range'), await rest.text()]).toEqual([
        206,
        `bytes 7-${content1.length - 1}/${content1.length}`,
        content1.slice(7),
      ]);
      expect((await get({ range: 'bytes=999-' })).status).toBe(416);
      const head = await get({}, 'HEAD');
      expect([head.status, head.headers.get('content-length')]).toEqual([200, String(content1.length)]);
      // Nobody makes an address of another file of it.
      const changed = await fetch(`${world.site.url}${file?.url.replace(documentId, ids.pubprivate)}`);
      expect(changed.status).toBe(404);

      // It ends with what it was given for.
      const publish = (visibility: string) =>
        content('POST', `/${documentId}/actions/publish`, {
          title: 'Лекція',
          startedAt: STARTED,
          visibility,
        });
      await publish('private');
      expect((await get()).status).toBe(404);
      const again = await send('GET', `${API}/${documentId}/files`, 'reader');
      const ofReader = () => fetch(`${world.site.url}${(again.body.data as RecordingFileView[])[0]?.url}`);
      expect((await ofReader()).status).toBe(200);
      await content('POST', `/${documentId}/actions/unpublish`, {});
      expect((await ofReader()).status).toBe(404);
    });

    it('are sent from a private storage as a stream, and by its own link if it gives this server nothing', async () => {
      const id = idOfUpload(await upload('/upload', world.superToken, 'kept away'));
      const made = await content('POST', '/actions/publish', {
        title: 'Kept away',
        startedAt: STARTED,
        visibility: 'public',
        captions: id,
      });
      const { documentId } = made.body.data as { documentId: string };
      const answers = { status: 200, asked: [] as string[] };
      const storage = createServer((request, response) => {
        answers.asked.push(`${String(request.url)} ${request.headers.range ?? 'all'}`);
        const range: Record<string, string> =
          answers.status === 206 ? { 'content-range': 'bytes 0-3/9', 'x-of-storage': 'secret' } : {};
        response.writeHead(answers.status, range).end(answers.status < 300 ? 'kept' : 'no');
      });
      await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve));
      const address = `http://127.0.0.1:${(storage.address() as AddressInfo).port}/kept.vtt`;
      const provider = world.site.strapi.plugin('upload').provider as unknown as Record<string, unknown>;
      const before = { ...provider };
      // As a private provider names its files: by a link that is signed for each reader.
      provider.isPrivate = () => true;
      provider.getSignedUrl = ({ url }: { url: string }) => Promise.resolve({ url: `${url}?signed=now` });
      try {
        await world.site.strapi.db.connection('files').where({ id }).update({ url: address });
        const listed = await send('GET', `${API}/${documentId}/files`, 'anonymous');
        const [file] = listed.body.data as RecordingFileView[];
        const get = async (status: number, headers: Record<string, string> = {}) => {
          answers.status = status;
          const answer = await fetch(`${world.site.url}${file?.url}`, { headers, redirect: 'manual' });
          return { answer, said: [answer.status, answer.headers.get('location'), await answer.text()] };
        };
        expect((await get(200)).said).toEqual([200, null, 'kept']);
        const part = await get(206, { range: 'bytes=0-3' });
        expect(part.said).toEqual([206, null, 'kept']);
        expect(part.answer.headers.get('content-range')).toBe('bytes 0-3/9');
        expect(part.answer.headers.get('x-of-storage')).toBeNull();
        expect((await get(404)).said[0]).toBe(404);
        expect((await get(416)).said[0]).toBe(416);
        const away = [302, `${address}?signed=now`];
        const refusing = await get(403);
        expect(refusing.said.slice(0, 2)).toEqual(away);
        expect(refusing.answer.headers.get('cache-control')).toBe('private, no-store');
        expect([...new Set(answers.asked)]).toEqual([
          '/kept.vtt?signed=now all',
          '/kept.vtt?signed=now bytes=0-3',
        ]);
        storage.closeAllConnections();
        await new Promise((resolve) => storage.close(resolve));
        expect((await get(200)).said.slice(0, 2)).toEqual(away);
        // Who may not have it is not sent there.
        await content('POST', `/${documentId}/actions/unpublish`, {});
        expect((await get(200)).said.slice(0, 2)).toEqual([404, null]);
      } finally {
        for (const name of ['isPrivate', 'getSignedUrl']) {
          if (name in before) provider[name] = before[name];
          else Reflect.deleteProperty(provider, name);
        }
        storage.closeAllConnections();
        storage.close();
      }
    });

    it('are downloaded in the panel by who may read the entry, and originals by a right of their own', async () => {
      const fields = { title: 'Of Carla', startedAt: STARTED, visibility: 'private' };
      const mine = idOfUpload(await upload('/upload', admin.token, 'carlas words'));
      const made = await admin.content('POST', '', { ...fields, captions: mine });
      const { documentId } = made.body.data as { documentId: string };
      await world.site.strapi.db.query('plugin::meeting-connectors.import-file').create({
        data: {
          importId: 'import',
          fileKeyHash: 'original of Carla',
          fileKey: 'original of Carla',
          kind: 'chat',
          status: 'stored',
          mediaFileId: await world.keyOf(
            idOfUpload(await upload('/upload', world.superToken, 'carlas original')),
          ),
          recordingDocumentId: documentId,
        },
      });
      const filesOf = async (person: Pick<Person, 'plugin'>, id = documentId) => {
        const { status, body } = await person.plugin('GET', `/recordings/${id}/files`);
        return status === 200 ? (body.data as RecordingFileView[]).map(({ name }) => name) : status;
      };
      const CAPTIONS = 'Of Carla 2026-02-10 (captions).vtt';
      const ORIGINAL = 'Of Carla 2026-02-10 (chat original).vtt';
      // The role Contributor.
      expect(await filesOf(admin)).toEqual([CAPTIONS]);
      expect(await filesOf(admin, ids.pubpublic)).toBe(404);
      const original = { action: 'plugin::meeting-connectors.originals.read' };
      const reads = (right: Partial<Right> = {}) =>
        contentRights(['read']).map((one) => ({ ...one, ...right }));
      expect(await filesOf(await world.visitors.person('Rosa', [...reads(), original]))).toEqual([
        CAPTIONS,
        ORIGINAL,
      ]);
      expect(await filesOf(await world.visitors.person('Ron', reads()))).toEqual([CAPTIONS]);
      // Fields that a role does not show.
      expect(await filesOf(await world.visitors.person('Rut', reads({ fields: ['captions'] })))).toEqual([
        'recording (captions).vtt',
      ]);
      expect(await filesOf(await world.visitors.person('Tom', reads({ fields: ['title'] })))).toEqual([]);
      expect(
        await filesOf(
          await world.visitors.person('Ben', [...reads({ conditions: ['admin::is-creator'] }), original]),
        ),
      ).toBe(404);
      expect(await filesOf(await world.visitors.person('Ida', [original]))).toBe(403);
    });
  });
}
