import { Box, Grid } from '@strapi/design-system';
import type { SecretInfo } from '../../../contracts/connectors';
import { arrivalOf } from '../capabilities';
import { useText } from '../use-text';
import { shownFields } from './connector-form';
import { SwitchField, TextField } from './fields';
import { ProviderFields } from './provider-fields';
import { fieldOf, type FormSection } from './use-connector-form';

interface AccountFieldsProps extends FormSection {
  secrets: Record<string, SecretInfo>;
  isNew: boolean;
  timesSaved: number;
}

/** The connector's name and the account at the provider. */
export function AccountFields({ secrets, isNew, timesSaved, ...section }: AccountFieldsProps) {
  const t = useText();
  const { form, provider, disabled, errorOf, onChange } = section;
  const field = fieldOf(section);
  return (
    <>
      <Grid.Root gap={5}>
        <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
          <TextField
            {...field('options.name', t('connector.name'), t('connector.name.help'))}
            required
            value={form.name}
            onChange={(name) => onChange({ name }, 'options.name')}
          />
        </Grid.Item>
        {!isNew ? null : (
          <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
            <SwitchField
              {...field(
                'enabled',
                t('connector.enabled'),
                t(`connector.enabled.help.${arrivalOf(provider)}`),
              )}
              value={form.enabled}
              onChange={(enabled) => onChange({ enabled }, 'enabled')}
            />
          </Grid.Item>
        )}
      </Grid.Root>
      <Box paddingTop={5}>
        <ProviderFields
          // After saving, secret fields show "set on …" again.
          key={timesSaved}
          fields={shownFields(provider, form.settings).filter(({ advanced }) => !advanced)}
          values={form.settings}
          {...{ secrets, disabled, errorOf }}
          onChange={(id, value) =>
            onChange({ settings: { ...form.settings, [id]: value } }, `settings.${id}`)
          }
        />
      </Box>
    </>
  );
}
