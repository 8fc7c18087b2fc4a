import type { Core } from '@strapi/strapi';
import { RECORDING_UID } from '../../../contracts/plugin';
import { abilityOf, panelReads, type PanelAbility } from './ability';
import { callerOf } from './caller';
import { inParts, modelOf } from './models';
import { withMethods } from './uploads';

interface Context {
  params: Record<string, unknown>;
  query: Record<string, unknown>;
  request: { body?: unknown };
  state: { userAbility?: PanelAbility };
  body?: unknown;
}
type Handler = (ctx: Context) => Promise<unknown>;
type Controller = Record<string, Handler>;
interface Controllers {
  keys(): string[];
  extend(uid: string, wrap: (controller: Controller) => Controller): unknown;
}

type Row = Record<string, unknown> & { id: number; documentId: string };

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const bodyOf = ({ request }: Context): Record<string, unknown> =>
  isObject(request.body) ? (request.body as Record<string, unknown>) : {};

/** Helpers of Strapi's pages that answer about an entry by its id, and check the right on its type only. */
const HELPERS: readonly {
  controller: string;
  action: string;
  model: (ctx: Context) => unknown;
  /** Where the request names entries: the number of a row (`id`), or document ids. */
  at: 'body' | 'query';
  name: 'id' | 'documentId' | 'documentIds';
}[] = [
  {
    controller: 'plugin::i18n.content-types',
    action: 'getNonLocalizedAttributes',
    model: (ctx) => bodyOf(ctx).model,
    at: 'body',
    name: 'id',
  },
  {
    controller: 'plugin::i18n.content-types',
    action: 'getFillFromLocaleData',
    model: ({ params }) => params.model,
    at: 'query',
    name: 'documentId',
  },
  {
    controller: 'plugin::content-manager.collection-types',
    action: 'bulkFindForValidation',
    model: ({ params }) => params.model,
    at: 'body',
    name: 'documentIds',
  },
  {
    controller: 'plugin::content-manager.collection-types',
    action: 'countManyEntriesDraftRelations',
    model: ({ params }) => params.model,
    at: 'query',
    name: 'documentIds',
  },
  // Strapi has it with a license only.
  {
    controller: 'plugin::content-manager.history-version',
    action: 'findMany',
    model: ({ query }) => query.contentType,
    at: 'query',
    name: 'documentId',
  },
];

/** What no entry has. Strapi answers as for an entry that is not there. */
const NONE = { id: 0, documentId: 'none', documentIds: 'none' } as const;

/**
 * Guards what Strapi's pages ask beside lists and entries. An admin whose roles don't show a recording gets
 * the answer for one that is not there.
 */
export function guardPanelHelpers(strapi: Core.Strapi): void {
  const controllers = strapi.get('controllers') as unknown as Controllers;
  const known = new Set(controllers.keys());
  const wrap = (uid: string, wrapped: (controller: Controller) => Controller) => {
    if (known.has(uid)) controllers.extend(uid, (controller) => withMethods(controller, wrapped(controller)));
  };
  for (const { controller: uid, action, model, at, name } of HELPERS) {
    wrap(uid, (controller) => {
      const strapis = controller[action];
      if (strapis === undefined) return {};
      return {
        async [action](ctx) {
          // For Strapi, a list with this name in it is the name.
          if (String(model(ctx)) === RECORDING_UID && !(await readsAll(strapi, ctx))) {
            const asked = at === 'body' ? bodyOf(ctx) : ctx.query;
            const readable = await readableNames(strapi, name, asked[name]);
            if (at === 'body') ctx.request.body = { ...asked, [name]: readable };
            else ctx.query = { ...asked, [name]: readable };
          }
          return await strapis.call(controller, ctx);
        },
      };
    });
  }
  wrap('plugin::content-manager.relations', (controller) => {
    const of = (action: string, guard: (strapi: Core.Strapi, strapis: Handler) => Handler): Controller => {
      const strapis = controller[action];
      return strapis === undefined ? {} : { [action]: guard(strapi, (ctx) => strapis.call(controller, ctx)) };
    };
    return { ...of('findAvailable', available), ...of('findExisting', existing) };
  });
}

const readsAll = async (strapi: Core.Strapi, { state: { userAbility } }: Context): Promise<boolean> =>
  userAbility !== undefined && (await panelReads(strapi, userAbility)).recordings === 'all';

