/**
 * Ends the process at a named point, for the tests that ask what a crash leaves behind:
 * `PLAYGROUND_CRASH_POINT=mid-download` or `mid-download:2` for the second time it is reached.
 */
function installCrashPoint() {
  const [wanted, times] = (process.env.PLAYGROUND_CRASH_POINT || '').split(':');
  if (!wanted) return;
  let left = Number(times || 1);
  globalThis[Symbol.for('meeting-connectors.crash-point')] = (name) => {
    if (name !== wanted) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}

module.exports = {
  register() {
    installCrashPoint();
  },
};
