import { bootSite } from '../support/boot-site';
import { DOORS, testDoors } from '../support/door-tests';
import { IMPATIENT } from '../support/zoom-site';

describe('every way to publish, on SQLite', () => {
  testDoors(() => bootSite({ pluginConfig: IMPATIENT, ...DOORS }));
});
