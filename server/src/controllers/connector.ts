import {
  CheckConnector,
  CreateConnector,
  SwitchConnector,
  type TakeOver,
  UpdateConnector,
  type ListConnectors,
} from '../../../contracts/connectors';
import { ConfirmAccounts, type PreviewConnector } from '../../../contracts/preview';
import { providers } from '../providers/registry';
import { getRuntime } from '../runtime';
import { checkConnector } from '../connectors/check';
import { checklistOf } from '../connectors/checklist';
import { connectorOf } from '../connectors/connector-of';
import { openConnectors } from '../connectors/connectors';
import { previewOf } from '../connectors/preview';
import { ownershipOf, problemOfSite, type Marked, type SiteName } from '../domain/ownership';
import { providerInfo } from '../connectors/provider-info';
import { answering, bodyOf, idOf, parse, setterOf, userId, type Controller } from './http';

export const connectorController: Controller = ({ strapi }) => {
  const runtime = () => getRuntime(strapi);
  const connectors = () => openConnectors(strapi, runtime());
  return {
    providers: answering(async () => ({ data: providers.map(providerInfo) })),
    find: answering(async (): Promise<ListConnectors.Response> => {
      const { outbox, database } = runtime();
      const mail = await outbox.trouble();
      return {
        data: await connectors().list(),
        meta: {
          ...(mail === undefined ? {} : { mailProblem: mail.what }),
          checklist: await checklistOf(strapi, runtime()),
          proxyConfigured: runtime().config.network.proxyUrl !== undefined,
          ...ownerMeta(await database.connectors.find({}), database.site),
        },
      };
    }),
    findOne: answering(async (ctx) => ({ data: await connectors().get(idOf(ctx)) })),
    create: answering(async (ctx) => {
      const data = await connectors().create(parse(CreateConnector.body, bodyOf(ctx)), setterOf(ctx));
      ctx.status = 201;
      return { data };
    }),
    update: answering(async (ctx) => ({
      data: await connectors().update(idOf(ctx), parse(UpdateConnector.body, bodyOf(ctx)), setterOf(ctx)),
    })),
    switch: answering(async (ctx) => ({
      data: await connectors().switch(
        idOf(ctx),
        parse(SwitchConnector.body, bodyOf(ctx)).enabled,
        setterOf(ctx),
      ),
    })),
    delete: answering(async (ctx) => ({ data: await connectors().remove(idOf(ctx)) })),
    check: answering(async (ctx) => ({
      data: await checkConnector(runtime(), parse(CheckConnector.body, bodyOf(ctx))),
    })),
    preview: answering(async (ctx): Promise<PreviewConnector.Response> => ({
      data: await previewOf(runtime(), await connectorOf(runtime().database, idOf(ctx))),
    })),
    confirmAccounts: answering(async (ctx): Promise<ConfirmAccounts.Response> => {
      const { accounts } = parse(ConfirmAccounts.body, bodyOf(ctx));
      await connectors().confirmAccounts(idOf(ctx), accounts, setterOf(ctx));
      return { data: { accounts: 'confirmed' } };
    }),
    takeOver: answering(async (): Promise<TakeOver.Response> => ({ data: await connectors().takeOver() })),
    sync: answering(async (ctx) => ({ data: await connectors().startSync(idOf(ctx), userId(ctx)) })),
  };
};

/** What the page of all connectors says about whose they are. */
function ownerMeta(
  connectors: readonly Marked[],
  site: SiteName,
): Pick<ListConnectors.Response['meta'], 'deletionLocked' | 'foreign'> {
  const locked =
    site.name === undefined ? { deletionLocked: problemOfSite(site, 'nameless', null).what } : {};
  const found = (['copied', 'unproven'] as const).flatMap((ownership) => {
    const first = connectors.find((one) => ownershipOf(site, one) === ownership);
    return first === undefined
      ? []
      : [{ ownership, what: problemOfSite(site, ownership, first.environment).what }];
  })[0];
  return {
    ...locked,
    ...(found === undefined ? {} : { foreign: { ...found, canTake: site.name !== undefined } }),
  };
}
