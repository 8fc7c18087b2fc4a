import { existsSync } from 'node:fs';
import path from 'node:path';
import { providers } from '../server/src/providers/registry';

/** What each provider folder's `emulator.ts` exports as `startDemo`. */
export interface Demo {
  /** What a manager would type into the form; absent where no recordings API is known. */
  settings?: Record<string, string | boolean | string[]>;
  stop(): Promise<void>;
}

/** One emulated provider, running with a small account of invented people. */
export interface DemoProvider extends Demo {
  id: string;
  label: string;
}

/** Starts the emulator of every provider of the registry that brings one. */
export async function startDemoProviders(): Promise<DemoProvider[]> {
  const started: DemoProvider[] = [];
  for (const { descriptor } of providers) {
    const file = path.join(__dirname, '..', 'server', 'src', 'providers', descriptor.id, 'emulator.ts');
    if (!existsSync(file)) continue;
    const { startDemo } = (await import(file)) as { startDemo: () => Promise<Demo> };
    started.push({ id: descriptor.id, label: descriptor.label, ...(await startDemo()) });
  }
  return started;
}
