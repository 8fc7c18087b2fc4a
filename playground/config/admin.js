const { secret } = require('./site');

module.exports = ({ env }) => ({
  auth: {
    secret: secret('ADMIN_JWT'),
    // A long test on a busy machine takes longer than Strapi's half an hour.
    sessions: { accessTokenLifespan: 24 * 60 * 60 },
  },
  apiToken: { salt: secret('API_TOKEN') },
  transfer: { token: { salt: secret('TRANSFER') } },
  secrets: env.bool('PLAYGROUND_WITHOUT_ENCRYPTION_KEY', false)
    ? {}
    : { encryptionKey: secret('ENCRYPTION_KEY') },
  flags: { nps: false, promoteEE: false },
  // Tests sign in at many sites of one process.
  rateLimit: { enabled: false },
  serveAdminPanel: env.bool('PLAYGROUND_ADMIN_PANEL', true),
});
