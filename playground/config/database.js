const path = require('node:path');
const { dataDir, json } = require('./site');

/** SQLite in the site's folder, or the database in `PLAYGROUND_DATABASE`: `{ client, connection }`. */
module.exports = () => {
  const given = json('PLAYGROUND_DATABASE');
  if (given.client) return { connection: given };
  return {
    connection: {
      client: 'sqlite',
      connection: { filename: path.join(dataDir(), 'data.db') },
      useNullAsDefault: true,
      ...given,
    },
  };
};
