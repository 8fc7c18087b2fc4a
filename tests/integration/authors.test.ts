import { testAuthors } from '../support/author-tests';
import { bootSite } from '../support/boot-site';

describe('the authors of recordings, on SQLite', () => {
  testAuthors(bootSite);
});
