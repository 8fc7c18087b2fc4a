// Sites that tests start (playground/config/database.js) don't wait for the disk at each commit, which takes
// several milliseconds. What is committed outlives the end of a process, so that tests which kill one see the same.
process.env.PLAYGROUND_SQLITE_SYNCHRONOUS ??= 'off';
