import { errors } from '@strapi/utils';
import { GetRunLog, ListRuns } from '../../../contracts/runs';
import { getRuntime } from '../runtime';
import { openLedgerViews } from '../services/ledger-views';
import { answering, containing, idOf, LIKE, pageOf, parse, type Controller } from './http';

export const runController: Controller = ({ strapi }) => {
  const views = () => openLedgerViews(strapi, getRuntime(strapi));
  const database = () => getRuntime(strapi).database;
  const viewOf = async (id: number) => {
    const row = await database().runs.findOne({ id });
    if (row === undefined) throw new errors.NotFoundError('This sync run does not exist (any more)');
    const [view] = await views().runs([row]);
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
        { attribute: 'id', direction: 'desc' },
        (rows) => views().runs(rows),
      );
    }),
    findOne: answering(async (ctx) => ({ data: await viewOf(idOf(ctx)) })),
    log: answering(async (ctx) => {
      const query = parse(GetRunLog.query, ctx.query);
      const { runLog } = database();
      const id = idOf(ctx);
      return await pageOf(
        runLog,
        query,
        (sql) => {
          void sql.where({ [runLog.column('runId')]: id });
          if (query.level !== undefined) void sql.where({ [runLog.column('level')]: query.level });
          if (query.search) {
            void sql.whereRaw(`${runLog.column('message')} ${LIKE}`, [containing(query.search)]);
          }
        },
        { attribute: 'id', direction: 'asc' },
        (rows) => views().log(rows),
      );
    }),
    stop: answering(async (ctx) => {
      const runtime = getRuntime(strapi);
      const id = idOf(ctx);
      await viewOf(id);
      await runtime.database.runs.update({ id }, { stopRequested: true });
      runtime.stops.stopRun(id, 'stopped-by-hand');
      runtime.runs.wake();
      return { data: await viewOf(id) };
    }),
  };
};
