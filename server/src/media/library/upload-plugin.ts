import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Core } from '@strapi/strapi';
import type { StoredPlace } from '../stored-place';

export const FILE_UID = 'plugin::upload.file';

/** A file as Strapi hands it to an upload provider. */
export interface UploadEntity {
  name: string;
  hash: string;
  ext: string;
  mime: string;
  size: number;
  url?: string;
  provider?: string;
  getStream?: () => Readable;
  [key: string]: unknown;
}

interface UploadProvider {
  delete?: (file: object) => Promise<unknown> | unknown;
  uploadStream?: unknown;
  checkFileSize?: (file: { name: string; size: number }, options: { sizeLimit?: number }) => unknown;
  isPrivate?: () => Promise<boolean> | boolean;
  getSignedUrl?: (file: Pick<StoredPlace, 'url' | 'hash' | 'ext'>) => Promise<{ url: string }>;
}

interface UploadConfig {
  provider: string;
  sizeLimit?: number;
  security?: unknown;
}

interface UploadServices {
  upload: {
    formatFileInfo(
      file: { filename: string; type: string; size: number },
      info: { name: string; folder: number },
    ): Promise<UploadEntity>;
  };
  provider: { upload(file: UploadEntity): Promise<void> };
}

/** Strapi's upload plugin, as far as the Media Library of an import needs it. */
export interface UploadPlugin {
  config(): UploadConfig;
  /** The upload provider of the site. */
  provider(): UploadProvider;
  service<Name extends keyof UploadServices>(name: Name): UploadServices[Name];
  /** Files are kept on this machine. */
  isLocal(): boolean;
  localDir(): string;
  /** A link that can be read now; signed where the provider's files are private. */
  readableUrl(file: StoredPlace): Promise<string>;
}

export function uploadPlugin(strapi: Core.Strapi): UploadPlugin {
  const plugin = strapi.plugin('upload');
  const config = () => strapi.config.get('plugin::upload') as unknown as UploadConfig;
  const provider = () => plugin.provider as UploadProvider;
  return {
    config,
    provider,
    service: <Name extends keyof UploadServices>(name: Name) =>
      plugin.service(name) as unknown as UploadServices[Name],
    isLocal: () => config().provider === 'local',
    localDir: () => path.resolve(strapi.dirs.static.public, 'uploads'),
    async readableUrl(file) {
      if (isHere(file)) return file.url;
      const storage = provider();
      const isPrivate = (await storage.isPrivate?.()) && storage.getSignedUrl !== undefined;
      const { url, hash, ext } = file;
      const readable = isPrivate ? ((await storage.getSignedUrl?.({ url, hash, ext }))?.url ?? url) : url;
      return isAbsolute(readable)
        ? readable
        : `${strapi.config.get<string>('server.absoluteUrl')}${readable}`;
    },
  };
}

const isAbsolute = (url: string) => /^https?:/.test(url);

/** Whether it is a file on this machine. Another provider may answer a path too, which is none of this machine. */
export const isHere = ({ url, provider }: Pick<StoredPlace, 'url' | 'provider'>): boolean =>
  provider === 'local' && !isAbsolute(url);
