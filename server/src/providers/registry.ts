import * as all from './all';
import { withCleanAnswers } from './clean-answers';
import type { Provider } from './provider';

/** Every provider that can be connected, sorted by name, as the panel shows them. */
export const providers: readonly Provider[] = Object.values<Provider>(all)
  .map(withCleanAnswers)
  .sort((a, b) => a.descriptor.label.localeCompare(b.descriptor.label, 'en'));

export const findProvider = (id: string): Provider | undefined =>
  providers.find((provider) => provider.descriptor.id === id);
