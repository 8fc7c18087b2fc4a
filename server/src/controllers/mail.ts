import type { Context } from 'koa';
import { MAIL_TEMPLATES, type MailTemplateId } from '../../../contracts/mail-templates';
import { message } from '../../../contracts/messages/catalogue';
import type { Message } from '../../../contracts/messages/message';
import { ListMails, UpdateMailTemplate, type TestMailTemplate } from '../../../contracts/mails';
import {
  linksInAddresses,
  mailValues,
  renderMail,
  unknownPlaceholders,
  type MailText,
} from '../mails/render';
import { notFound, refusedForm } from '../domain/refusals';
import { getRuntime } from '../runtime';
import { isMailTemplate } from '../mails/templates';
import { answering, bodyOf, idOf, languageOfCaller, pageOf, parse, type Controller } from './http';

function templateId(ctx: Context): MailTemplateId {
  const id = String(Reflect.get(ctx.params as object, 'id'));
  if (!isMailTemplate(id)) throw notFound(message('route.mail-unknown'));
  return id;
}

/**
 * Refuses placeholders that the plugin does not fill in, because they would stay empty in every mail, and
 * links that would be handed to another site.
 */
function checkPlaceholders(id: MailTemplateId, typed: MailText): void {
  const { values } = MAIL_TEMPLATES[id];
  const fields: Record<string, Message> = {};
  for (const part of ['subject', 'text'] as const) {
    const [unknown] = unknownPlaceholders(typed[part], values);
    const [embedded] = linksInAddresses(typed[part]);
    if (embedded !== undefined)
      fields[part] = message('route.link-alone', { placeholder: `{{${embedded}}}` });
    if (unknown === undefined) continue;
    fields[part] = message('route.placeholder', {
      placeholder: `{{${unknown}}}`,
      placeholders: values.map((name) => `{{${name}}}`),
    });
  }
  if (Object.keys(fields).length > 0) throw refusedForm(fields);
}

export const mailController: Controller = ({ strapi }) => {
  const runtime = () => getRuntime(strapi);
  const typed = (ctx: Context, id: MailTemplateId) => {
    const text = parse(UpdateMailTemplate.body, bodyOf(ctx));
    checkPlaceholders(id, text);
    return text;
  };
  return {
    find: answering(async (ctx) => {
      const query = parse(ListMails.query, ctx.query);
      const { mails } = runtime().database;
      return await pageOf(
        mails,
        query,
        (sql) => {
          if (query.status !== undefined) void sql.where({ status: query.status });
        },
        { direction: 'desc' },
        (rows) => runtime().outbox.views(rows),
      );
    }),
    send: answering(async (ctx) => {
      const id = idOf(ctx);
      await runtime().outbox.sendAgain(id);
      const [data] = await runtime().outbox.views(await runtime().database.mails.find({ id }));
      return { data };
    }),
    templates: answering(async (ctx) => {
      const problem = await runtime().outbox.trouble();
      return {
        data: await runtime().mailTemplates.list(languageOfCaller(ctx)),
        meta: { ...(problem === undefined ? {} : { problem }) },
      };
    }),
    updateTemplate: answering(async (ctx) => {
      const id = templateId(ctx);
      return { data: await runtime().mailTemplates.write(id, typed(ctx, id), languageOfCaller(ctx)) };
    }),
    resetTemplate: answering(async (ctx) => ({
      data: await runtime().mailTemplates.write(templateId(ctx), undefined, languageOfCaller(ctx)),
    })),
    testTemplate: answering(async (ctx): Promise<TestMailTemplate.Response> => {
      const id = templateId(ctx);
      const to = String(ctx.state.user.email);
      const values = mailValues(MAIL_TEMPLATES[id].sample, languageOfCaller(ctx));
      await runtime().outbox.sendNow(to, renderMail(typed(ctx, id), values));
      return { data: { to } };
    }),
  };
};
