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
import { checkConnector } from '../connectors/check';
import { checklistOf } from '../connectors/checklist';
import { connectorOf } from '../connectors/connector-of';
import { openConnectors } from '../connectors/connectors';
import { previewOf } from '../connectors/preview';
import { DELETION_LOCKED } from '../site/environment';
import { providerInfo } from '../connectors/provider-info';
import { answering, bodyOf, idOf, parse, setterOf, userId, type Controller } from './http';

export const connectorController: Controller = ({ strapi }) => {
  const runtime = () => getRuntime(strapi);
  const connectors = () => openConnectors(strapi, runtime());
  return {
    providers: answering(async () => ({ data: providers.map(providerInfo) })),
    find: answering(async (): Promise<ListConnectors.Response> => {
      const mail = await runtime().outbox.trouble();
      return {
        data: await connectors().list(),
        meta: {
          ...(mail === undefined ? {} : { mailProblem: mail.what }),
          checklist: await checklistOf(strapi, runtime()),
          proxyConfigured: runtime().config.network.proxyUrl !== undefined,
          ...(runtime().environment === undefined ? { deletionLocked: DELETION_LOCKED } : {}),
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
    sync: answering(async (ctx) => ({ data: await connectors().startSync(idOf(ctx), userId(ctx)) })),
  };
};
