import type { CheckConnector, ConnectorOptions, ConnectorView } from '../../contracts/connectors';
import type { ImportView } from '../../contracts/imports';
import type { ReviewDetail } from '../../contracts/review';
import type { RunLogEntry } from '../../contracts/runs';
import { startZoomEmulator } from '../../emulators/zoom/emulator';
import { audit } from '../support/audit';
import { bootSite, type Site } from '../support/boot-site';
import { RECORDING, visitorsOf } from '../support/doors';
import { NEW_APP_UPLOADS } from '../support/new-app-uploads';
import { temporaryDir } from '../support/spawn-site';
import { testTranslations } from '../support/translation-tests';
import {
  addHost,
  connectorBody,
  daysAgo,
  IMPATIENT,
  importOf,
  type MeetingInput,
  type Zoom,
} from '../support/zoom-site';

type Files = NonNullable<NonNullable<MeetingInput['segments']>[number]['files']>;

interface Entry {
  documentId: string;
  title: string;
  transcript: string | null;
  chat: string | null;
  captions: { id: number; mime: string } | null;
  transcriptFile: { id: number; ext: string } | null;
  chatFile: { id: number; ext: string } | null;
  video: { id: number; hash: string } | null;
}

const VIDEO = { view: 'active_speaker', fixture: 'speaker-320x180-part1.mp4' };
const TRANSCRIPT = {
  view: 'audio_transcript',
  content: 'WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nAda: Good morning\n',
};
const CHAT = { view: 'chat_file', content: '00:00:02\tAda:\tHello\n' };
const WITH_CAPTIONS = {
  security: {
    ...NEW_APP_UPLOADS.security,
    allowedTypes: [...NEW_APP_UPLOADS.security.allowedTypes, 'text/vtt'],
  },
};
const NO_CAPTIONS = [{ kind: 'captions', code: 'type-not-allowed', values: { mime: 'text/vtt' } }];

