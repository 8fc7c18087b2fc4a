import { z } from 'zod';
import { message } from './messages/catalogue';
import { storeMessage } from './messages/stored';
import { TITLE_PLACEHOLDERS } from './words';

export const VISIBILITIES = ['public', 'private'] as const;
export type Visibility = (typeof VISIBILITIES)[number];
const titleTemplate = z
  .string()
  .trim()
  .min(1, storeMessage(message('form.title-template.empty', { title: '{title}' })))
  .max(200)
  .refine(
    (text) =>
      [...text.matchAll(/\{([^{}]*)\}/g)].every((match) =>
        (TITLE_PLACEHOLDERS as readonly string[]).includes(match[1] ?? ''),
      ),
    {
      error: storeMessage(
        message('form.title-template.placeholders', {
          placeholders: TITLE_PLACEHOLDERS.map((name) => `{${name}}`),
        }),
      ),
    },
  );

const tags = z.array(z.string().trim().min(1).max(60)).max(30);

/** Document id of a folder of the Media Library: its number changes when the site moves. */
const folderId = z.string().regex(/^[a-z0-9]{1,64}$/);

/** Defaults of the site (B10). `folderId` is a Media Library folder; null = the folder *Meetings*. */
export const publishDefaults = z.strictObject({
  folderId: folderId.nullable(),
  tags,
  visibility: z.enum(VISIBILITIES),
  titleTemplate,
});
export type PublishDefaults = z.infer<typeof publishDefaults>;

/** What a connector says otherwise; a key that is absent or null is inherited. */
export const publishOverrides = z.strictObject({
  folderId: folderId.nullable().optional(),
  tags: tags.nullable().optional(),
  visibility: z.enum(VISIBILITIES).nullable().optional(),
  titleTemplate: titleTemplate.nullable().optional(),
});

export interface FolderChoice {
  id: string;
  /** Names from the root, e.g. `Meetings / 2026`. */
  name: string;
}

/** GET /settings (settings.read) */
export namespace GetPublishSettings {
  export interface Response {
    data: { defaults: PublishDefaults; folders: FolderChoice[] };
  }
}
/** PUT /settings (settings.manage) */
export namespace UpdatePublishSettings {
  export const body = publishDefaults;
  export interface Response {
    data: { defaults: PublishDefaults };
  }
}
/** GET /folders (connectors.read): folders to choose from on a connector. */
export namespace ListFolders {
  export interface Response {
    data: FolderChoice[];
  }
}
