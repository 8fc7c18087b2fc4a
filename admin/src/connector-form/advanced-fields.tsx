import { Accordion, Box } from '@strapi/design-system';
import type { SecretInfo } from '../../../contracts/connectors';
import { useText } from '../use-text';
import { shownFields } from './connector-form';
import { SwitchField } from './fields';
import { ProviderFields } from './provider-fields';
import { fieldOf, type FormSection } from './use-connector-form';

interface AdvancedFieldsProps extends FormSection {
  secrets: Record<string, SecretInfo>;
  timesSaved: number;
  /** False disables the proxy switch and shows why. */
  proxyConfigured: boolean;
  /** The open part of the accordion. */
  open: { value: string; onValueChange: (value: string) => void };
}

/** Settings with good defaults, closed at first. */
export function AdvancedFields({
  secrets,
  timesSaved,
  proxyConfigured,
  open,
  ...section
}: AdvancedFieldsProps) {
  const t = useText();
  const { form, provider, disabled, errorOf, onChange } = section;
  const fields = shownFields(provider, form.settings).filter(({ advanced }) => advanced);
  return (
    <Accordion.Root size="M" {...open} collapsible>
      <Accordion.Item value="advanced">
        <Accordion.Header>
          <Accordion.Trigger description={t('form.advanced.help')}>{t('form.advanced')}</Accordion.Trigger>
        </Accordion.Header>
        <Accordion.Content>
          <Box padding={6}>
            {fields.length === 0 ? null : (
              <Box paddingBottom={5}>
                <ProviderFields
                  key={timesSaved}
                  values={form.settings}
                  {...{ fields, secrets, disabled, errorOf }}
                  onChange={(id, value) =>
                    onChange({ settings: { ...form.settings, [id]: value } }, `settings.${id}`)
                  }
                />
              </Box>
            )}
            <SwitchField
              {...fieldOf(section)(
                'options.useProxy',
                t('connector.useProxy'),
                proxyConfigured ? t('connector.useProxy.help') : t('connector.useProxy.none'),
              )}
              disabled={disabled || (!proxyConfigured && !form.useProxy)}
              value={form.useProxy}
              onChange={(useProxy) => onChange({ useProxy }, 'options.useProxy')}
            />
          </Box>
        </Accordion.Content>
      </Accordion.Item>
    </Accordion.Root>
  );
}
