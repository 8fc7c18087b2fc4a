import type { Context } from 'koa';
import { message } from '../../../contracts/messages/catalogue';
import { ListImports, RetryFailedImports } from '../../../contracts/imports';
import { notFound, refused } from '../domain/refusals';
import { redrive, redriveAll } from '../jobs/dead-letter';
import type { Sql } from '../ledger/table';
import { getRuntime } from '../runtime';
import { importAgain } from '../imports/again';
import { recover } from '../imports/recover';
import { openLedgerViews } from '../imports/views';
import {
  abilityOf,
  answering,
  bodyOf,
  containing,
  idOf,
  LIKE,
  pageOf,
  parse,
  userId,
  type Controller,
} from './http';

export const importController: Controller = ({ strapi }) => {
  const views = () => openLedgerViews(strapi, getRuntime(strapi));
  const database = () => getRuntime(strapi).database;
  const rowOf = async (id: string) => {
    const row = await database().imports.findOne({ id });
    if (row === undefined) throw notFound(message('route.import-gone'));
    return row;
  };
  const viewOf = async (ctx: Context, id = idOf(ctx)) => {
    const [view] = await views().imports([await rowOf(id)], abilityOf(ctx));
    return view;
  };
  /** Condition: what the filters of a list show, whatever its status. */
  const fitting = (filter: RetryFailedImports.Body) => (sql: ReturnType<Sql>) => {
    const { imports } = database();
    if (filter.connectorId !== undefined)
      void sql.where({ [imports.column('connectorId')]: filter.connectorId });
    if (filter.runId !== undefined) void sql.where({ [imports.column('runId')]: filter.runId });
    if (!filter.search) return;
    const words = containing(filter.search.toLowerCase());
    const like = (column: string) => `lower(${column}) ${LIKE}`;
    void sql.whereRaw(
      `(${like(imports.column('title'))} or ${like(imports.column('hostEmail'))} or ${like(imports.column('hostName'))})`,
      [words, words, words],
    );
  };
  return {
    find: answering(async (ctx) => {
      const query = parse(ListImports.query, ctx.query);
      const { imports } = database();
      return await pageOf(
        imports,
        query,
        (sql) => {
          fitting(query)(sql);
          if (query.status !== undefined) void sql.where({ [imports.column('status')]: query.status });
        },
        { attribute: 'startedAtMs', direction: 'desc' },
        (rows) => views().imports(rows, abilityOf(ctx)),
      );
    }),
    findOne: answering(async (ctx) => ({ data: await viewOf(ctx) })),
    retry: answering(async (ctx) => {
      const row = await rowOf(idOf(ctx));
      if (!(await redrive(database(), row))) {
        throw refused(message('route.import-not-waiting'));
      }
      getRuntime(strapi).imports.wake();
      return { data: await viewOf(ctx, row.id) };
    }),
    retryFailed: answering(async (ctx) => {
      const count = await redriveAll(database(), fitting(parse(RetryFailedImports.body, bodyOf(ctx))));
      getRuntime(strapi).imports.wake();
      return { data: { count } };
    }),
    again: answering(async (ctx) => {
      const row = await rowOf(idOf(ctx));
      await importAgain(getRuntime(strapi), row, userId(ctx));
      return { data: await viewOf(ctx, row.id) };
    }),
    recover: answering(async (ctx) => {
      const row = await rowOf(idOf(ctx));
      await recover(getRuntime(strapi), row);
      return { data: await viewOf(ctx, row.id) };
    }),
    ofRecording: answering(async (ctx) => {
      const documentId: unknown = Reflect.get(ctx.params as object, 'documentId');
      const { files, imports } = database();
      const ids: { id: string }[] = await files
        .query()
        .where({ [files.column('recordingDocumentId')]: String(documentId) })
        .distinct({ id: files.column('importId') });
      const records: Record<string, unknown>[] = await imports.query().whereIn(
        imports.column('id'),
        ids.map((row) => row.id),
      );
      return { data: await views().imports(records.map(imports.read), abilityOf(ctx)) };
    }),
  };
};
