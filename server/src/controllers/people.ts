import { message } from '../../../contracts/messages/catalogue';
import {
  DecideHost,
  FindUsers,
  ListHosts,
  UpdatePeopleSettings,
  type GetPeopleSettings,
} from '../../../contracts/people';
import { refusedForm } from '../domain/refusals';
import { openDirectory } from '../people/open-directory';
import { getRuntime } from '../runtime';
import { openHosts } from '../people/hosts';
import { answering, bodyOf, containing, idOf, LIKE, pageOf, parse, type Controller } from './http';

export const peopleController: Controller = ({ strapi }) => {
  const runtime = () => getRuntime(strapi);
  const hosts = () => openHosts(strapi, runtime());
  const settings = async (): Promise<GetPeopleSettings.Response> => {
    const memberRoles = await openDirectory(strapi, 'users-permissions', null)?.roles();
    return {
      data: {
        settings: await runtime().peopleSettings.read(),
        adminRoles: (await openDirectory(strapi, 'admin', null)?.roles()) ?? [],
        ...(memberRoles === undefined ? {} : { memberRoles }),
      },
    };
  };

  return {
    getSettings: answering(settings),
    updateSettings: answering(async (ctx) => {
      const typed = parse(UpdatePeopleSettings.body, bodyOf(ctx));
      if (openDirectory(strapi, typed.directory, null) === undefined)
        throw refusedForm({ directory: message('people.no-members') });
      for (const [field, kind, roleId] of [
        ['adminRoleId', 'admin', typed.adminRoleId],
        ['memberRoleId', 'users-permissions', typed.memberRoleId],
      ] as const) {
        if (roleId === null) continue;
        const why = await openDirectory(strapi, kind, null)?.refusalOfRole(roleId);
        if (why !== undefined) throw refusedForm({ [field]: why });
      }
      await runtime().peopleSettings.write(typed);
      return await settings();
    }),
    find: answering(async (ctx) => {
      const query = parse(ListHosts.query, ctx.query);
      const { hosts: table } = runtime().database;
      return await pageOf(
        table,
        query,
        (sql) => {
          if (query.state !== undefined) void sql.where({ state: query.state });
          if (query.search) {
            const words = containing(query.search.toLowerCase());
            void sql.whereRaw(`(lower(email) ${LIKE} or lower(name) ${LIKE})`, [words, words]);
          }
        },
        { attribute: 'seenAtMs', direction: 'desc' },
        (rows) => hosts().views(rows),
      );
    }),
    decide: answering(async (ctx): Promise<DecideHost.Response> => {
      const { view, handedOver } = await hosts().decide(idOf(ctx), parse(DecideHost.body, bodyOf(ctx)));
      return { data: view, meta: { recordingsHandedOver: handedOver } };
    }),
    invite: answering(async (ctx) => ({ data: await hosts().invite(idOf(ctx)) })),
    users: answering(async (ctx): Promise<FindUsers.Response> => {
      const { search } = parse(FindUsers.query, ctx.query);
      return { data: (await (await runtime().authors.directory())?.search(search)) ?? [] };
    }),
  };
};
