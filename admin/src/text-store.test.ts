import { createTextStore, type Texts } from './text-store';

const HELLO: Texts = { hello: 'Hello' };

/** A chunk that is served as these answers say, one for each request; the rest are served. */
function chunk(...answers: boolean[]) {
  let requests = 0;
  return {
    requests: () => requests,
    async load(): Promise<Texts> {
      requests += 1;
      if (answers.shift() ?? true) return await Promise.resolve(HELLO);
      throw new TypeError('Failed to fetch dynamically imported module');
    },
  };
}

describe('the texts of a language', () => {
  it('are loaded once, however many parts of the panel ask for them', async () => {
    const [en, uk] = [chunk(), chunk()];
    const store = createTextStore({ en: en.load, uk: uk.load });
    expect(store.textsIn('en')).toBeUndefined();
    await Promise.all([store.load('en'), store.load('en')]);
    await store.load('en');
    expect(store.textsIn('en')).toEqual(HELLO);
    expect([en.requests(), uk.requests()]).toEqual([1, 0]);
  });

  it('are asked for again by whatever is shown after a load that failed, and then shown', async () => {
    const [en, uk] = [chunk(), chunk(false, false)];
    const store = createTextStore({ en: en.load, uk: uk.load });
    const seen: (Texts | undefined)[] = [];
    const unsubscribe = store.subscribe(() => seen.push(store.textsIn('uk')));
    for (let times = 0; times < 4; times += 1) await store.load('uk');
    // Not undefined after a failure, for which the panel would wait: it shows codes instead.
    expect(seen).toEqual([{}, {}, HELLO]);
    expect([uk.requests(), en.requests()]).toEqual([3, 0]);
    unsubscribe();
    await store.load('en');
    expect(seen).toHaveLength(3);
    expect(store.textsIn('en')).toEqual(HELLO);
  });
});
