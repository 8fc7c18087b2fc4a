import { RECORDING_UID, ROUTE_PREFIX } from '../contracts/plugin';
import { ask } from '../playground/client/ask';
import {
  startEngine,
  startedThings,
  startGrowingSite,
  type Engine,
  type GrowingSite,
} from './lib/growing-site';
import { median } from './lib/statistics';
import { assertSame, atMost, type Figure, type Workload } from './lib/workload';

const ENGINES: readonly Engine['name'][] = ['SQLite', 'PostgreSQL'];
/** The smallest is what the others are compared with. */
const SIZES = [1_000, 100_000, 300_000];
const SMALL_SIZES = [500, 10_000];
const NEW = 5;
/** The import of new recordings takes longer than the others together. */
const IMPORTS_IN = 5;
const AIM = 1.3;

type Asked = (growing: GrowingSite) => Promise<void>;

const API = '/api/meeting-connectors/recordings';
const MEDIA = 'filters[$and][0][folder][id][$eq]=1';

const get =
  (path: string | ((growing: GrowingSite) => string), as: 'manager' | 'anybody' = 'manager'): Asked =>
  async (growing) => {
    const { site } = growing;
    const asked = typeof path === 'string' ? path : path(growing);
    const token = as === 'manager' ? { token: await site.admin.token() } : {};
    const answer = await ask(site.url, 'GET', asked, token);
    assertSame(`answer to ${asked}`, answer.status, 200);
  };

/** What people and the plugin itself ask of a site again and again. */
const ASKED: Record<string, Asked> = {
  'recordings, public': get(`${API}?sort=startedAt:desc`, 'anybody'),
  'recordings, public, by date': get(
    (growing) =>
      `${API}?sort=startedAt:desc&filters[startedAt][$gte]=${growing.middle()}&filters[startedAt][$lt]=${new Date(Date.parse(growing.middle()) + 86_400_000).toISOString()}`,
    'anybody',
  ),
  'content manager, recordings': get(
    `/content-manager/collection-types/${RECORDING_UID}?page=1&pageSize=10&sort=startedAt:DESC`,
  ),
  'imports of a recording': get(
    ({ recordings }) => `${ROUTE_PREFIX}/recordings/${recordings.approved}/imports`,
  ),
  imports: get(`${ROUTE_PREFIX}/imports`),
  'imports, searched': get(`${ROUTE_PREFIX}/imports?search=Lecture%205`),
  'imports, searched in vain': get(`${ROUTE_PREFIX}/imports?search=nowhere`),
  'imports that need somebody': get(`${ROUTE_PREFIX}/imports?status=dead`),
  runs: get(`${ROUTE_PREFIX}/runs`),
  'review queue': get(`${ROUTE_PREFIX}/reviews?state=pending`),
  'reviews, approved': get(`${ROUTE_PREFIX}/reviews?state=approved`),
  'review badge': get(`${ROUTE_PREFIX}/reviews?state=pending&page=1&pageSize=1`),
  'connectors, home': get(`${ROUTE_PREFIX}/connectors`),
  'a connector, its health': get(({ connectorId }) => `${ROUTE_PREFIX}/connectors/${connectorId}`),
  'folders to choose from': get(`${ROUTE_PREFIX}/folders`),
  'Media Library, folders': get(
    '/upload/folders?pagination[pageSize]=-1&filters[$and][0][parent][id][$null]=true',
  ),
  'Media Library, folders in a folder': get(
    '/upload/folders?pagination[pageSize]=-1&filters[$and][0][parent][id][$eq]=1',
  ),
  'Media Library, files': get(`/upload/files?sort=createdAt:DESC&page=1&pageSize=10&${MEDIA}`),
  'work of each minute': async ({ site }) => {
    const { status } = await ask(site.url, 'POST', '/_measure/chores');
    assertSame('answer to the chores', status, 200);
  },
};
const IMPORT = `import of ${NEW} new recordings`;

/** What every list, badge and chore costs when the library grows. */
export const growingLibrary: Workload = {
  id: 'W8',
  title: 'Lists, badges and chores, 1,000 to 300,000 imports, SQLite and PostgreSQL',
  rounds: 15,
  peers: [],
  async run({ rounds, small, log }) {
    const [smallest = 0, ...larger] = small ? SMALL_SIZES : SIZES;
    const figures: Figure[] = [];
    for (const name of ENGINES) {
      const started = startedThings();
      try {
        const engine = await startEngine(name, started);
        const few = await startGrowingSite(engine, started);
        await few.grow(smallest);
        const many = await startGrowingSite(engine, started);
        for (const size of larger) {
          const growsFrom = Date.now();
          await many.grow(size);
          log(`${name}: ${few.imports} and ${many.imports} imports, grown in ${Date.now() - growsFrom} ms`);
          for (const measured of await compare(few, many, rounds)) {
            figures.push(...figuresOf(`${name}, ${size}`, measured));
            const { what, fewMs, manyMs } = measured;
            log(
              `${what}: ${median(fewMs).toFixed(1)} -> ${median(manyMs).toFixed(1)} ms, ${ratioOf(measured).toFixed(2)}x`,
            );
          }
        }
      } finally {
        await started.stop();
      }
    }
    return {
      rounds,
      figures,
      notes: [
        `The ratio is to a site of ${smallest} imports that runs at the same time and is asked in turn. Both share the processors with the emulators.`,
      ],
    };
  },
};

interface Measured {
  what: string;
  fewMs: number[];
  manyMs: number[];
}

async function compare(few: GrowingSite, many: GrowingSite, rounds: number): Promise<Measured[]> {
  const all: Measured[] = [];
  for (const [what, asked] of Object.entries(ASKED)) {
    const timed = async (growing: GrowingSite) => {
      const startedAt = performance.now();
      await asked(growing);
      return performance.now() - startedAt;
    };
    all.push(await inTurn(what, few, many, rounds, timed));
  }
  all.push(await inTurn(IMPORT, few, many, Math.min(rounds, IMPORTS_IN), (one) => one.importNew(NEW)));
  return all;
}

/** One round more warms up. */
async function inTurn(
  what: string,
  few: GrowingSite,
  many: GrowingSite,
  rounds: number,
  timed: (growing: GrowingSite) => Promise<number>,
): Promise<Measured> {
  const measured: Measured = { what, fewMs: [], manyMs: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const [fewMs, manyMs] = [await timed(few), await timed(many)];
    if (round === 0) continue;
    measured.fewMs.push(fewMs);
    measured.manyMs.push(manyMs);
  }
  return measured;
}

const ratioOf = ({ fewMs, manyMs }: Measured): number => median(manyMs) / median(fewMs);

function figuresOf(where: string, measured: Measured): Figure[] {
  const { what, manyMs } = measured;
  const ratio = ratioOf(measured);
  return [
    {
      name: `${where}: ${what}`,
      value: median(manyMs),
      unit: 'ms',
      spread: [Math.min(...manyMs), Math.max(...manyMs)],
    },
    { name: `${where}: ${what}, growth`, value: ratio, unit: 'x', aim: atMost(ratio, AIM) },
  ];
}
