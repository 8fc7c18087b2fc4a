import { factories } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { z } from 'zod';
import { RECORDING_UID } from '../../../contracts/plugin';
import { callerOf } from '../guards/caller';
import { editableDocuments } from '../guards/facts';
import { uploadingFor } from '../guards/owners';
import { deletingWithFiles } from '../publishing/deletion';
import { parse } from './http';

/** `?files=delete` of a deletion; without it the files stay in the Media Library. */
const wish = z.object({ files: z.enum(['keep', 'delete']).default('keep') });

/** Strapi's controller of uploads by the content API. */
interface UploadController {
  uploadFiles(ctx: object): Promise<void>;
}

/**
 * The content API of recordings. It uses Strapi's own actions, so that its rights, sanitizing and query
 * rules apply. Who may see and change what is decided where every way meets; see `docs/security.md`.
 */
export const recordingApiController = factories.createCoreController(
  RECORDING_UID as Parameters<typeof factories.createCoreController>[0],
  ({ strapi }) => ({
    /** With its files, the answer says what became of each. Not by name: who may delete may not read. */
    async delete(ctx) {
      const { files: asked, ...query } = ctx.query;
      const { files } = parse(wish, asked === undefined ? {} : { files: asked });
      ctx.query = query;
      if (files === 'keep') {
        await super.delete(ctx);
        return;
      }
      const done = await deletingWithFiles(() => super.delete(ctx));
      const outcomes = done.files.map(({ documentId, outcome }) => ({ documentId, outcome }));
      ctx.status = 200;
      ctx.body = { data: { documentId: String(ctx.params.id), files: outcomes } };
    },

    /** Uploads files for a recording that the caller may edit. They are put into its fields by an update. */
    async upload(ctx) {
      const documentId = String(ctx.params.documentId);
      const editable = await editableDocuments(strapi, await callerOf(strapi), [documentId]);
      if (editable.get(documentId) !== true) throw new errors.NotFoundError();
      // Names of files, and nothing that would put them into an entry.
      const { fileInfo } = (Reflect.get(ctx.request, 'body') ?? {}) as { fileInfo?: unknown };
      Reflect.set(ctx.request, 'body', fileInfo === undefined ? {} : { fileInfo });
      const uploads = strapi.plugin('upload').controller('content-api') as unknown as UploadController;
      await uploadingFor(documentId, () => uploads.uploadFiles(ctx));
    },
  }),
);
