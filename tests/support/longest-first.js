const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Files that take longest, the longest first, by the list that `npm test` prints at its end. Jest goes by the
 * size of a file on a machine where it has not run before. Then the short files with long tests come last,
 * and each of them has a processor for itself while the others wait.
 */
const LONGEST = [
  'faults/process',
  'integration/guards',
  'e2e/first-hour',
  'faults/whole-meetings',
  'faults/database',
  'integration/health',
  'integration/content-api',
  'faults/download',
  'integration/runs',
  'integration/connectors',
  'e2e/people',
  'integration/authors',
].map((name) => `/${name}.test.ts`);

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const placeOf = ({ path }) => {
      const place = LONGEST.findIndex((name) => path.endsWith(name));
      return place === -1 ? LONGEST.length : place;
    };
    return super.sort(tests).sort((a, b) => placeOf(a) - placeOf(b));
  }
};
