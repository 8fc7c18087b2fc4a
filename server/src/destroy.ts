import type { Core } from '@strapi/strapi';
import { getRuntime } from './runtime';

/** Cron, HTTP and the database still work here: work stops at its next checkpoint and releases its leases. */
export async function destroy({ strapi }: { strapi: Core.Strapi }): Promise<void> {
  await getRuntime(strapi).stop();
}
