import type { Core } from '@strapi/strapi';
import type { DirectoryKind } from '../../../contracts/people';
import { openAdminDirectory } from './admin-directory';
import { openMemberDirectory } from './member-directory';
import type { Directory } from './directory';

/** Undefined when the plugin that has these users is not installed. */
export const openDirectory = (
  strapi: Core.Strapi,
  kind: DirectoryKind,
  roleId: number | null,
): Directory | undefined =>
  kind === 'admin'
    ? openAdminDirectory(strapi, roleId)
    : strapi.plugin('users-permissions') === undefined
      ? undefined
      : openMemberDirectory(strapi, roleId);
