import { message } from '../../../contracts/messages/catalogue';
import {
  DecideHost,
  FindUsers,
  ListHosts,
  UpdatePeopleSettings,
  type DirectoryKind,
  type GetPeopleSettings,
} from '../../../contracts/people';
import { refusedForm } from '../domain/refusals';
import { openDirectory } from '../people/open-directory';
import { peopleSettingsView } from '../people/people-settings';
import { saidToSetter, type ChosenRole, type GiverId } from '../people/role-gifts';
import { getRuntime } from '../runtime';
import { openHosts } from '../people/hosts';
import { wakeAccountWaits } from '../ledger/imports';
import { answering, bodyOf, containing, idOf, LIKE, pageOf, parse, setterOf, type Controller } from './http';

const ROLE_FIELDS = { admin: 'adminRoleId', 'users-permissions': 'memberRoleId' } as const;

export const peopleController: Controller = ({ strapi }) => {
  const runtime = () => getRuntime(strapi);
  const hosts = () => openHosts(strapi, runtime());
  const settings = async (): Promise<GetPeopleSettings.Response> => {
    const memberRoles = await openDirectory(strapi, 'users-permissions')?.roles();
    return {
      data: {
        settings: peopleSettingsView(await runtime().peopleSettings.read()),
        adminRoles: (await openDirectory(strapi, 'admin')?.roles()) ?? [],
        ...(memberRoles === undefined ? {} : { memberRoles }),
      },
    };
  };

  /**
   * Who stands for a role from now on. A role that was chosen before by somebody who may stays theirs when
   * the one who saves could not have chosen it.
   */
  async function setterOfRole(
    kind: DirectoryKind,
    roleId: number | null,
    giver: GiverId,
    before: ChosenRole,
  ): Promise<GiverId> {
    if (roleId === null) return null;
    const refusal = await openDirectory(strapi, kind, { id: roleId, setById: giver })?.refusalOfRole([]);
    if (refusal === undefined) return giver;
    if (refusal.why === 'beyond' && roleId === before.id) return before.setById;
    throw refusedForm({ [ROLE_FIELDS[kind]]: saidToSetter(refusal) });
  }

  return {
    getSettings: answering(settings),
    updateSettings: answering(async (ctx) => {
      const typed = parse(UpdatePeopleSettings.body, bodyOf(ctx));
      if (openDirectory(strapi, typed.directory) === undefined)
        throw refusedForm({ directory: message('people.no-members') });
      const { giver } = setterOf(ctx);
      const { peopleSettings, database, imports } = runtime();
      const kept = await peopleSettings.read();
      await peopleSettings.write({
        ...typed,
        adminRoleSetById: await setterOfRole('admin', typed.adminRoleId, giver, {
          id: kept.adminRoleId,
          setById: kept.adminRoleSetById,
        }),
        memberRoleSetById: await setterOfRole('users-permissions', typed.memberRoleId, giver, {
          id: kept.memberRoleId,
          setById: kept.memberRoleSetById,
        }),
      });
      await wakeAccountWaits(database);
      imports.wake();
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
      const { view, handedOver } = await hosts().decide(
        idOf(ctx),
        parse(DecideHost.body, bodyOf(ctx)),
        setterOf(ctx).giver,
      );
      return { data: view, meta: { recordingsHandedOver: handedOver } };
    }),
    invite: answering(async (ctx) => ({ data: await hosts().invite(idOf(ctx)) })),
    users: answering(async (ctx): Promise<FindUsers.Response> => {
      const { search } = parse(FindUsers.query, ctx.query);
      return { data: (await (await runtime().authors.directory())?.search(search)) ?? [] };
    }),
  };
};
