/**
 * Tests that need root, Debian packages or hours (faults 28, 30, 32, 41 and 80) come with later
 * versions; until then this says so instead of passing.
 */
process.stderr.write(
  'npm run test:system has no tests yet: faults 28, 30, 32, 41 and 80 (power cut, full disk, limits of files and memory, clock jumps, soak) are not covered.\n',
);
process.exit(1);
