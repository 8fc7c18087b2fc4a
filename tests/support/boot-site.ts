import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createStrapi, type Core } from '@strapi/strapi';
import { adminClient, type AdminClient } from '../../playground/client/admin-client';
import { siteEnvironment, type SiteOptions } from '../../playground/client/site-environment';
import { beginWithTemplate, temporaryDir } from './spawn-site';
import { ADMIN } from '../../playground/client/admin-account';

const PLAYGROUND = path.join(__dirname, '..', '..', 'playground');

export interface Site {
  strapi: Core.Strapi;
  url: string;
  dataDir: string;
  uploadsDir: string;
  admin: AdminClient;
  /** Everything that was logged, at debug level. */
  logs(): string;
  stop(): Promise<void>;
}

/** Boots a site in this process. Only one at a time, because Strapi is a global. */
export async function bootSite(options: SiteOptions = {}): Promise<Site> {
  const dataDir = options.dataDir ?? temporaryDir('site');
  const uploadsDir = path.join(dataDir, 'public', 'uploads');
  mkdirSync(uploadsDir, { recursive: true });
  beginWithTemplate(options, dataDir);

  const before = { ...process.env };
  Object.assign(process.env, siteEnvironment(options, dataDir));
  const listeners = new Map(
    (['SIGTERM', 'SIGINT', 'uncaughtException', 'unhandledRejection'] as const).map((name) => [
      name,
      process.listeners(name as 'SIGTERM'),
    ]),
  );
  const restore = () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  };

  const written: string[] = [];
  const strapi = createStrapi({ appDir: PLAYGROUND, distDir: PLAYGROUND });
  strapi.log.on('data', (entry: { level?: string; message?: unknown }) => {
    written.push(`${entry.level ?? ''} ${String(entry.message)}`);
  });
  // Keeps the test runner's output readable. `logs()` has everything.
  for (const transport of strapi.log.transports) transport.silent = true;
  try {
    await strapi.load();
    await makeAdmin(strapi);
  } catch (error) {
    restore();
    throw error;
  }
  strapi.server.mount();
  await new Promise<void>((resolve) => strapi.server.httpServer.listen(0, '127.0.0.1', resolve));
  // A test would fail if the server closed a kept connection at the moment of its next use.
  strapi.server.httpServer.keepAliveTimeout = 600_000;
  const { port } = strapi.server.httpServer.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    strapi,
    url,
    dataDir,
    uploadsDir,
    admin: adminClient(url),
    logs: () => written.join('\n'),
    async stop() {
      await strapi.destroy();
      restore();
      // `destroy` removes every listener of the process, including those of the test runner.
      for (const [name, kept] of listeners) for (const listener of kept) process.on(name, listener);
    },
  };
}

async function makeAdmin(strapi: Core.Strapi): Promise<void> {
  const known: unknown = await strapi.db.query('admin::user').findOne({ where: { email: ADMIN.email } });
  if (known !== null) return;
  const roles = strapi.service('admin::role') as unknown as { getSuperAdmin(): Promise<{ id: number }> };
  const users = strapi.service('admin::user') as unknown as { create(user: object): Promise<unknown> };
  await users.create({
    ...ADMIN,
    firstname: 'Mira',
    lastname: 'Manager',
    isActive: true,
    registrationToken: null,
    roles: [(await roles.getSuperAdmin()).id],
  });
}
