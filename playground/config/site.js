/**
 * Everything that differs between two sites of the playground comes from the environment. It is read
 * at each boot, because tests boot many sites from this one folder.
 */
const fs = require('node:fs');
const path = require('node:path');
const { createHash } = require('node:crypto');

/** The folder of the plugin: above this file, whether it runs from `config` or from `dist/config`. */
const findPlugin = (dir) => {
  const file = path.join(dir, 'package.json');
  if (fs.existsSync(file) && JSON.parse(fs.readFileSync(file, 'utf8')).strapi?.kind === 'plugin') return dir;
  return findPlugin(path.dirname(dir));
};

// Another place if it is installed as a package, as on a real site.
const pluginDir = process.env.PLAYGROUND_PLUGIN_DIR || findPlugin(__dirname);
const json = (name) => JSON.parse(process.env[name] || '{}');

/** The folder for the database and the uploads of a site. */
const dataDir = () =>
  path.resolve(process.env.PLAYGROUND_DATA_DIR || path.join(pluginDir, 'playground', 'data'));

/** Its secrets are derived from its folder, so that the playground starts without configuration. */
const secret = (name) =>
  process.env[`PLAYGROUND_${name}`] || createHash('sha256').update(`${name}:playground`).digest('base64url');

module.exports = { pluginDir, json, dataDir, secret };
