import { Box, Checkbox, Flex, Grid, Typography } from '@strapi/design-system';
import { IMPORTED_KINDS } from '../../../contracts/words';
import { useText } from '../use-text';
import { LinesField, SwitchField, TextField } from './fields';
import { fieldOf, type FormSection } from './use-connector-form';

/** Rules that leave out meetings and file types (B11). */
export function RulesFields(section: FormSection) {
  const t = useText();
  const { form, disabled, onChange } = section;
  const field = fieldOf(section);
  return (
    <Grid.Root gap={5} paddingTop={5}>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <LinesField
          {...field('options.rules.titleContains', t('rules.contains'), t('rules.contains.help'))}
          value={form.titleContains}
          onChange={(titleContains) => onChange({ titleContains }, 'options.rules.titleContains')}
        />
      </Grid.Item>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <LinesField
          {...field('options.rules.titleExcludes', t('rules.excludes'), t('rules.excludes.help'))}
          value={form.titleExcludes}
          onChange={(titleExcludes) => onChange({ titleExcludes }, 'options.rules.titleExcludes')}
        />
      </Grid.Item>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <TextField
          {...field('options.rules.minDurationMinutes', t('rules.minutes'), t('rules.minutes.help'))}
          type="number"
          value={form.minDurationMinutes}
          onChange={(minDurationMinutes) =>
            onChange({ minDurationMinutes }, 'options.rules.minDurationMinutes')
          }
        />
      </Grid.Item>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <SwitchField
          {...field('options.rules.skipConfidential', t('rules.confidential'), t('rules.confidential.help'))}
          value={form.skipConfidential}
          onChange={(skipConfidential) => onChange({ skipConfidential }, 'options.rules.skipConfidential')}
        />
      </Grid.Item>
      <Grid.Item col={12} xs={12} direction="column" alignItems="stretch">
        <Box role="group" aria-label={t('rules.kinds')}>
          <Typography tag="p" variant="pi" fontWeight="bold" paddingBottom={2}>
            {t('rules.kinds')}
          </Typography>
          <Flex gap={4} wrap="wrap">
            {IMPORTED_KINDS.map((kind) => (
              <Checkbox
                key={kind}
                disabled={disabled}
                checked={!form.skipKinds.includes(kind)}
                onCheckedChange={(taken) =>
                  onChange(
                    {
                      skipKinds:
                        taken === true
                          ? form.skipKinds.filter((skipped) => skipped !== kind)
                          : [...form.skipKinds, kind],
                    },
                    'options.rules.skipKinds',
                  )
                }
              >
                {t(`fileKind.${kind}`)}
              </Checkbox>
            ))}
          </Flex>
          <Typography tag="p" variant="pi" textColor="neutral600" paddingTop={1}>
            {t('rules.kinds.help')}
          </Typography>
        </Box>
      </Grid.Item>
    </Grid.Root>
  );
}
