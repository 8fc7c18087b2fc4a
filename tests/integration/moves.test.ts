import { moveTests } from '../support/move-tests';

moveTests('SQLite', () => Promise.resolve({ stop: () => Promise.resolve() }));
