import { buildPlugin } from '../../scripts/build';
import { useTemplate } from './template';

/** Runs before tests that boot a site, so that they never use a stale build and don't migrate a database each. */
export default async function setUp(): Promise<void> {
  buildPlugin();
  await useTemplate();
}
