import { ask } from '../../playground/client/ask';
import type { Site } from './boot-site';

export const RECORDING = 'plugin::meeting-connectors.recording';
const CONTENT_MANAGER = 'plugin::content-manager.explorer';

export interface Json {
  data?: unknown;
  error?: { status: number; message: string; details?: { code?: string } };
  errors?: { message: string }[];
  [key: string]: unknown;
}
export interface Answer {
  status: number;
  body: Json;
}

interface AdminServices {
  'admin::role': {
    create(role: object): Promise<{ id: number }>;
    assignPermissions(id: number, permissions: object[]): Promise<unknown>;
  };
  'admin::user': { create(user: object): Promise<{ id: number }> };
  'admin::api-token': { create(token: object): Promise<{ accessKey: string }> };
  'admin::api-token-admin': { create(token: object, by: object): Promise<{ accessKey: string }> };
}

export interface Right {
  action: string;
  subject?: string;
  conditions?: string[];
  /** All of them, if not named. */
  fields?: string[];
  /** Of a site that translates its entries; none, if not named. */
  locales?: string[];
}

/** Rights of the content manager on recordings. */
export const contentRights = (actions: string[], conditions: string[] = []): Right[] =>
  actions.map((action) => ({ action: `${CONTENT_MANAGER}.${action}`, subject: RECORDING, conditions }));

/** People and requests of one site, over HTTP. */
export function visitorsOf(site: Site) {
  let count = 0;
  const service = <Name extends keyof AdminServices>(name: Name) =>
    site.strapi.service(name) as unknown as AdminServices[Name];
  const fieldsOf = () =>
    Object.keys(
      site.strapi.contentType(RECORDING as Parameters<Site['strapi']['contentType']>[0]).attributes,
    );

  const send = async (
    method: string,
    path: string,
    { token, body }: { token?: string; body?: unknown } = {},
  ): Promise<Answer> => {
    const headers = { accept: 'application/json, text/event-stream' };
    const answer = await ask(site.url, method, path, { token, body, headers });
    try {
      return { status: answer.status, body: answer.json<Json | undefined>() ?? {} };
    } catch {
      return { status: answer.status, body: { text: answer.text } };
    }
  };

  return {
    send,
    service,
    /** A signed-in admin user with a new role that has only these rights. */
    async person(firstname: string, rights: Right[]) {
      count += 1;
      const role = await service('admin::role').create({
        name: `${firstname} ${count}`,
        code: `role-${count}-${Date.now()}`,
      });
      await service('admin::role').assignPermissions(
        role.id,
        rights.map(({ action, subject = null, conditions = [], fields = fieldsOf(), locales }) => ({
          action,
          subject,
          conditions,
          properties: subject === null ? {} : { fields, ...(locales === undefined ? {} : { locales }) },
        })),
      );
      const login = { email: `${firstname.toLowerCase()}${count}@example.com`, password: 'Some-Password-1' };
      const user = await service('admin::user').create({
        ...login,
        firstname,
        lastname: 'Example',
        isActive: true,
        registrationToken: null,
        roles: [role.id],
      });
      const answer = await send('POST', '/admin/login', { body: login });
      const { token } = answer.body.data as { token: string };
      return {
        id: user.id,
        ...login,
        token,
        plugin: (method: string, path: string, body?: unknown) =>
          send(method, `/meeting-connectors${path}`, { token, body }),
        content: (method: string, path: string, body?: unknown) =>
          send(method, `/content-manager/collection-types/${RECORDING}${path}`, { token, body }),
      };
    },
    async apiToken(): Promise<string> {
      count += 1;
      const { accessKey } = await service('admin::api-token').create({
        name: `full ${count}`,
        type: 'full-access',
        lifespan: null,
      });
      return accessKey;
    },
  };
}
export type Visitors = ReturnType<typeof visitorsOf>;
export type Person = Awaited<ReturnType<Visitors['person']>>;
