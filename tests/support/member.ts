import type { Site } from './boot-site';

/** A signed-in user of the site with the role _Authenticated_. */
export interface Member {
  /** The token of the user's session. */
  jwt: string;
  /** Gives the role the right to use a route of the content API. */
  allow(action: string): Promise<void>;
}

/** Adds the user Nadia in Users & Permissions. */
export async function addMember({ strapi }: Site): Promise<Member> {
  const query = (uid: string) => strapi.db.query(uid as 'plugin::users-permissions.role');
  const role = (await query('plugin::users-permissions.role').findOne({
    where: { type: 'authenticated' },
  })) as { id: number };
  const users = strapi.plugin('users-permissions').service('user') as unknown as {
    add(user: object): Promise<{ id: number }>;
  };
  const user = await users.add({
    username: 'Nadia',
    email: 'nadia@example.com',
    password: 'Nadia-2026',
    provider: 'local',
    confirmed: true,
    role: role.id,
  });
  const tokens = strapi.plugin('users-permissions').service('jwt') as unknown as {
    issue(payload: object): string | Promise<string>;
  };
  return {
    jwt: await tokens.issue({ id: user.id }),
    async allow(action) {
      await query('plugin::users-permissions.permission').create({
        data: { action, role: role.id } as never,
      });
    },
  };
}
