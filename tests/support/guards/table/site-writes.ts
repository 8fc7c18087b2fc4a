import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RECORDING } from '../../doors';
import type { World } from '../world';
import { ADDED, formFor, NEW_TITLE, RENAMED, REPLACED, written, type Said, type Write } from './shared';

export interface Documents {
  create(of: object): Promise<{ documentId: string }>;
  update(of: object): Promise<unknown>;
  publish(of: object): Promise<unknown>;
  unpublish(of: object): Promise<unknown>;
  discardDraft(of: object): Promise<unknown>;
  delete(of: object): Promise<unknown>;
}
export interface Uploads {
  upload(of: object): Promise<unknown>;
  replace(id: number, of: object): Promise<unknown>;
  updateFileInfo(id: number, of: object): Promise<unknown>;
  remove(file: unknown): Promise<unknown>;
  findOne(id: number): Promise<unknown>;
}

/** A file of this machine, as the upload service takes it. */
export function localFile(name: string) {
  const filepath = path.join(os.tmpdir(), `${name}-${process.pid}.vtt`);
  const text = `WEBVTT\n\nNOTE ${name}\n`;
  writeFileSync(filepath, text);
  return { filepath, originalFilename: `${name}.vtt`, mimetype: 'text/vtt', size: text.length };
}

/** By code of the site outside a request. */
export function siteWrites(world: World): Write[] {
  const inProcess = async (work: () => Promise<unknown>): Promise<Said> => {
    try {
      return { ok: true, text: JSON.stringify(await work()) ?? '' };
    } catch (error) {
      return { ok: false, text: String(error) };
    }
  };
  const documents = () => world.site.strapi.documents(RECORDING as never) as unknown as Documents;
  const uploads = () => world.site.strapi.plugin('upload').service('upload') as unknown as Uploads;
  const publishesBySite = (act: 'publish' | 'publish without moderation'): Write => ({
    act,
    action: act,
    effect: 'draft written',
    ask: ({ entry: { documentId } }) => [
      () => inProcess(() => documents().publish({ documentId })),
      () =>
        inProcess(() => documents().update({ documentId, data: { title: NEW_TITLE }, status: 'published' })),
    ],
  });
  return [
    {
      act: 'update',
      action: 'update',
      effect: 'draft written',
      ask: (on) => [
        () => inProcess(() => documents().update({ documentId: on.entry.documentId, data: written(on) })),
      ],
    },
    publishesBySite('publish'),
    publishesBySite('publish without moderation'),
    {
      act: 'unpublish',
      action: 'unpublish',
      effect: 'unpublished',
      ask: ({ entry: { documentId } }) => [() => inProcess(() => documents().unpublish({ documentId }))],
    },
    {
      act: 'discard',
      action: 'discard the draft',
      effect: 'draft discarded',
      ask: ({ entry: { documentId } }) => [() => inProcess(() => documents().discardDraft({ documentId }))],
    },
    {
      act: 'move its file',
      action: 'move a file',
      effect: 'file moved',
      ask: ({ entry, folder }) => [() => inProcess(() => uploads().updateFileInfo(entry.fileId, { folder }))],
    },
    {
      act: 'delete',
      action: 'delete',
      effect: 'entry gone',
      ask: ({ entry: { documentId } }) => [() => inProcess(() => documents().delete({ documentId }))],
    },
    {
      act: 'change its file',
      action: 'replace a file',
      effect: 'content replaced',
      ask: ({ entry }) => [
        () => inProcess(() => uploads().replace(entry.fileId, { data: {}, file: localFile(REPLACED) })),
      ],
    },
    {
      act: 'change its file',
      action: 'rename a file',
      effect: 'file renamed',
      ask: ({ entry }) => [() => inProcess(() => uploads().updateFileInfo(entry.fileId, { name: RENAMED }))],
    },
    {
      act: 'change its file',
      action: 'delete a file',
      effect: 'file gone',
      ask: ({ entry }) => [
        () => inProcess(async () => await uploads().remove(await uploads().findOne(entry.fileId))),
      ],
    },
    {
      act: 'link its file',
      action: 'link a file',
      effect: 'file in target',
      ask: (on) => [
        () =>
          inProcess(() =>
            documents().update({
              documentId: on.target.documentId,
              data: { captions: formFor(on) },
            }),
          ),
      ],
    },
    {
      act: 'link by upload',
      action: 'link by upload',
      effect: 'file added to entry',
      ask: ({ entry: { publishedId, draftId } }) => [
        () =>
          inProcess(() =>
            uploads().upload({
              data: { ref: RECORDING, refId: publishedId ?? draftId, field: 'captions' },
              files: localFile(ADDED),
            }),
          ),
      ],
    },
  ];
}
