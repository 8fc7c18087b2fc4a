import { createHmac } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import type { RecordingFileView } from '../../../contracts/files';
import { message } from '../../../contracts/messages/catalogue';
import { permissionAction } from '../../../contracts/permissions';
import { RECORDING_UID, ROUTE_PREFIX } from '../../../contracts/plugin';
import type { StoredPlace } from '../media/stored-place';
import type { Clock } from '../domain/clock';
import { HOUR_MS } from '../domain/instant';
import { notFound } from '../domain/refusals';
import { recordingRows } from '../guards/facts';
import { FILE_UID, recordingModel, shownMedia } from '../guards/models';
import type { Database } from '../ledger/database';
import {
  libraryFileOf,
  mediaFieldsOf,
  versionWithFiles,
  type LibraryFile,
  type VersionWithFiles,
} from '../reviews/entry-files';
import { openEntries, type Ability } from '../reviews/entries';
import { covers, downloadsFile, readScope, type Caller, type Row } from '../rules/rules';
import { ownLocale } from '../site/own-locale';
import { downloadNames, type FileToName, type Named } from './names';
import { readTicket, writeTicket, type ShownIn, type Ticket } from './ticket';

/** How long an address of a download is valid. The panel asks for new ones before. */
const VALID_MS = HOUR_MS;

/** A file that may be downloaded, and where it is known from. */
interface Found {
  field: string;
  kind?: string;
  shownIn: ShownIn;
  file: LibraryFile;
}

/** Downloads of the files of recordings (B4). */
export interface Downloads {
  /** @throws NotFoundError for an entry that the admin user may not read. */
  forAdmin(ability: Ability, documentId: string): Promise<RecordingFileView[]>;
  /** @throws NotFoundError for an entry or a version that the caller may not read. */
  forCaller(caller: Caller, documentId: string, version: 'draft' | 'published'): Promise<RecordingFileView[]>;
  /** What an address leads to now. Undefined if it is too old, or if the recording shows the file no more. */
  open(ticket: string): Promise<{ name: string; mime: string; place: StoredPlace } | undefined>;
}

interface Dependencies {
  database: Pick<Database, 'files'>;
  clock: Clock;
}

