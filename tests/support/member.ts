import type { Site } from './boot-site';

/** A signed-in user of Users & Permissions. */
export interface Member {
  id: number;
  /** The token of the user's session. */
  token: string;
}

/** Adds a user with this role, by default _Authenticated_. */
export async function addMember({ strapi }: Site, name: string, role?: number): Promise<Member> {
  const plugin = strapi.plugin('users-permissions');
  const users = plugin.service('user') as unknown as { add(user: object): Promise<{ id: number }> };
  const jwt = plugin.service('jwt') as unknown as { issue(payload: object): string | Promise<string> };
  const { id } = await users.add({
    username: name,
    email: `${name.toLowerCase()}@example.com`,
    password: 'Member-2026',
    provider: 'local',
    confirmed: true,
    role: role ?? (await authenticatedRole({ strapi })),
  });
  return { id, token: await jwt.issue({ id }) };
}

export async function authenticatedRole({ strapi }: Pick<Site, 'strapi'>): Promise<number> {
  const role = (await strapi.db
    .query('plugin::users-permissions.role')
    .findOne({ where: { type: 'authenticated' } })) as { id: number };
  return Number(role.id);
}

/** Gives a role the right to use these routes of the content API. */
export async function allow({ strapi }: Site, role: number, actions: readonly string[]): Promise<void> {
  for (const action of actions) {
    await strapi.db.query('plugin::users-permissions.permission').create({ data: { action, role } });
  }
}
