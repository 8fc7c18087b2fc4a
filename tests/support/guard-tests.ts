import type { Site } from './boot-site';
import { testDeletions } from './deletion-tests';
import { RECORDING } from './doors';
import { testDownloads } from './guards/downloads';
import { makeEntries } from './guards/entries';
import { testFiles } from './guards/files';
import { testKeptFiles } from './guards/kept-files';
import { testLibrary } from './guards/library';
import { testOwnFiles } from './guards/own-files';
import { testOtherTypes } from './guards/other-types';
import { testOwners } from './guards/owners';
import { testPanel } from './guards/panel';
import { testReading } from './guards/reading';
import { testRefusals } from './guards/refusals';
import { testTable } from './guards/table/table-tests';
import { guardedWorld, NAMES } from './guards/world';

export { GUARDED } from './guards/world';

/** On whatever database; the site is booted with `GUARDED`. */
export function testGuards(boot: () => Promise<Site>) {
  const world = guardedWorld();
  const { content } = world;
  beforeAll(() => world.open(boot));
  afterAll(() => world.site.stop());
  makeEntries(world);

  testReading(world);
  testOwners(world);
  testFiles(world);
  testOwnFiles(world);
  testKeptFiles(world);
  testOtherTypes(world);
  testRefusals(world);
  testDownloads(world);
  testLibrary(world);
  testDeletions(() => ({
    site: world.site,
    visitors: world.visitors,
    superToken: world.superToken,
    fullToken: world.tokens['token with all'] ?? '',
    upload: world.upload,
    refused: world.refused,
  }));
  testPanel(world);

  it('reads in the panel and by code of the site as before', async () => {
    const found = await world.site.strapi
      .documents(RECORDING as never)
      .findMany({ status: 'draft', limit: 100 });
    expect(NAMES.every((name) => JSON.stringify(found).includes(`title-${name}`))).toBe(true);
    const listed = await content('GET', '?pageSize=100');
    expect(NAMES.every((name) => JSON.stringify(listed.body).includes(`title-${name}`))).toBe(true);
    const shown = await world.visitors.send('GET', '/upload/files?pageSize=100', { token: world.superToken });
    expect(NAMES.every((name) => JSON.stringify(shown.body).includes(`file-${name}`))).toBe(true);
  });

  describe('the table', () => {
    testTable(world);
  });
}
