import {
  CheckConnector,
  CreateConnector,
  SwitchConnector,
  UpdateConnector,
  type ListConnectors,
} from '../../../contracts/connectors';
import { ConfirmAccounts, type PreviewConnector } from '../../../contracts/preview';
import { providers } from '../providers/registry';
import { getRuntime } from '../runtime';
import { openConnectors } from '../connectors/connectors';
import { DELETION_LOCKED } from '../site/environment';
import { providerInfo } from '../connectors/provider-info';
import { answering, bodyOf, idOf, parse, userId, type Controller } from './http';

export const connectorController: Controller = ({ strapi }) => {
  const connectors = () => openConnectors(strapi, getRuntime(strapi));
  return {
    providers: answering(async () => ({ data: providers.map(providerInfo) })),
    find: answering(async (): Promise<ListConnectors.Response> => ({
      data: await connectors().list(),
      meta: {
        checklist: await connectors().checklist(),
        proxyConfigured: getRuntime(strapi).config.network.proxyUrl !== undefined,
        ...(getRuntime(strapi).environment === undefined ? { deletionLocked: DELETION_LOCKED } : {}),
      },
    })),
    findOne: answering(async (ctx) => ({ data: await connectors().get(idOf(ctx)) })),
    create: answering(async (ctx) => {
      const data = await connectors().create(parse(CreateConnector.body, bodyOf(ctx)), userId(ctx));
      ctx.status = 201;
      return { data };
    }),
    update: answering(async (ctx) => ({
      data: await connectors().update(idOf(ctx), parse(UpdateConnector.body, bodyOf(ctx)), userId(ctx)),
    })),
    switch: answering(async (ctx) => ({
      data: await connectors().switch(
        idOf(ctx),
        parse(SwitchConnector.body, bodyOf(ctx)).enabled,
        userId(ctx),
      ),
    })),
    delete: answering(async (ctx) => ({ data: await connectors().remove(idOf(ctx)) })),
    check: answering(async (ctx) => ({
      data: await connectors().check(parse(CheckConnector.body, bodyOf(ctx))),
    })),
    preview: answering(async (ctx): Promise<PreviewConnector.Response> => ({
      data: await connectors().preview(idOf(ctx)),
    })),
    confirmAccounts: answering(async (ctx): Promise<ConfirmAccounts.Response> => {
      const { accounts } = parse(ConfirmAccounts.body, bodyOf(ctx));
      await connectors().confirmAccounts(idOf(ctx), accounts, userId(ctx));
      return { data: { accounts: 'confirmed' } };
    }),
    sync: answering(async (ctx) => ({ data: await connectors().startSync(idOf(ctx), userId(ctx)) })),
  };
};
