import { existsSync } from 'node:fs';
import path from 'node:path';
import { providers } from '../server/src/providers/registry';

/** Options of `npm run emulator`. An emulator uses those that it supports. */
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
  /** The values for the connector form. Absent if no recordings API is known. */
  settings?: Record<string, string | boolean | string[]>;
  /** Its addresses by name, for example `apiUrl`. */
  addresses?: Record<string, string>;
  /** For a provider that announces recordings: announces them to this webhook address and returns the number of meetings. */
  announce?(to: string): Promise<number>;
  stop(): Promise<void>;
}

/** A running emulated provider with a small account of invented people. */
export interface DemoProvider extends Demo {
  id: string;
  label: string;
}

const demoFile = (id: string): string => path.join(__dirname, '..', 'emulators', id, 'demo.ts');

/** Providers of the registry that have an emulator. */
export const emulatedProviders = () =>
  providers.map(({ descriptor }) => descriptor).filter(({ id }) => existsSync(demoFile(id)));

/** Starts the emulator of one provider. */
export async function startDemoProvider(
  { id, label }: { id: string; label: string },
  options: DemoOptions = {},
): Promise<DemoProvider> {
  const { startDemo } = (await import(demoFile(id))) as {
    startDemo: (options?: DemoOptions) => Promise<Demo>;
  };
  return { id, label, ...(await startDemo(options)) };
}

/** Starts the emulators of all providers that have one. */
export async function startDemoProviders(): Promise<DemoProvider[]> {
  const started: DemoProvider[] = [];
  for (const descriptor of emulatedProviders()) started.push(await startDemoProvider(descriptor));
  return started;
}
