import { useAuth } from '@strapi/strapi/admin';
import { permissionAction, type PermissionId } from '../../contracts/permissions';

/** In the form that `Page.Protect`, menu and settings links compare by. */
export const permissionsFor = (...ids: PermissionId[]) =>
  ids.map((id) => ({ action: permissionAction(id), subject: null }));

/**
 * True when a role of the signed-in user has the right. Only hides controls: each route checks the
 * same right again.
 */
export const useCan = (id: PermissionId): boolean =>
  useAuth('useCan', (state) =>
    state.permissions.some((permission) => permission.action === permissionAction(id)),
  );