export function openDownloads(strapi: Core.Strapi, { database, clock }: Dependencies): Downloads {
  const entries = openEntries(strapi);
  /** Strapi's panel does not work without this secret, and all instances of a site have the same. */
  const key = (): Buffer => {
    const secret: unknown = strapi.config.get('admin.auth.secret');
    if (typeof secret !== 'string' || secret === '') throw new Error('admin.auth.secret is not set');
    return createHmac('sha256', secret).update('downloads of recordings').digest();
  };
  const hidden = () => notFound(message('review.recording-hidden'));

  const urlOf = (ticket: Omit<Ticket, 'untilMs'>) =>
    `${String(strapi.config.get('api.rest.prefix', '/api'))}${ROUTE_PREFIX}/downloads/${writeTicket(key(), {
      ...ticket,
      untilMs: clock() + VALID_MS,
    })}`;

  /** Files of imports that no field of the entry shows: what the provider had, as it came. */
  async function originalsOf(documentId: string, shown: ReadonlySet<string>): Promise<Found[]> {
    const rows = (await database.files.find({ recordingDocumentId: documentId, status: 'stored' })).filter(
      ({ mediaFileId }) => mediaFileId !== null && !shown.has(mediaFileId),
    );
    const files = (await strapi.db.query(FILE_UID).findMany({
      where: { documentId: { $in: rows.map(({ mediaFileId }) => mediaFileId) } },
    })) as { documentId: string }[];
    return rows.flatMap(({ kind, mediaFileId }) => {
      const file = libraryFileOf(files.find((one) => one.documentId === mediaFileId));
      return file === undefined ? [] : [{ field: 'original', kind, shownIn: 'import' as const, file }];
    });
  }

  const viewsOf = (documentId: string, named: Named, found: readonly Found[]): RecordingFileView[] => {
    const names = downloadNames(named, found.map(toName));
    return found.map(({ field, kind, shownIn, file }, index) => {
      const name = names[index] ?? '';
      return {
        id: file.documentId,
        field,
        ...(kind === undefined ? {} : { kind }),
        name,
        mime: file.mime,
        sizeBytes: Math.round(file.size * 1000),
        url: urlOf({ documentId, fileId: file.documentId, shownIn, name }),
      };
    });
  };

  /** The version without regard to who reads it. */
  async function versionOf(
    documentId: string,
    version: 'draft' | 'published',
  ): Promise<{ row: Row; named: Named; files: Found[] } | undefined> {
    const fields = mediaFieldsOf(recordingModel(strapi));
    const found = (await strapi.db.query(RECORDING_UID).findOne({
      where: {
        documentId,
        publishedAt: version === 'draft' ? null : { $notNull: true },
        ...(await ownLocale(strapi)),
      },
      populate: Object.fromEntries(fields.map((field) => [field, true])),
    })) as { id: number } | null;
    const [row] = found === null ? [] : await recordingRows(strapi, { id: found.id });
    if (found === null || row === undefined) return undefined;
    const named = versionWithFiles(fields, version, found);
    return { row, named, files: shownFiles(named, version) };
  }

  async function shownNow(documentId: string, shownIn: Exclude<ShownIn, 'import'>): Promise<Found[]> {
    const version = await versionOf(documentId, shownIn === 'draft' ? 'draft' : 'published');
    if (version === undefined) return [];
    const isOver = shownIn === 'public' && !covers(readScope({ kind: 'anonymous' }), version.row);
    return isOver ? [] : version.files;
  }

  return {
    async forAdmin(ability, documentId) {
      const versions = await entries.withFiles(ability, [documentId]);
      // The page of an entry shows its draft. A published version without one is shown by itself.
      const version = versions.find((one) => one.version === 'draft') ?? versions[0];
      if (version === undefined) throw hidden();
      const found = shownFiles(version, version.version);
      const originals = ability.can(permissionAction('originals.read'));
      if (downloadsFile({ kind: 'admin' }, { field: false, originals })) {
        const inFields = (await versionOf(documentId, version.version))?.files;
        found.push(...(await originalsOf(documentId, new Set(inFields?.map(({ file }) => file.documentId)))));
      }
      return viewsOf(documentId, version, found);
    },

    async forCaller(caller, documentId, version) {
      const one = await versionOf(documentId, version);
      const scope = readScope(caller);
      if (one === undefined || !covers(scope, one.row)) throw hidden();
      const served = new Set(shownMedia(strapi));
      const shownIn = version === 'published' && scope.published === 'public' ? 'public' : version;
      const found = one.files.flatMap((file) =>
        downloadsFile(caller, { field: served.has(file.field), originals: false })
          ? [{ ...file, shownIn } as const]
          : [],
      );
      return viewsOf(documentId, one.named, found);
    },

    async open(text) {
      const ticket = readTicket(key(), text, clock());
      if (ticket === undefined) return undefined;
      const { documentId, shownIn, name } = ticket;
      const known =
        shownIn === 'import' ? await originalsOf(documentId, new Set()) : await shownNow(documentId, shownIn);
      const file = known.find((one) => one.file.documentId === ticket.fileId)?.file;
      return file === undefined ? undefined : { name, mime: file.mime, place: file };
    },
  };
}

const shownFiles = ({ files }: VersionWithFiles, shownIn: 'draft' | 'published'): Found[] =>
  files.map(({ field, file }) => ({ field, file, shownIn }));

/** Fields that are the recording itself. */
const ITSELF = new Set(['video', 'audio']);
const PARTS: Readonly<Record<string, string>> = { transcriptFile: 'transcript', chatFile: 'chat' };

/** File names are English on every site: they go to other computers. */
const toName = ({ field, kind, file }: Found): FileToName => ({
  part:
    field === 'original'
      ? `${kind ?? ''} original`.trim()
      : ITSELF.has(field)
        ? undefined
        : (PARTS[field] ?? field),
  extension: (file.ext ?? '').replace(/^\./, ''),
});
