import { buildPlugin } from '../../scripts/build';
import { useTemplate } from './template';

/** Before tests that boot a site: they never run a stale build, and migrate no database each. */
export default async function setUp(): Promise<void> {
  buildPlugin();
  await useTemplate();
}