describe('an import that lacks something', () => {
  let zoom: Zoom;
  let site: Site;
  const dataDir = temporaryDir('site');
  /** Starts the site, or restarts it as after a change of `config/plugins`. */
  const boot = async (upload: object, env: Record<string, string> = {}) => {
    site = await bootSite({ dataDir, upload, pluginConfig: { ...IMPATIENT, environment: 'test' }, env });
  };
  beforeAll(async () => {
    zoom = await startZoomEmulator({});
    await boot(NEW_APP_UPLOADS);
  });
  afterAll(async () => {
    await site.stop();
    await zoom.stop();
  });

  async function scene(files: Files, over: Partial<ConnectorOptions> = {}) {
    const host = addHost(zoom);
    const meeting = zoom.addMeeting({
      hostId: host.id,
      topic: 'Week 5',
      startedAt: daysAgo(2),
      segments: [{ durationSeconds: 4, files }],
    });
    const connector = await site.admin.addConnector(
      connectorBody(zoom, { hostEmails: [host.email], publishStatus: 'published', ...over }),
    );
    return { meeting, connector };
  }
  const here = ({ stage, status }: ImportView) => stage === 'clean-up' && status !== 'running';
  const rowOf = async ({ id }: ConnectorView, fits: (row: ImportView) => boolean = here) =>
    await importOf(site.admin, id, fits);
  const entryOf = async (row: ImportView): Promise<Entry> => {
    expect(row.recordingDocumentIds).toHaveLength(1);
    const entries = (await site.strapi.db.query(RECORDING).findMany({
      where: { documentId: row.recordingDocumentIds[0], publishedAt: { $null: true } },
      populate: ['captions', 'transcriptFile', 'chatFile', 'video'],
    })) as Entry[];
    expect(entries).toHaveLength(1);
    return entries[0] as Entry;
  };
  const reviewOf = async (row: ImportView): Promise<ReviewDetail> =>
    (
      await site.admin.must<{ data: ReviewDetail }>(
        'GET',
        `/recordings/${row.recordingDocumentIds[0]}/review`,
      )
    ).data;
  const again = (row: ImportView) => site.admin.must('POST', `/imports/${row.id}/again`);
  const sync = async ({ id }: ConnectorView) => {
    await site.admin.must('POST', `/connectors/${id}/sync`);
    return await site.admin.runEnded(id);
  };
  const downloads = () => zoom.log.filter((entry) => entry.host === 'storage').length;
  const logOf = async (runId: string) =>
    (await site.admin.must<{ data: RunLogEntry[] }>('GET', `/runs/${runId}/log?pageSize=100`)).data;
  const deletions = () => zoom.log.filter((entry) => entry.method === 'DELETE').length;

  describe('on a new Strapi 5.54 app, which does not allow text/vtt', () => {
    let byHand: ConnectorView;
    let bySync: ConnectorView;
    let deleting: ConnectorView;

    it('stores everything except the captions, and says so in import, run, entry and review', async () => {
      const made = await scene([VIDEO, TRANSCRIPT, CHAT]);
      byHand = made.connector;
      const row = await rowOf(byHand);
      expect(row).toMatchObject({ label: 'incomplete', status: 'done', missing: NO_CAPTIONS });
      expect(row.canImportAgain).toBe(true);
      expect(row.files.find(({ kind }) => kind === 'captions')).toMatchObject({
        status: 'failed',
        origin: 'made',
        problem: NO_CAPTIONS.map(({ code, values }) => ({ code, values }))[0],
      });
      const entry = await entryOf(row);
      expect(entry).toMatchObject({
        captions: null,
        transcriptFile: { ext: '.txt' },
        chatFile: { ext: '.txt' },
      });
      expect(entry.transcript).toMatch(/Good morning/);
      expect(entry.chat).toMatch(/Ada: Hello/);
      expect((await reviewOf(row)).missing).toMatchObject(NO_CAPTIONS);
      const run = await site.admin.runEnded(byHand.id);
      expect(run.counts).toMatchObject({ imported: 1, incomplete: 1 });
      const said = await logOf(run.id);
      expect(said.filter(({ level }) => level === 'warning').map(({ code }) => code)).toEqual([
        'type-not-allowed',
        'imported-incomplete',
      ]);
      await audit(site);
    });

    it('changes nothing when it is imported again, or synced, while the site refuses them', async () => {
      const before = await rowOf(byHand);
      const entry = await entryOf(before);
      const fetched = downloads();
      await sync(byHand);
      expect((await rowOf(byHand)).updatedAt).toBe(before.updatedAt);
      await again(before);
      const row = await rowOf(byHand);
      expect(row).toMatchObject({ label: 'incomplete', missing: NO_CAPTIONS });
      expect(row.files).toHaveLength(before.files.length);
      expect(await entryOf(row)).toEqual(entry);
      expect(downloads()).toBe(fetched);
      await audit(site);
    });

    it('keeps the meeting at the provider (P1)', async () => {
      const made = await scene([VIDEO, TRANSCRIPT], { deleteAtProvider: 'trash', deleteAfterHours: 0 });
      deleting = made.connector;
      const row = await rowOf(deleting, ({ deletion }) => deletion?.state === 'blocked');
      expect(row).toMatchObject({
        label: 'incomplete',
        canImportAgain: true,
        deletion: { problem: { code: 'file-left-out' } },
      });
      expect(deletions()).toBe(0);
    });

    it('is found by the connection check, with the change for config/plugins', async () => {
      const check = async (options: object) => {
        const { data } = await site.admin.must<CheckConnector.Response>('POST', '/connectors/check', {
          provider: 'zoom',
          options,
          settings: zoom.connectorSettings,
        });
        return data.steps.find(({ id }) => id === 'upload-rules');
      };
      expect(await check({})).toMatchObject({
        outcome: 'warning',
        detail: {
          code: 'check.upload-rules.refused',
          values: { types: [{ values: { mime: 'text/vtt', kinds: [{ code: 'kind.captions' }] } }] },
        },
        uploadRules: {
          refused: [{ mime: 'text/vtt', kinds: ['captions'] }],
          allowing: WITH_CAPTIONS.security,
        },
      });
      const rules = {
        minDurationMinutes: null,
        titleContains: [],
        titleExcludes: [],
        skipKinds: ['captions', 'transcript'],
        skipConfidential: false,
      };
      expect(await check({ rules })).toMatchObject({ outcome: 'passed' });
    });

    it('gets them without another download after they are allowed, by hand and by the next run', async () => {
      bySync = (await scene([VIDEO, TRANSCRIPT, CHAT])).connector;
      const lacking = await rowOf(bySync);
      expect(lacking.missing).toMatchObject(NO_CAPTIONS);
      await site.strapi.documents(RECORDING as never).update({
        documentId: lacking.recordingDocumentIds[0] ?? '',
        data: { title: 'By an editor', transcript: 'Corrected by an editor' },
      } as never);
      await site.admin.runEnded(bySync.id);
      const before = [await entryOf(await rowOf(byHand)), await entryOf(lacking)] as const;
      await site.stop();
      // It translates its recordings from now on: what was imported is found all the same.
      await boot(WITH_CAPTIONS, { PLAYGROUND_LOCALIZED: 'true' });
      const fetched = downloads();

      await again(await rowOf(byHand));
      await sync(bySync);
      const whole = ({ label }: ImportView) => label === 'cleaned-up';
      for (const [index, connector] of [byHand, bySync].entries()) {
        const row = await rowOf(connector, whole);
        expect(row.missing).toEqual([]);
        expect(row.files.filter(({ status }) => status === 'failed')).toEqual([]);
        expect(await entryOf(row)).toEqual({
          ...before[index],
          captions: expect.objectContaining({ mime: 'text/vtt' }) as object,
          locale: 'en',
          updatedAt: expect.anything() as string,
        });
        expect((await reviewOf(row)).missing).toEqual([]);
        const run = await site.admin.runEnded(connector.id);
        expect(run.counts).toMatchObject({ imported: 1, incomplete: 0 });
      }
      expect((await entryOf(await rowOf(bySync))).transcript).toBe('Corrected by an editor');
      expect(downloads()).toBe(fetched);
      await audit(site);
    });

    it('is unpublished in every language when a file of it changes', async () => {
      const { send } = visitorsOf(site);
      const token = await site.admin.token();
      const upload = async (path: string) => {
        const form = new FormData();
        form.append('files', new Blob(['WEBVTT\n\n'], { type: 'text/vtt' }), 'words.vtt');
        const headers = { authorization: `Bearer ${token}` };
        return await fetch(`${site.url}${path}`, { method: 'POST', headers, body: form });
      };
      const [captions] = (await (await upload('/upload')).json()) as { id: number }[];
      await send('POST', '/i18n/locales', {
        token,
        body: { code: 'uk', name: 'Ukrainian', isDefault: false },
      });
      const entries = `/content-manager/collection-types/${RECORDING}`;
      const fields = { title: 'In two languages', startedAt: daysAgo(2), captions: captions?.id };
      const publish = (of: string, locale: string) =>
        send('POST', `${entries}${of}/actions/publish`, { token, body: { ...fields, locale } });
      const made = await publish('', 'en');
      const { documentId } = made.body.data as { documentId: string };
      await publish(`/${documentId}`, 'uk');
      const published = async () =>
        await site.strapi.db
          .query(RECORDING)
          .count({ where: { documentId, publishedAt: { $notNull: true } } });
      expect(await published()).toBe(2);
      const { data } = await site.admin.must<{ data: object }>('GET', '/moderation');
      const moderation = (enabled: boolean) => site.admin.must('PUT', '/moderation', { ...data, enabled });
      await moderation(true);
      expect((await upload(`/upload?id=${captions?.id}`)).status).toBe(200);
      expect(await published()).toBe(0);
      const { review } = (
        await site.admin.must<{ data: ReviewDetail }>('GET', `/recordings/${documentId}/review`)
      ).data;
      expect([review.state, review.languages]).toEqual(['pending', ['en', 'uk']]);
      await moderation(false);
      await send('DELETE', `${entries}/${documentId}?locale=*`, { token });
      const removed = await send('DELETE', `/upload/files/${captions?.id}`, { token });
      // Whoever edits recordings in every language edits them all.
      expect(removed.status).toBe(200);
    });

    testTranslations(() => site);

    it('is deleted at the provider only then', async () => {
      expect(deletions()).toBe(0);
      await sync(deleting);
      const row = await rowOf(deleting, ({ deletion }) => deletion?.state === 'deleted');
      expect(row).toMatchObject({ label: 'cleaned-up', missing: [] });
      expect(deletions()).toBe(1);
      await audit(site);
    });
  });

  describe('on a site where something removes what is imported', () => {
    const FILE = 'plugin::upload.file';
    const TWO_PARTS: NonNullable<MeetingInput['segments']> = [1, 2].map((part) => ({
      startedAt: new Date(Date.parse(daysAgo(2)) + part * 60_000).toISOString(),
      durationSeconds: 4,
      files: [{ view: 'active_speaker', fixture: `speaker-320x180-part${part}.mp4` }],
    }));
    /** Types of files whose rows are deleted as soon as they are made; and fields that entries lose. */
    let removes: (mime: string) => boolean;
    let empties: string[];
    const listener = async ({ media }: { media?: { id: number; mime: string } }) => {
      if (media !== undefined && removes(media.mime))
        await site.strapi.db.query(FILE).delete({ where: { id: media.id } });
    };
    beforeAll(() => {
      site.strapi.eventHub.on('media.create', listener as never);
      const empty = (event: { params: { data?: object } }) => {
        for (const field of empties) if (event.params.data) Reflect.set(event.params.data, field, null);
      };
      site.strapi.db.lifecycles.subscribe({
        models: [RECORDING],
        beforeCreate: empty,
        beforeUpdate: empty,
      } as never);
    });
    beforeEach(() => {
      removes = () => false;
      empties = [];
    });
    afterAll(() => {
      removes = () => false;
      empties = [];
    });

    const missingKinds = (row: ImportView) => row.missing.map(({ kind, code }) => `${kind} ${code}`).sort();

    it.each<[string, { files?: Files; mime?: string; fields?: string[]; missing: string[] }]>([
      ['the video', { mime: 'video/mp4', missing: ['video not-in-entry'] }],
      ['the captions', { mime: 'text/vtt', missing: ['captions not-in-entry'] }],
      ['the relation to the video', { fields: ['video'], missing: ['video not-in-entry'] }],
      [
        'texts of the entry',
        {
          fields: ['transcript', 'chat'],
          missing: ['chat not-in-entry', 'transcript not-in-entry'],
        },
      ],
    ])(
      'says that %s is missing, and has it when the cause is gone',
      async (_what, { mime, fields, missing }) => {
        removes = (given) => given === mime;
        empties = fields ?? [];
        const made = await scene([VIDEO, TRANSCRIPT, CHAT]);
        const lacking = await rowOf(made.connector);
        expect(missingKinds(lacking)).toEqual(missing);
        expect(lacking).toMatchObject({ label: 'incomplete', canImportAgain: true });
        const run = await site.admin.runEnded(made.connector.id);
        expect(run.counts).toMatchObject({ imported: 1, incomplete: 1 });
        const { data } = await site.admin.must<{ data: ConnectorView }>(
          'GET',
          `/connectors/${made.connector.id}`,
        );
        expect(data.status.summary).toBe('with-problems');

        removes = () => false;
        empties = [];
        await again(lacking);
        const whole = await rowOf(made.connector, ({ label }) => label === 'cleaned-up');
        expect(whole.missing).toEqual([]);
        const entry = await entryOf(whole);
        expect(entry.video).not.toBeNull();
        expect(entry.captions).not.toBeNull();
        expect(entry.transcript).toMatch(/Good morning/);
        expect(entry.chat).toMatch(/Ada: Hello/);
        await audit(site);
      },
    );

    it('says it of a joined video too, which is joined again', async () => {
      removes = (mime) => mime === 'video/mp4';
      const host = addHost(zoom);
      zoom.addMeeting({ hostId: host.id, topic: 'Two parts', startedAt: daysAgo(2), segments: TWO_PARTS });
      const connector = await site.admin.addConnector(
        connectorBody(zoom, { hostEmails: [host.email], joinSegments: true }),
      );
      const lacking = await rowOf(connector);
      expect(missingKinds(lacking)).toEqual(['video not-in-entry']);
      expect(lacking.files.find(({ origin }) => origin === 'made')).toMatchObject({ status: 'failed' });
      removes = () => false;
      await again(lacking);
      const whole = await rowOf(connector, ({ label }) => label === 'cleaned-up');
      expect((await entryOf(whole)).video).not.toBeNull();
      await audit(site);
    });

    it('stays as it is where somebody removed a file that the entry had', async () => {
      const made = await scene([VIDEO, TRANSCRIPT, CHAT]);
      const row = await rowOf(made.connector);
      const entry = await entryOf(row);
      await site.strapi.db.query(FILE).delete({ where: { id: entry.captions?.id } });
      await again(row);
      const after = await rowOf(made.connector);
      expect(after.missing).toEqual([]);
      expect((await entryOf(after)).captions).toBeNull();
    });
  });

  it('of a site with several languages follows the provider in its own one, and touches no translation', async () => {
    const locales = site.strapi.plugin('i18n').service('locales') as unknown as {
      create(locale: object): Promise<unknown>;
    };
    // Before the site's own language in the alphabet, so that the database finds its rows first.
    await locales.create({ code: 'de', name: 'German' });
    const { meeting, connector } = await scene([VIDEO]);
    const row = await rowOf(connector);
    const documentId = row.recordingDocumentIds[0] ?? '';
    const { tableName } = site.strapi.db.metadata.get(RECORDING);
    const versions = async () => {
      const rows: { locale: string; title: string; published_at: unknown }[] = await site.strapi.db
        .connection(tableName)
        .where({ document_id: documentId });
      return rows
        .map(
          ({ locale, title, published_at: at }) => `${locale} ${at === null ? 'draft' : 'public'}: ${title}`,
        )
        .sort();
    };
    const renamed = async (topic: string) => {
      zoom.rename(meeting.uuid, topic);
      await again(row);
      await rowOf(connector);
      return await versions();
    };
    expect(await renamed('First')).toEqual(['en draft: First', 'en public: First']);

    // Fields that are the same in all languages as they are: another value would be an editor's change.
    const { startedAt, visibility } = (await site.strapi.db
      .query(RECORDING)
      .findOne({ where: { documentId, publishedAt: null } })) as { startedAt: string; visibility: string };
    await site.strapi
      .documents(RECORDING as never)
      .update({ documentId, locale: 'de', data: { title: 'Woche', startedAt, visibility } } as never);
    expect(await renamed('Second')).toEqual(['de draft: Woche', 'en draft: Second', 'en public: Second']);

    const draft: Record<string, unknown> | undefined = await site.strapi.db
      .connection(tableName)
      .where({ document_id: documentId, locale: 'de' })
      .first();
    const { id: _, ...copied } = draft ?? {};
    await site.strapi.db
      .connection(tableName)
      .insert({ ...copied, title: 'Woche 1', published_at: copied.created_at });
    expect(await renamed('Third')).toEqual([
      'de draft: Woche',
      'de public: Woche 1',
      'en draft: Third',
      'en public: Third',
    ]);
  });
});
