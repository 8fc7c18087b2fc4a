const path = require('node:path');
const { dataDir, json, secret } = require('./site');

module.exports = ({ env }) => ({
  host: env('HOST', '127.0.0.1'),
  port: env.int('PORT', 1337),
  app: { keys: [secret('APP_KEY_1'), secret('APP_KEY_2')] },
  dirs: { public: path.join(dataDir(), 'public') },
  logger: { updates: { enabled: false }, startup: { enabled: false } },
  ...json('PLAYGROUND_SERVER'),
});
