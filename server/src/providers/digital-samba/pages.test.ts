import { allPages, PAGE_SIZE } from './pages';

/** Lists that come one after another, each as its pages; asking beyond the last list fails the test. */
function listOf(...lists: { total: number; pages: string[][] }[]) {
  const asked: { after?: string; offset?: string }[] = [];
  let list = -1;
  let page = 0;
  return {
    asked,
    ask(place: { after?: string; offset?: string }) {
      asked.push(place);
      if (Object.keys(place).length === 0) {
        list += 1;
        page = 0;
      }
      const current = lists[list];
      const data = current?.pages[page];
      if (current === undefined || data === undefined) throw new Error('nothing more to read');
      page += 1;
      return Promise.resolve({ total_count: current.total, data });
    },
  };
}
const full = (from: number) => Array.from({ length: PAGE_SIZE }, (_, index) => `r${from + index}`);

async function read(source: ReturnType<typeof listOf>, by: 'after' | 'offset' = 'after'): Promise<string[]> {
  const items: string[] = [];
  const ask = (place: { after?: string; offset?: string }) => source.ask(place);
  const keyOf = (entry: unknown) => (typeof entry === 'string' ? entry : undefined);
  for await (const page of allPages({ ask, keyOf, by })) items.push(...page.map(String));
  return items;
}

it('ends with a page that is shorter than the limit, when as many items came as the list has', async () => {
  const source = listOf({ total: 102, pages: [full(1), ['r101', 'r102']] });
  expect(await read(source)).toHaveLength(102);
  expect(source.asked).toEqual([{}, { after: 'r100' }]);
});

it('goes on after a page that is shorter than the limit, until as many came as the list has', async () => {
  const source = listOf({ total: 5, pages: [['r1', 'r2'], ['r3', 'r4'], ['r5']] });
  expect(await read(source)).toEqual(['r1', 'r2', 'r3', 'r4', 'r5']);
  expect(source.asked).toEqual([{}, { after: 'r2' }, { after: 'r4' }]);
});

it('goes on where the last entry has no id that can be read', async () => {
  const ask = (place: { after?: string; offset?: string }) =>
    Promise.resolve({
      total_count: 3,
      data: place.after === 'r1' ? [{}, 'r3'] : place.offset ? [] : ['r1', {}],
    });
  const entries: unknown[] = [];
  const keyOf = (entry: unknown) => (typeof entry === 'string' ? entry : undefined);
  for await (const page of allPages({ ask, keyOf, by: 'after' })) entries.push(...page);
  expect(entries).toEqual(['r1', {}, {}, 'r3']);
});

it('names the place by offset where the list knows nothing else', async () => {
  const source = listOf({ total: 100, pages: [full(1), []] });
  expect(await read(source, 'offset')).toHaveLength(100);
  expect(source.asked).toEqual([{}, { offset: '100' }]);
});

it('fault 63: reads the list again when fewer items came than it has', async () => {
  const source = listOf({ total: 3, pages: [['r1', 'r3'], []] }, { total: 3, pages: [['r1', 'r2', 'r3']] });
  expect(new Set(await read(source))).toEqual(new Set(['r1', 'r2', 'r3']));
  expect(source.asked).toEqual([{}, { after: 'r3' }, {}]);
});

it('accepts after three reads that the list shows less than it says', async () => {
  const short = { total: 5, pages: [['r1'], []] };
  const source = listOf(short, short, short);
  expect(await read(source)).toEqual(['r1', 'r1', 'r1']);
});

it('fault 63: stops when the last item of a page was the last of another page', async () => {
  const source = listOf({ total: 300, pages: [full(1), full(1)] });
  await expect(read(source)).rejects.toMatchObject({ failure: 'retry-later', code: 'page-loop' });
});
