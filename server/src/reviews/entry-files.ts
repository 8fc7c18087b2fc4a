import { z } from 'zod';
import type { Model } from '../guards/models';

const fileSchema = z.object({
  id: z.coerce.number(),
  documentId: z.string(),
  hash: z.string(),
  ext: z.string().nullable().default(null),
  mime: z.string(),
  /** Kilobytes, as Strapi keeps sizes. */
  size: z.coerce.number(),
  url: z.string(),
  provider: z.string(),
});
/** A file of the Media Library, as a download needs it. */
export type LibraryFile = z.infer<typeof fileSchema>;
export const libraryFileOf = (row: unknown): LibraryFile | undefined => fileSchema.safeParse(row).data;

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const versionSchema = z.object({
  documentId: z.string(),
  title: text,
  startedAt: z
    .union([z.string(), z.date()])
    .nullish()
    .transform((at) => (at === null || at === undefined ? undefined : new Date(at).toISOString())),
  timezone: text,
});

/** A version of an entry with its files, without the fields that its reader may not see. */
export interface VersionWithFiles extends z.infer<typeof versionSchema> {
  version: 'draft' | 'published';
  /** In the order of the fields. */
  files: { field: string; file: LibraryFile }[];
}

/** Fields with files, those that a site added included. */
export const mediaFieldsOf = (model: Model): string[] =>
  Object.entries(model.attributes).flatMap(([name, { type }]) => (type === 'media' ? [name] : []));

/** @param row with no other media than those of `fields` that are populated in it. */
export function versionWithFiles(
  fields: readonly string[],
  version: 'draft' | 'published',
  row: object,
): VersionWithFiles {
  const files = fields.flatMap((field) => {
    const value: unknown = Reflect.get(row, field);
    return [value].flat().flatMap((one) => {
      const file = libraryFileOf(one);
      return file === undefined ? [] : [{ field, file }];
    });
  });
  return { ...versionSchema.parse(row), version, files };
}
