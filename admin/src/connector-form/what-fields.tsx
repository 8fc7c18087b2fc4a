import { Grid, Typography } from '@strapi/design-system';
import { listsRecordings } from '../capabilities';
import { useText } from '../use-text';
import { linesOf } from './connector-form';
import { LinesField, TextField } from './fields';
import { fieldOf, type FormSection } from './use-connector-form';

/** Which meetings are imported. */
export function WhatFields(section: FormSection) {
  const t = useText();
  const { form, provider, onChange } = section;
  const field = fieldOf(section);
  return (
    <Grid.Root gap={5}>
      {!listsRecordings(provider) ? null : (
        <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
          <TextField
            {...field('options.importSince', t('connector.importSince'), t('connector.importSince.help'))}
            type="date"
            value={form.importSince}
            onChange={(importSince) => onChange({ importSince }, 'options.importSince')}
          />
        </Grid.Item>
      )}
      {!provider.namesHosts ? null : (
        <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
          <LinesField
            {...field('options.hostEmails', t('connector.hostEmails'), t('connector.hostEmails.help'))}
            value={form.hostEmails}
            placeholder="anna@example.com"
            onChange={(hostEmails) => onChange({ hostEmails }, 'options.hostEmails')}
          />
          {linesOf(form.hostEmails).length > 0 ? null : (
            <Typography tag="p" variant="pi" fontWeight="semiBold" textColor="warning700" paddingTop={1}>
              {t('connector.hostEmails.empty', { provider: provider.label })}
            </Typography>
          )}
        </Grid.Item>
      )}
    </Grid.Root>
  );
}
