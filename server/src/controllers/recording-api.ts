import { factories } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { RECORDING_UID } from '../../../contracts/plugin';
import { callerOf } from '../guards/caller';
import { editableDocuments } from '../guards/facts';

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
    /** Uploads files for a recording that the caller may edit. They are put into its fields by an update. */
    async upload(ctx) {
      const documentId = String(ctx.params.documentId);
      const editable = await editableDocuments(strapi, await callerOf(strapi), [documentId]);
      if (editable.get(documentId) !== true) throw new errors.NotFoundError();
      // Names of files, and nothing that would put them into an entry.
      const { fileInfo } = (Reflect.get(ctx.request, 'body') ?? {}) as { fileInfo?: unknown };
      Reflect.set(ctx.request, 'body', fileInfo === undefined ? {} : { fileInfo });
      const uploads = strapi.plugin('upload').controller('content-api') as unknown as UploadController;
      await uploads.uploadFiles(ctx);
    },
  }),
);
