import { buildPanel } from '../../scripts/build';
import { useTemplate } from './template';

/** As `build-plugin.ts`, with the playground's panel. */
export default async function setUp(): Promise<void> {
  buildPanel();
  await useTemplate();
}
