import type { Core } from '@strapi/strapi';
import { getRuntime } from './runtime';

/** Cron, HTTP and the database are still there: work is put down at a checkpoint, leases let go. */
export async function destroy({ strapi }: { strapi: Core.Strapi }): Promise<void> {
  await getRuntime(strapi).stop();
}
