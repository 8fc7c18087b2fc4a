import { bootSite } from '../support/boot-site';
import { DOORS, testDoors } from '../support/door-tests';
import { IMPATIENT } from '../support/zoom-site';

describe('every door to publishing, on SQLite', () => {
  testDoors(() => bootSite({ pluginConfig: IMPATIENT, ...DOORS }));
});
