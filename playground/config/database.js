const path = require('node:path');
const { dataDir, json } = require('./site');

/** For tests: what a loss of power would take with it need not be on the disk. */
const afterCreate = (connection, done) => {
  const synchronous = process.env.PLAYGROUND_SQLITE_SYNCHRONOUS;
  if (synchronous) connection.pragma(`synchronous = ${synchronous}`);
  done(null, connection);
};

/** SQLite in the site's folder, or the database in `PLAYGROUND_DATABASE`: `{ client, connection }`. */
module.exports = () => {
  const given = json('PLAYGROUND_DATABASE');
  if (given.client) return { connection: given };
  return {
    connection: {
      client: 'sqlite',
      connection: { filename: path.join(dataDir(), 'data.db') },
      useNullAsDefault: true,
      pool: { afterCreate },
      ...given,
    },
  };
};