/** Rows by number, with whether the admin who asks may read this field of them, or any. */
async function readableRows(
  strapi: Core.Strapi,
  where: object,
): Promise<{ rows: Row[]; mayRead: (row: Row, field?: string) => boolean }> {
  const caller = await callerOf(strapi);
  if (caller.kind !== 'admin') return { rows: [], mayRead: () => false };
  const ability = await abilityOf(strapi, caller);
  const rows = (await strapi.db
    .query(RECORDING_UID)
    .findMany({ where, populate: { createdBy: { populate: ['roles'] } } })) as Row[];
  return { rows, mayRead: (row, field) => ability.mayReadOf(row, field) };
}

/** What was asked for, with `NONE` in place of each entry that the admin may not read in every version. */
async function readableNames(strapi: Core.Strapi, name: keyof typeof NONE, asked: unknown): Promise<unknown> {
  const names = [asked].flat();
  const column = name === 'id' ? 'id' : 'documentId';
  const plain = names
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .filter((one) => name !== 'id' || Number.isInteger(Number(one)));
  const { rows, mayRead } = await readableRows(strapi, { [column]: { $in: plain } });
  const hidden = new Set(rows.filter((row) => !mayRead(row)).map((row) => String(row[column])));
  const shown = new Set(rows.map((row) => String(row[column])).filter((one) => !hidden.has(one)));
  const readable = names.map((one) => (shown.has(String(one)) ? (one as unknown) : NONE[name]));
  return Array.isArray(asked) ? readable : readable[0];
}

interface Relations {
  results: Row[];
  pagination: { page: number; pageSize: number; pageCount: number; total: number };
}
const relationsOf = (body: unknown): Relations | undefined =>
  isObject(body) && Array.isArray(Reflect.get(body, 'results')) ? (body as Relations) : undefined;

const isOfRecordings = (strapi: Core.Strapi, { params: { model, targetField } }: Context): boolean =>
  modelOf(strapi, String(model))?.attributes[String(targetField)]?.target === RECORDING_UID;

/** What every relation shows of an entry; see `panel.ts`. */
export const ALWAYS_SHOWN: ReadonlySet<string> = new Set([
  'id',
  'documentId',
  'locale',
  'status',
  'publishedAt',
  'createdAt',
  'updatedAt',
]);

/** Those of the recordings that the admin may read, with the fields that the roles show of each. */
async function shownRelations(strapi: Core.Strapi, results: readonly Row[]): Promise<Row[]> {
  const byId = new Map<number, (field?: string) => boolean>();
  for (const some of inParts(results)) {
    const { rows, mayRead } = await readableRows(strapi, { id: { $in: some.map(({ id }) => id) } });
    for (const row of rows) byId.set(Number(row.id), (field) => mayRead(row, field));
  }
  return results.flatMap((result) => {
    const may = byId.get(Number(result.id));
    if (may?.() !== true) return [];
    const fields = Object.entries(result).filter(([name]) => ALWAYS_SHOWN.has(name) || may(name));
    return [Object.fromEntries(fields) as Row];
  });
}

/** Recordings to relate an entry to. Strapi's query has the conditions of roles, and its pages are right. */
const available =
  (strapi: Core.Strapi, strapis: Handler): Handler =>
  async (ctx) => {
    const answer = await strapis(ctx);
    const body = relationsOf(ctx.body);
    if (body === undefined || !isOfRecordings(strapi, ctx) || (await readsAll(strapi, ctx))) return answer;
    ctx.body = { ...body, results: await shownRelations(strapi, body.results) };
    return answer;
  };

const MOST_ON_A_PAGE = 100;

/** Recordings to which an entry is related. Strapi names and counts those, too, that roles don't show. */
const existing =
  (strapi: Core.Strapi, strapis: Handler): Handler =>
  async (ctx) => {
    if (!isOfRecordings(strapi, ctx) || (await readsAll(strapi, ctx))) return await strapis(ctx);
    const asked = ctx.query;
    const all: Row[] = [];
    for (let page = 1, last = 1; page <= last; page += 1) {
      ctx.query = { ...asked, page: String(page), pageSize: String(MOST_ON_A_PAGE) };
      const answer = await strapis(ctx);
      const body = relationsOf(ctx.body);
      if (body === undefined) return answer;
      all.push(...body.results);
      last = body.pagination.pageCount;
    }
    ctx.query = asked;
    const shown = await shownRelations(strapi, all);
    const [page, pageSize] = [Number(asked.page ?? 1), Number(asked.pageSize ?? 10)];
    ctx.body = {
      pagination: { page, pageSize, pageCount: Math.ceil(shown.length / pageSize), total: shown.length },
      results: shown.slice((page - 1) * pageSize, page * pageSize),
    };
    return undefined;
  };
