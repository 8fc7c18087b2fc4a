import { useAuth } from '@strapi/strapi/admin';
import { rightOf, type RightId } from '../../contracts/permissions';

/** Permissions in the form that `Page.Protect`, menu links and settings links expect. */
export const permissionsFor = (...ids: RightId[]) => ids.map(rightOf);

/**
 * True if a role of the signed-in user has the right. This only hides controls; each route checks the same
 * right again.
 */
export const useCan = (id: RightId): boolean => {
  const { action, subject } = rightOf(id);
  return useAuth('useCan', (state) =>
    state.permissions.some(
      (permission) => permission.action === action && (permission.subject ?? null) === subject,
    ),
  );
};
