import { message } from '../../../contracts/messages/catalogue';
import { GetRunLog, ListRuns } from '../../../contracts/runs';
import { notFound } from '../domain/refusals';
import { getRuntime } from '../runtime';
import { openLedgerViews } from '../imports/views';
import { pageOfLog } from '../imports/log-search';
import { answering, idOf, languageOfCaller, pageOf, parse, type Controller } from './http';

export const runController: Controller = ({ strapi }) => {
  const views = () => openLedgerViews(strapi, getRuntime(strapi));
  const database = () => getRuntime(strapi).database;
  const rowOf = async (id: string) => {
    const row = await database().runs.findOne({ id });
    if (row === undefined) throw notFound(message('route.run-gone'));
    return row;
  };
  const viewOf = async (id: string) => {
    const [view] = await views().runs([await rowOf(id)]);
    return view;
  };
  return {
    find: answering(async (ctx) => {
      const query = parse(ListRuns.query, ctx.query);
      const { runs } = database();
      return await pageOf(
        runs,
        query,
        (sql) => {
          if (query.connectorId !== undefined)
            void sql.where({ [runs.column('connectorId')]: query.connectorId });
          if (query.status !== undefined) void sql.where({ [runs.column('status')]: query.status });
        },
        { direction: 'desc' },
        (rows) => views().runs(rows),
      );
    }),
    findOne: answering(async (ctx) => ({ data: await viewOf(idOf(ctx)) })),
    log: answering(async (ctx) => {
      const query = parse(GetRunLog.query, ctx.query);
      const { id } = await rowOf(idOf(ctx));
      return await pageOfLog(database(), id, query, languageOfCaller(ctx), (rows) => views().log(rows));
    }),
    stop: answering(async (ctx) => {
      const runtime = getRuntime(strapi);
      const { id } = await rowOf(idOf(ctx));
      await runtime.database.runs.update({ id }, { stopRequested: true });
      runtime.stops.stopRun(id, 'stopped-by-hand');
      runtime.runs.wake();
      return { data: await viewOf(id) };
    }),
  };
};
