import { ask } from '../../playground/client/ask';
import type { SpawnedSite } from './spawn-site';

const PASSWORD = 'Some-Password-1';

export interface Person {
  email: string;
  password: string;
  /** The token of a session. */
  token: string;
}

/** Calls a site's routes, for example `/admin/roles`. Throws if the answer is not 2xx. */
export async function askSite<T>(
  site: SpawnedSite,
  method: string,
  where: string,
  token: string | undefined,
  body?: unknown,
): Promise<T> {
  const answer = await ask(site.url, method, where, { token, body });
  if (answer.status >= 300) throw new Error(`${method} ${where}: ${answer.status} ${answer.text}`);
  return answer.json<T>();
}

/** A right without a subject, as the role editor stores it. */
export const plainRight = (action: string) => ({ action, subject: null, properties: {}, conditions: [] });

/** An admin user with a role of its own. */
export async function addPerson(
  site: SpawnedSite,
  firstname: string,
  lastname: string,
  permissions: object[],
): Promise<Person> {
  const token = await site.admin.token();
  const email = `${firstname}.${lastname}@example.com`.toLowerCase();
  const role = await askSite<{ data: { id: number } }>(site, 'POST', '/admin/roles', token, {
    name: `Role of ${firstname}`,
    description: '',
  });
  await askSite(site, 'PUT', `/admin/roles/${role.data.id}/permissions`, token, { permissions });
  const made = await askSite<{ data: { registrationToken: string } }>(site, 'POST', '/admin/users', token, {
    email,
    firstname,
    lastname,
    roles: [role.data.id],
  });
  const registered = await askSite<{ data: { token: string } }>(site, 'POST', '/admin/register', undefined, {
    registrationToken: made.data.registrationToken,
    userInfo: { firstname, lastname, password: PASSWORD },
  });
  return { email, password: PASSWORD, token: registered.data.token };
}
