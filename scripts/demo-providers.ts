import { existsSync } from 'node:fs';
import path from 'node:path';
import { providers } from '../server/src/providers/registry';

/** What `npm run emulator` may ask for; an emulator takes of it what it knows. */
export interface DemoOptions {
  /** 0 or absent: any free port. */
  port?: number;
  storagePort?: number;
  latencyMs?: number;
  bytesPerSecond?: number;
  /** Without the invented people and their meetings. */
  empty?: boolean;
}

/** What `emulators/<provider>/demo.ts` exports as `startDemo`. */
export interface Demo {
  /** What a manager would type into the form; absent where no recordings API is known. */
  settings?: Record<string, string | boolean | string[]>;
  /** Where it listens, by name, e.g. `apiUrl`. */
  addresses?: Record<string, string>;
  /** Of a provider that tells of recordings: does so to this webhook address; returns how many meetings. */
  announce?(to: string): Promise<number>;
  stop(): Promise<void>;
}

/** One emulated provider, running with a small account of invented people. */
export interface DemoProvider extends Demo {
  id: string;
  label: string;
}

const demoFile = (id: string): string => path.join(__dirname, '..', 'emulators', id, 'demo.ts');

/** Providers of the registry that bring an emulator. */
export const emulatedProviders = () =>
  providers.map(({ descriptor }) => descriptor).filter(({ id }) => existsSync(demoFile(id)));

/** Starts the emulator of one of them. */
export async function startDemoProvider(
  { id, label }: { id: string; label: string },
  options: DemoOptions = {},
): Promise<DemoProvider> {
  const { startDemo } = (await import(demoFile(id))) as {
    startDemo: (options?: DemoOptions) => Promise<Demo>;
  };
  return { id, label, ...(await startDemo(options)) };
}

/** Starts the emulator of every provider of the registry that brings one. */
export async function startDemoProviders(): Promise<DemoProvider[]> {
  const started: DemoProvider[] = [];
  for (const descriptor of emulatedProviders()) started.push(await startDemoProvider(descriptor));
  return started;
}
