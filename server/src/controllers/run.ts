import { message } from '../../../contracts/messages/catalogue';
import { codesSaying } from '../../../contracts/messages/say';
import { GetRunLog, ListRuns } from '../../../contracts/runs';
import { notFound } from '../domain/refusals';
import type { Sql } from '../ledger/table';
import { getRuntime } from '../runtime';
import { openLedgerViews } from '../imports/views';
import { answering, containing, idOf, LIKE, pageOf, parse, type Controller } from './http';

/** The number of alternatives that every database accepts in one condition. */
const MOST_CODES = 500;
/** How a row contains a message with this code. */
const stored = (code: string) => `"code":${JSON.stringify(code)}`;

export const runController: Controller = ({ strapi }) => {
  const views = () => openLedgerViews(strapi, getRuntime(strapi));
  const database = () => getRuntime(strapi).database;
  const rowOf = async (id: number) => {
    const row = await database().runs.findOne({ id });
    if (row === undefined) throw notFound(message('route.run-gone'));
    return row;
  };
  const viewOf = async (id: number) => {
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
        { attribute: 'id', direction: 'desc' },
        (rows) => views().runs(rows),
      );
    }),
    findOne: answering(async (ctx) => ({ data: await viewOf(idOf(ctx)) })),
    log: answering(async (ctx) => {
      const query = parse(GetRunLog.query, ctx.query);
      const { runLog } = database();
      const { id } = await rowOf(idOf(ctx));
      return await pageOf(
        runLog,
        query,
        (sql) => {
          void sql.where({ [runLog.column('runId')]: id });
          if (query.level !== undefined) void sql.where({ [runLog.column('level')]: query.level });
          if (query.search) {
            // The row has the values. The texts of its codes have the words around them.
            const parts = [query.search, ...codesSaying(query.search).slice(0, MOST_CODES).map(stored)];
            void sql.andWhere((any: ReturnType<Sql>) => {
              for (const part of parts) {
                void any.orWhereRaw(`${runLog.column('message')} ${LIKE}`, [containing(part)]);
              }
            });
          }
        },
        { attribute: 'id', direction: 'asc' },
        (rows) => views().log(rows),
      );
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
