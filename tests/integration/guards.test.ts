import { bootSite } from '../support/boot-site';
import { GUARDED, testGuards } from '../support/guard-tests';

describe('who may do what with recordings, on SQLite', () => {
  testGuards(() => bootSite(GUARDED));
});
