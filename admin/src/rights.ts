import { useAuth } from '@strapi/strapi/admin';
import { rightOf, type RightId } from '../../contracts/permissions';

/** In the form that `Page.Protect`, menu and settings links compare by. */
export const permissionsFor = (...ids: RightId[]) => ids.map(rightOf);

/**
 * True when a role of the signed-in user has the right. Only hides controls: each route checks the
 * same right again.
 */
export const useCan = (id: RightId): boolean => {
  const { action, subject } = rightOf(id);
  return useAuth('useCan', (state) =>
    state.permissions.some(
      (permission) => permission.action === action && (permission.subject ?? null) === subject,
    ),
  );
};
