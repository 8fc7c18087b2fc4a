import { claimedImport, type ClaimedImportForTests } from '../../../tests/support/claimed-import';
import { DEFAULT_BACKOFF } from '../jobs/after-failure';
import { carryOut } from './pipeline';
import type { Work } from './work';

describe('files that disappear from the spool before they are stored', () => {
  let made: ClaimedImportForTests;
  const work = () =>
    ({ ledger: made.ledger, files: made.files, spool: made.spool, clock: () => 5 }) as unknown as Work;
  const losing = async (attempts: number) => {
    await made.ledger.write({ type: 'advance' });
    await made.ledger.patch({ attempts });
    return await made.addFile({ status: 'verified', spoolName: 'nobody-has-it' });
  };

  beforeEach(async () => {
    made = await claimedImport();
  });
  afterEach(() => made.close());

  it('are downloaded again, which counts as an attempt', async () => {
    const file = await losing(0);
    await carryOut(work(), made.database);
    expect(await made.stored(file)).toMatchObject({ status: 'waiting', bytesDone: 0 });
    expect(await made.database.imports.findOne({})).toMatchObject({
      stage: 'fetch',
      status: 'waiting',
      attempts: 1,
      nextAttemptAtMs: 5,
    });
  });

  it('are left to a person, with the folder, when that happens each time', async () => {
    await losing(DEFAULT_BACKOFF.maxAttempts - 1);
    await expect(carryOut(work(), made.database)).rejects.toMatchObject({
      failure: 'needs-person',
      code: 'spool-emptied',
      said: { values: { folder: made.spool.dir } },
    });
  });
});
