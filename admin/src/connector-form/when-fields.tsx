import { Grid } from '@strapi/design-system';
import { useText } from '../use-text';
import { SelectField, TextField } from './fields';
import { fieldOf, type FormSection } from './use-connector-form';

/** How often sync runs start. */
export function WhenFields(section: FormSection) {
  const t = useText();
  const { form, onChange } = section;
  const field = fieldOf(section);
  return (
    <Grid.Root gap={5}>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <SelectField
          {...field('options.scheduleKind', t('schedule.kind'))}
          value={form.byHandOnly ? 'by-hand' : 'every'}
          options={[
            { value: 'every', label: t('schedule.every') },
            { value: 'by-hand', label: t('schedule.byHand') },
          ]}
          onChange={(kind) => onChange({ byHandOnly: kind === 'by-hand' }, 'options.scheduleMinutes')}
        />
      </Grid.Item>
      {form.byHandOnly ? null : (
        <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
          <TextField
            {...field('options.scheduleMinutes', t('schedule.minutes'), t('schedule.minutes.help'))}
            type="number"
            required
            value={form.scheduleMinutes}
            onChange={(scheduleMinutes) => onChange({ scheduleMinutes }, 'options.scheduleMinutes')}
          />
        </Grid.Item>
      )}
    </Grid.Root>
  );
}
