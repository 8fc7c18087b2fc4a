import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../../contracts/plugin';
import { whoIs } from '../ledger/who';

interface Written {
  authorUserId?: number | string | null;
  authorUserWho?: string | null;
}

/**
 * Writes beside the author of a recording who that is, at every door: the author is found by it after a move.
 * What a request says about it is dropped. (Strapi's import switches lifecycles off, and keeps it.)
 */
export function nameAuthors(strapi: Core.Strapi): void {
  const name = async ({ params }: { params: { data?: unknown } }) => {
    const written = (Array.isArray(params.data) ? params.data : [params.data]) as (Written | undefined)[];
    for (const data of written) {
      if (data === undefined) continue;
      delete data.authorUserWho;
      const { authorUserId } = data;
      if (authorUserId === undefined) continue;
      data.authorUserWho =
        authorUserId === null ? null : await whoIs(strapi, 'users-permissions', Number(authorUserId));
    }
  };
  strapi.db.lifecycles.subscribe({
    models: [RECORDING_UID],
    beforeCreate: name,
    beforeCreateMany: name,
    beforeUpdate: name,
    beforeUpdateMany: name,
  });
}
