/**
 * Serves one site of the playground in this process: `node playground/serve.js`. Prints its address to
 * standard output as one line of JSON once it listens. The differences between sites come from the
 * environment; see `config/site.js`.
 */
const fs = require('node:fs');
const path = require('node:path');
const { createStrapi } = require('@strapi/strapi');
const { dataDir } = require('./config/site');

async function serve() {
  fs.mkdirSync(path.join(dataDir(), 'public', 'uploads'), { recursive: true });
  const built = path.join(__dirname, 'dist');
  const withPanel =
    process.env.PLAYGROUND_ADMIN_PANEL !== 'false' && fs.existsSync(path.join(built, 'build'));
  if (!withPanel) process.env.PLAYGROUND_ADMIN_PANEL = 'false';
  const app = await createStrapi({ appDir: __dirname, distDir: withPanel ? built : __dirname }).load();
  if (process.env.PLAYGROUND_ADMIN_EMAIL) await makeAdmin(app);
  app.server.mount();
  await new Promise((resolve, reject) => {
    app.server.httpServer.once('error', reject);
    app.server.listen(Number(process.env.PORT || 1337), process.env.HOST || '127.0.0.1', resolve);
  });
  const { port } = app.server.httpServer.address();
  process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${port}` })}\n`);
}

/** Creates the first admin user if there is none. */
async function makeAdmin(app) {
  const email = process.env.PLAYGROUND_ADMIN_EMAIL;
  if (await app.db.query('admin::user').findOne({ where: { email } })) return;
  const role = await app.service('admin::role').getSuperAdmin();
  await app.service('admin::user').create({
    email,
    password: process.env.PLAYGROUND_ADMIN_PASSWORD,
    firstname: 'Mira',
    lastname: 'Manager',
    isActive: true,
    registrationToken: null,
    roles: [role.id],
  });
}

serve().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
