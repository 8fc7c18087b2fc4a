const { json, pluginDir, secret } = require('./site');

module.exports = ({ env }) => ({
  'meeting-connectors': {
    enabled: env.bool('PLAYGROUND_PLUGIN_ENABLED', true),
    resolve: pluginDir,
    config: {
      environment: 'playground',
      ...json('PLAYGROUND_PLUGIN_CONFIG'),
      // The emulated providers live on this machine.
      network: { allowedPrivateHosts: ['127.0.0.1'], ...json('PLAYGROUND_PLUGIN_CONFIG').network },
    },
  },
  'users-permissions': { config: { jwtSecret: secret('JWT') } },
  graphql: { config: { landingPage: false, apolloServer: { introspection: true } } },
  ...(process.env.PLAYGROUND_EMAIL ? { email: { config: json('PLAYGROUND_EMAIL') } } : {}),
  ...(process.env.PLAYGROUND_UPLOAD ? { upload: { config: json('PLAYGROUND_UPLOAD') } } : {}),
});
