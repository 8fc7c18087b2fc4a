const { json, pluginDir, secret } = require('./site');

/**
 * An example of a site's own rule: a user is the moderator of rooms that begin with their name. The tests
 * also use broken rules.
 */
const roomRights = ({ user, room }) => {
  if (process.env.PLAYGROUND_ROOM_RULE === 'broken') throw new Error('the rule of this site is broken');
  return { moderator: room.toLowerCase().startsWith(`${user.name.toLowerCase()}-`), recording: true };
};

module.exports = ({ env }) => ({
  'meeting-connectors': {
    enabled: env.bool('PLAYGROUND_PLUGIN_ENABLED', true),
    resolve: pluginDir,
    config: {
      environment: 'playground',
      ...(env('PLAYGROUND_ROOM_RULE') === 'none' ? {} : { roomRights }),
      ...json('PLAYGROUND_PLUGIN_CONFIG'),
      // The emulated providers run on this machine.
      network: { allowedPrivateHosts: ['127.0.0.1'], ...json('PLAYGROUND_PLUGIN_CONFIG').network },
    },
  },
  'users-permissions': { config: { jwtSecret: secret('JWT') } },
  graphql: { config: { landingPage: false, apolloServer: { introspection: true } } },
  // Plugins that many sites don't have.
  ...Object.fromEntries(env.array('PLAYGROUND_WITHOUT', []).map((name) => [name, { enabled: false }])),
  ...(process.env.PLAYGROUND_EMAIL ? { email: { config: json('PLAYGROUND_EMAIL') } } : {}),
  ...(process.env.PLAYGROUND_UPLOAD ? { upload: { config: json('PLAYGROUND_UPLOAD') } } : {}),
});
