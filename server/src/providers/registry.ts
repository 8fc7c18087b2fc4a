import type { Provider } from './provider';
import { zoom } from './zoom';

/** Every provider that can be connected, in the order in which managers see them. */
export const providers: readonly Provider[] = [zoom];

export const findProvider = (id: string): Provider | undefined =>
  providers.find((provider) => provider.descriptor.id === id);
