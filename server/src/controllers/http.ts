import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';
import type { z } from 'zod';
import { rowId, type PageAnswer } from '../../../contracts/common';
import { message } from '../../../contracts/messages/catalogue';
import { languageOf, type Language } from '../../../contracts/messages/say';
import { ORDER_COLUMN, type Sql, type Table } from '../ledger/table';
import { ConnectorError } from '../domain/errors';
import { formMistakes } from '../domain/form-mistakes';
import { notFound, refused, refusedForm } from '../domain/refusals';
import { apartFromListeners } from '../site/event-hub';
import type { Setter } from '../people/role-gifts';
import type { Ability } from '../reviews/entries';

export type Handler = (ctx: Context) => Promise<void>;

/** Parses a body or query; mistakes are answered with one message for each field. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const { fields, whole } = formMistakes(parsed.error.issues, value);
  throw refusedForm(fields, whole);
}

/** What Strapi's body parser produced. It is unknown until a schema has parsed it. */
export const bodyOf = (ctx: Context): unknown => Reflect.get(ctx.request, 'body');

export function idOf(ctx: Context, name = 'id'): string {
  const params: unknown = ctx.params;
  const id = rowId.safeParse(Reflect.get(params as object, name));
  if (!id.success) throw notFound(message('route.not-found'));
  return id.data;
}

/** Of the recording that the address names. */
export function documentIdOf(ctx: Context): string {
  const id: unknown = Reflect.get(ctx.params as object, 'documentId');
  if (typeof id !== 'string' || !/^[a-z0-9]{1,64}$/i.test(id)) throw notFound(message('route.not-found'));
  return id;
}

/** The signed-in admin user. */
export const userId = (ctx: Context): number => Number(ctx.state.user.id);

/** What the caller may do: an admin user, or a token with fewer rights than its owner. */
export const abilityOf = (ctx: Context): Ability => ctx.state.userAbility as Ability;

export const setterOf = (ctx: Context): Setter => {
  const isSession = ctx.state.auth?.strategy?.name === 'admin';
  return { id: userId(ctx), giver: isSession ? userId(ctx) : null };
};

/** The language that the admin user chose in their profile. */
export const languageOfCaller = (ctx: Context): Language =>
  languageOf(String(ctx.state.user.preferedLanguage ?? ''));

/** Answers with the message of our own errors. Strapi handles every other error. */
export const answering =
  (work: (ctx: Context) => Promise<unknown>): Handler =>
  async (ctx) => {
    try {
      ctx.body = await apartFromListeners(() => work(ctx));
    } catch (error) {
      if (error instanceof ConnectorError) throw refused(error.said, error.code);
      throw error;
    }
  };

/** One page of a table: by an attribute, and by the order in which rows came. */
export async function pageOf<Row extends { id: string }, View>(
  table: Table<Row>,
  { page, pageSize }: { page: number; pageSize: number },
  where: (query: ReturnType<Sql>) => void,
  order: { attribute?: keyof Row & string; direction: 'asc' | 'desc' },
  view: (rows: Row[]) => Promise<View[]>,
): Promise<PageAnswer<View>> {
  const query = table.query();
  where(query);
  const counted: Record<string, unknown> | undefined = await query.clone().count({ total: '*' }).first();
  const total = Number(counted?.total ?? 0);
  const answer = (data: View[]): PageAnswer<View> => ({
    data,
    meta: { pagination: { page, pageSize, pageCount: Math.ceil(total / pageSize), total } },
  });
  // A search that finds nothing has read each row already.
  if (total === 0) return answer([]);
  if (order.attribute !== undefined) void query.orderBy(table.column(order.attribute), order.direction);
  const records: Record<string, unknown>[] = await query
    .orderBy(ORDER_COLUMN, order.direction)
    .limit(pageSize)
    .offset((page - 1) * pageSize);
  return answer(await view(records.map(table.read)));
}

export type Controller = (context: { strapi: Core.Strapi }) => Record<string, Handler>;

/** Not a backslash, because MySQL reads one inside a text as the start of an escape. */
const ESCAPE = '!';
/** Condition on a column. Its binding is `containing(words)`. */
export const LIKE = `like ? escape '${ESCAPE}'`;
/** Pattern for texts that contain these words. Pattern characters in the words count literally. */
export const containing = (words: string): string =>
  `%${words.replace(/[!%_]/g, (sign) => `${ESCAPE}${sign}`)}%`;
