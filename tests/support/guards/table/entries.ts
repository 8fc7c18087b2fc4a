import { createHash } from 'node:crypto';
import { DEFAULT_CONNECTOR_OPTIONS } from '../../../../contracts/defaults';
import type { Caller } from './cast';
import { RECORDING } from '../../doors';
import { LESSON, OWNER, STARTED, type World } from '../world';
import { isOwner, STATES, VISIBILITIES, type State, type Visibility } from './expected';

/** A recording of the tables. Its rows, its file and its import say in their texts which one they are. */
export interface Entry {
  owner: string;
  state: State;
  visibility: Visibility;
  /** Stands in the title of the published row as `pub.…`, of the draft as `dra.…`, of the file as `file.…`. */
  name: string;
  documentId: string;
  /** Its rows in the database. */
  draftId: number;
  publishedId: number | undefined;
  fileId: number;
  fileDocumentId: string;
  fileUrl: string;
  importId: string;
}
/** A draft of its owner, into which files of others are put. */
export interface Target {
  documentId: string;
  draftId: number;
}

/** The author of what is nobody's own: a Contributor who asks for nothing. */
export const SOMEBODY_ELSE = 'somebody else';
/** Whose entries an agent calls its own. */
const ENTRIES_OF: Record<string, string> = { 'agent of a Contributor': 'Contributor of the panel' };
export const ownerFor = (caller: string): string | undefined =>
  isOwner(caller) ? (ENTRIES_OF[caller] ?? caller) : undefined;

const short = (owner: string) => owner.replace(/\W+/g, '-');

interface Files {
  id: number;
  documentId: string;
  name: string;
  url: string;
}

