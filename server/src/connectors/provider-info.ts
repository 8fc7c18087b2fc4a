import {
  CAPABILITIES,
  type Capability,
  type FieldInfo,
  type ProviderInfo,
} from '../../../contracts/providers';
import type { Provider } from '../providers/provider';

export const capabilitiesOf = (provider: Provider): Capability[] =>
  CAPABILITIES.filter((capability) => provider[capability] !== undefined);

/** What the panel needs to draw a provider's card and form. */
export function providerInfo(provider: Provider): ProviderInfo {
  const { descriptor } = provider;
  return {
    id: descriptor.id,
    label: descriptor.label,
    summary: descriptor.summary,
    docsPage: descriptor.docsPage,
    ...(descriptor.quirks.notice === undefined ? {} : { notice: descriptor.quirks.notice }),
    capabilities: capabilitiesOf(provider),
    namesHosts: descriptor.quirks.namesHosts,
    ...(provider.deletesFromCloud === undefined
      ? {}
      : {
          deletion:
            provider.deletesFromCloud.trashKeptDays === undefined
              ? {}
              : { trashKeptDays: provider.deletesFromCloud.trashKeptDays },
        }),
    fields: Object.entries(descriptor.settings.fields).map(([id, field]): FieldInfo => {
      const base = {
        id,
        label: field.label,
        help: field.help,
        placeholder: field.placeholder,
        required: field.required ?? false,
        advanced: field.advanced ?? false,
        ...(field.onlyWhen === undefined ? {} : { onlyWhen: field.onlyWhen }),
      };
      switch (field.type) {
        case 'secret':
          return { ...base, type: field.type, multiline: field.multiline ?? false };
        case 'switch':
          return { ...base, type: field.type, default: field.default };
        case 'choice':
          return { ...base, type: field.type, options: [...field.options], default: field.default };
        case 'list':
          return { ...base, type: field.type, of: field.of, default: [...field.default] };
        default:
          return { ...base, type: field.type, default: field.default };
      }
    }),
  };
}
