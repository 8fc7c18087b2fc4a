import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createStrapi, type Core } from '@strapi/strapi';
import { adminClient, type AdminClient } from './admin-client';
import { beginWithTemplate, siteEnvironment, temporaryDir, type SiteOptions } from './spawn-site';
import { ADMIN } from './admin-account';

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

/** A site in this process. One at a time: Strapi keeps itself in a global. */
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
  // The test runner's own output stays readable; `logs()` has it all.
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
  // A kept connection that the server closes just when it is used again fails a test for nothing.
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
      // `destroy` removes every listener of the process, the test runner's too.
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
