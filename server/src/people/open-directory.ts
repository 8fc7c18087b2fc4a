import type { Core } from '@strapi/strapi';
import type { DirectoryKind } from '../../../contracts/people';
import { openAdminDirectory } from './admin-directory';
import { openMemberDirectory } from './member-directory';
import type { Directory } from './directory';
import { OWN_ROLE, type ChosenRole } from './role-gifts';

/** Undefined when the plugin that has these users is not installed. */
export const openDirectory = (
  strapi: Core.Strapi,
  kind: DirectoryKind,
  role: ChosenRole = OWN_ROLE,
): Directory | undefined =>
  kind === 'admin'
    ? openAdminDirectory(strapi, role)
    : strapi.plugin('users-permissions') === undefined
      ? undefined
      : openMemberDirectory(strapi, role);
