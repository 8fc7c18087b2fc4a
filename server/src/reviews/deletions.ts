import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { z } from 'zod';
import type {
  DeleteRecordings,
  DeletionPreview,
  FileToDelete,
  HoldView,
  OtherUse,
} from '../../../contracts/deletion';
import { messageOrText } from '../../../contracts/messages/stored';
import { permissionAction } from '../../../contracts/permissions';
import { RECORDING_UID } from '../../../contracts/plugin';
import { isoOf } from '../domain/instant';
import { callerOf } from '../guards/caller';
import { entriesOfUses, otherUses, type Use } from '../guards/files-of';
import { holdsOf, type Hold } from '../guards/holds';
import { modelOf } from '../guards/models';
import { adminsWithRight, people } from '../people/admins';
import { deletingWithFiles, fatesOfFiles } from '../publishing/deletion';
import { openEntries, type Ability } from './entries';

const LIFTERS_SHOWN = 10;

/** Deleting recordings, and holds, as the panel shows and does them for a signed-in person. */
export interface Deletions {
  preview(ability: Ability, documentIds: string[]): Promise<DeletionPreview[]>;
  /** One after the other. Each is a transaction of its own. */
  delete(ability: Ability, wish: DeleteRecordings.Body): Promise<DeleteRecordings.Result[]>;
  hold(documentId: string): Promise<HoldView | null>;
}

interface Described {
  info?: { displayName?: string };
}
interface Configurations {
  findConfiguration(model: object): Promise<{ settings?: { mainField?: string } }>;
}
interface CheckerService {
  create(of: { userAbility: Ability; model: string }): {
    cannot: { read(entity?: object): boolean };
    sanitizeOutput(entity: object): Promise<unknown>;
  };
}
type Row = Record<string, unknown>;

const refusal = z.object({ said: messageOrText });

export function openDeletions(strapi: Core.Strapi): Deletions {
  const entries = openEntries(strapi);
  const contentManager = strapi.plugin('content-manager');

  const typeOf = (uid: string) => {
    const model = modelOf(strapi, uid) as Described | undefined;
    return model?.info?.displayName ?? uid;
  };
  const titleField = async (uid: string): Promise<string | undefined> => {
    const types = contentManager.service('content-types') as unknown as Configurations;
    const { settings } = await types.findConfiguration(strapi.getModel(uid as never));
    return settings?.mainField;
  };

  /** The entry, and what the person may see of it: nothing where they may not read it. */
  async function useFor(ability: Ability, { uid, rowId }: Use): Promise<{ key: string; shown?: OtherUse }> {
    const type = typeOf(uid);
    if (!Object.hasOwn(strapi.contentTypes, uid)) return { key: `${uid} ${rowId}`, shown: { type } };
    // Conditions of a role can ask for the roles of who made the entry.
    const populate =
      'createdBy' in (modelOf(strapi, uid)?.attributes ?? {}) ? { createdBy: { populate: ['roles'] } } : {};
    const row = (await strapi.db.query(uid).findOne({ where: { id: rowId }, populate })) as Row | null;
    const key = `${uid} ${typeof row?.documentId === 'string' ? row.documentId : rowId}`;
    const checker = (contentManager.service('permission-checker') as unknown as CheckerService).create({
      userAbility: ability,
      model: uid,
    });
    if (row === null || checker.cannot.read(row)) return { key };
    const visible = (await checker.sanitizeOutput(row)) as Row;
    const title = visible[(await titleField(uid)) ?? ''];
    return { key, shown: { type, ...(typeof title === 'string' ? { title } : {}) } };
  }

  async function filesFor(ability: Ability, documentId: string): Promise<FileToDelete[]> {
    const fates = await fatesOfFiles(strapi, await callerOf(strapi), documentId);
    const files = fates.map(({ file }) => file);
    const uses = await entriesOfUses(strapi, await otherUses(strapi, files, documentId));
    return await Promise.all(
      fates.map(async ({ file, fate }) => {
        const seen = new Map<string, OtherUse>();
        const hidden = new Set<string>();
        for (const use of uses.filter(({ fileId }) => fileId === file.id)) {
          const { key, shown } = await useFor(ability, use);
          if (shown === undefined) hidden.add(key);
          else seen.set(key, shown);
        }
        return {
          documentId: file.documentId,
          name: file.name,
          sizeBytes: Math.round(file.size * 1000),
          fate,
          usedBy: [...seen.values()],
          usedByOthers: hidden.size,
        };
      }),
    );
  }

  async function viewsOf(holds: Hold[]): Promise<Map<string, HoldView>> {
    if (holds.length === 0) return new Map();
    const able = await adminsWithRight(strapi, permissionAction('recordings.hold'));
    const lifters = [
      ...(
        await people(
          strapi,
          able.slice(0, LIFTERS_SHOWN).map(({ id }) => id),
        )
      ).values(),
    ];
    const names = await people(
      strapi,
      holds.map(({ byId }) => byId),
    );
    return new Map(
      holds.map((hold) => {
        const { recordingDocumentId: documentId, reason, byId, byName, atMs } = hold;
        const by = names.get(byId ?? -1) ?? { id: byId ?? 0, name: byName };
        return [documentId, { documentId, reason, by, at: isoOf(atMs), lifters }];
      }),
    );
  }

  async function deleteOne(ability: Ability, documentId: string, files: boolean) {
    if (!(await entries.mayDelete(ability, documentId))) return { outcome: 'gone' as const, files: [] };
    const documents = strapi.documents(RECORDING_UID as Parameters<Core.Strapi['documents']>[0]);
    const work = () => documents.delete({ documentId, locale: '*' });
    try {
      if (files) return { outcome: 'deleted' as const, files: (await deletingWithFiles(work)).files };
      await work();
      return { outcome: 'deleted' as const, files: [] };
    } catch (error) {
      if (!(error instanceof errors.ApplicationError)) throw error;
      const parsed = refusal.safeParse(error.details);
      const said = parsed.success ? parsed.data.said : error.message;
      return { outcome: 'refused' as const, said, files: [] };
    }
  }

  return {
    async preview(ability, documentIds) {
      const readable = await entries.readable(ability, documentIds);
      const holds = await viewsOf([
        ...(
          await holdsOf(
            strapi,
            readable.map(({ documentId }) => documentId),
          )
        ).values(),
      ]);
      const previews: DeletionPreview[] = [];
      for (const { documentId, title } of readable) {
        const hold = holds.get(documentId);
        previews.push({
          documentId,
          title: title ?? '',
          ...(hold === undefined ? {} : { hold }),
          files: await filesFor(ability, documentId),
        });
      }
      return previews;
    },

    async delete(ability, { documentIds, files }) {
      const readable = await entries.readable(ability, documentIds);
      const titles = new Map(readable.map(({ documentId, title }) => [documentId, title ?? '']));
      const results: DeleteRecordings.Result[] = [];
      for (const documentId of new Set(documentIds)) {
        const result = await deleteOne(ability, documentId, files);
        const title = titles.get(documentId);
        // Who may delete it and not read it learns no names.
        results.push({
          documentId,
          ...result,
          title: title ?? documentId,
          files: title === undefined ? [] : result.files,
        });
      }
      return results;
    },

    async hold(documentId) {
      const views = await viewsOf([...(await holdsOf(strapi, [documentId])).values()]);
      return views.get(documentId) ?? null;
    },
  };
}