/** One entry of each state and visibility for every caller who can be an author, and for somebody else. */
export async function makeTableEntries(world: World, cast: ReadonlyMap<string, Caller>) {
  const { site, visitors, superToken, moderation } = world;
  const { strapi } = site;
  const owners = [
    ...new Set([
      ...[...cast.keys()]
        .filter((name) => name !== SOMEBODY_ELSE && isOwner(name))
        .map((name) => ownerFor(name) ?? name),
      SOMEBODY_ELSE,
    ]),
  ];
  const wanted = owners.flatMap((owner) =>
    STATES.flatMap((state) =>
      VISIBILITIES.map((visibility) => ({
        owner,
        state,
        visibility,
        name: `${short(owner)}.${state}.${visibility}.`,
      })),
    ),
  );

  // The first upload by the content API makes a folder.
  await world.upload('/api/upload', cast.get('token, full')?.token, 'first');
  // What earlier tests left would fill the lists.
  for (const table of [
    'mc_reviews',
    'mc_file_owners',
    'mc_holds',
    'mc_import_files',
    'mc_imports',
    'mc_recordings',
    'lessons',
    'files',
  ]) {
    await strapi.db.connection(table).delete();
  }

  const form = new FormData();
  for (const { name } of wanted) {
    form.append(
      'files',
      new Blob([`WEBVTT\n\nNOTE file.${name}\n`], { type: 'text/vtt' }),
      `file.${name}vtt`,
    );
  }
  const sent = await fetch(`${site.url}/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${superToken}` },
    body: form,
  });
  const files = new Map(((await sent.json()) as Files[]).map((file) => [file.name, file]));

  const documents = strapi.documents(RECORDING as never) as unknown as {
    create(of: object): Promise<{ documentId: string; id: number }>;
  };
  const lessons = strapi.documents(LESSON as never) as unknown as { create(of: object): Promise<unknown> };
  const entries: Entry[] = [];
  for (const entry of wanted) {
    const file = files.get(`file.${entry.name}vtt`);
    if (file === undefined) throw new Error(`no file of ${entry.name}`);
    const { documentId, id } = await documents.create({
      data: {
        title: `pub.${entry.name}`,
        transcript: `said pub.${entry.name}`,
        startedAt: STARTED,
        visibility: entry.visibility,
        captions: file.id,
      },
    });
    entries.push({
      ...entry,
      documentId,
      draftId: id,
      publishedId: undefined,
      fileId: file.id,
      fileDocumentId: file.documentId,
      fileUrl: file.url,
      importId: '',
    });
  }
  const targets = new Map<string, Target>();
  for (const owner of owners) {
    const { documentId, id } = await documents.create({
      data: { title: `target of ${owner}`, startedAt: STARTED, visibility: 'private' },
    });
    targets.set(owner, { documentId, draftId: id });
  }

  // Published and decided as on any site: sent to the moderators, who approve or reject.
  await moderation(true);
  const documentIds = entries.filter(({ state }) => state !== 'draft').map(({ documentId }) => documentId);
  const published = await visitors.send(
    'POST',
    `/content-manager/collection-types/${RECORDING}/actions/bulkPublish`,
    { token: superToken, body: { documentIds } },
  );
  if (published.status >= 300) throw new Error(`not sent: ${JSON.stringify(published.body)}`);
  const items = (of: State) =>
    Promise.all(
      entries
        .filter(({ state }) => state === of)
        .map(async ({ documentId }) => ({ documentId, revision: await revisionOf(documentId) })),
    );
  const revisionOf = async (documentId: string) =>
    Number(
      (
        (await strapi.db.connection('mc_reviews').where({ recording_document_id: documentId }).first()) as {
          revision: number;
        }
      ).revision,
    );
  const approved = await site.admin.must<{ data: { decision: { outcome: string } }[] }>(
    'POST',
    '/reviews/approve',
    { items: await items('approved') },
  );
  if (approved.data.some(({ decision }) => decision.outcome !== 'done')) {
    throw new Error(`not approved: ${JSON.stringify(approved)}`);
  }
  for (const { documentId, revision } of await items('rejected')) {
    await site.admin.must('POST', `/recordings/${documentId}/review/reject`, { revision, reason: 'No' });
  }

  // Of files that an import stored, nobody notes to which recording they belong.
  await strapi.db.connection('mc_file_owners').delete();

  // From here on by rows: authors, the texts by which drafts are told from published rows, imports.
  for (const [owner, { documentId }] of targets) await ownedBy(documentId, cast.get(owner));
  await strapi.db.connection('files').update({ created_by_id: null });
  for (const entry of entries) {
    await ownedBy(entry.documentId, cast.get(entry.owner));
    const rows = strapi.db.connection('mc_recordings').where({ document_id: entry.documentId });
    await rows
      .clone()
      .whereNull('published_at')
      .update({ title: `dra.${entry.name}`, transcript: `said dra.${entry.name}` });
    const shown = (await rows.clone().whereNotNull('published_at').first()) as { id: number } | undefined;
    entry.publishedId = shown === undefined ? undefined : Number(shown.id);
    const { memberId, adminId } = cast.get(entry.owner) ?? {};
    if (memberId !== undefined) {
      await strapi.db.query(OWNER).create({ data: { fileDocumentId: entry.fileDocumentId, memberId } });
    }
    if (adminId !== undefined) {
      await strapi.db.connection('files').where({ id: entry.fileId }).update({ created_by_id: adminId });
    }
    entry.importId = await importOf(entry);
    const shelf = { label: 'shelf', recording: entry.documentId, file: entry.fileId };
    await lessons.create({
      data: {
        title: 'A lesson',
        recording: entry.documentId,
        recordings: [entry.documentId],
        cover: entry.fileId,
        shelf,
        zone: [{ __component: 'site.shelf', ...shelf }],
      },
    });
  }
  const folder = (await strapi
    .service('plugin::upload.folder')
    .create({ name: 'elsewhere', parent: null })) as {
    id: number;
  };
  return { entries, targets, folder: Number(folder.id) };

  async function ownedBy(documentId: string, owner: Caller | undefined) {
    await strapi.db
      .connection('mc_recordings')
      .where({ document_id: documentId })
      .update({ author_user_id: owner?.memberId ?? null, created_by_id: owner?.adminId ?? null });
  }

  /** The ledger of a connector that is off, so that nothing of it is really fetched again. */
  async function importOf({ name, documentId, fileDocumentId }: Entry): Promise<string> {
    const query = (of: string) => strapi.db.query(`plugin::meeting-connectors.${of}`);
    const connector = ((await query('connector').findOne({ where: { name: 'Table' } })) ??
      (await query('connector').create({
        data: {
          hookKey: 'table',
          provider: 'zoom',
          settings: {},
          options: DEFAULT_CONNECTOR_OPTIONS,
          name: 'Table',
          enabled: false,
          authorization: 'authorized',
          settingsVersion: 1,
          environment: 'playground',
        },
      }))) as { documentId: string };
    const made = (await query('import').create({
      data: {
        connectorId: connector.documentId,
        keyHash: createHash('sha256').update(name).digest('base64url'),
        occurrenceId: name,
        occurrence: { id: name, title: 'A meeting', startedAt: STARTED, files: [] },
        title: 'A meeting',
        stage: 'clean-up',
        status: 'done',
        attempts: 0,
      },
    })) as { documentId: string };
    await query('import-file').create({
      data: {
        importId: made.documentId,
        fileKeyHash: name,
        fileKey: name,
        kind: 'captions',
        status: 'stored',
        mediaFileId: fileDocumentId,
        recordingDocumentId: documentId,
      },
    });
    return made.documentId;
  }
}
export type TableEntries = Awaited<ReturnType<typeof makeTableEntries>>;
