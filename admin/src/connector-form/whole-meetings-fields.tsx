import { Box, Grid, Typography } from '@strapi/design-system';
import type { Deletion } from '../../../contracts/connectors';
import type { MessageOrText } from '../../../contracts/messages/message';
import type { ProviderInfo } from '../data/providers';
import { NoticeBox } from '../components/notice-box';
import { useSay, useText } from '../use-text';
import { deletionChoices, deletionWarnings, type ConnectorForm } from './connector-form';
import { DeletionWarnings } from './deletion-warnings';
import { SelectField, SwitchField, TextField } from './fields';

interface WholeMeetingsFieldsProps {
  form: ConnectorForm;
  provider: ProviderInfo;
  /** The saved mode. It can be kept even where deletion is locked. */
  storedDeletion: Deletion;
  /** Why deletion is locked on this site; absent if it is possible. */
  deletionLocked: MessageOrText | undefined;
  disabled: boolean;
  errorOf: (path: string) => string | undefined;
  onChange: (change: Partial<ConnectorForm>, path: string) => void;
}

/** Joining segments, and deleting meetings at the provider after import. */
export function WholeMeetingsFields({
  form,
  provider,
  storedDeletion,
  deletionLocked,
  disabled,
  errorOf,
  onChange,
}: WholeMeetingsFieldsProps) {
  const t = useText();
  const field = (path: string, label: string, help: string) => ({
    path,
    label,
    help,
    disabled,
    error: errorOf(path),
  });
  return (
    <Grid.Root gap={5}>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <SwitchField
          {...field('options.joinSegments', t('whole.join'), t('whole.join.help'))}
          value={form.joinSegments}
          onChange={(joinSegments) => onChange({ joinSegments }, 'options.joinSegments')}
        />
      </Grid.Item>
      {!form.joinSegments ? null : (
        <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
          <SwitchField
            {...field('options.reencode', t('whole.reencode'), t('whole.reencode.help'))}
            value={form.reencode}
            onChange={(reencode) => onChange({ reencode }, 'options.reencode')}
          />
        </Grid.Item>
      )}
      <Grid.Item col={12} xs={12} direction="column" alignItems="stretch">
        <SwitchField
          {...field('options.includePrivateChat', t('whole.privateChat'), t('whole.privateChat.help'))}
          value={form.includePrivateChat}
          onChange={(includePrivateChat) => onChange({ includePrivateChat }, 'options.includePrivateChat')}
        />
        {!form.includePrivateChat ? null : (
          <Typography tag="p" variant="pi" fontWeight="semiBold" textColor="warning700" paddingTop={1}>
            {t('whole.privateChat.warning')}
          </Typography>
        )}
      </Grid.Item>
      {provider.deletion === undefined ? null : (
        <Grid.Item col={12} xs={12} direction="column" alignItems="stretch">
          <DeletionFields
            {...{ form, provider, deletionLocked, field, onChange }}
            choices={deletionChoices(provider, storedDeletion, deletionLocked !== undefined)}
          />
        </Grid.Item>
      )}
    </Grid.Root>
  );
}

type DeletionFieldsProps = Pick<
  WholeMeetingsFieldsProps,
  'form' | 'provider' | 'deletionLocked' | 'onChange'
> & {
  choices: Deletion[];
  field: (
    path: string,
    label: string,
    help: string,
  ) => {
    path: string;
    label: string;
    help: string;
    disabled: boolean;
    error: string | undefined;
  };
};

/** Set apart, because deletion is the only destructive setting of the form. */
function DeletionFields({ form, provider, deletionLocked, choices, field, onChange }: DeletionFieldsProps) {
  const t = useText();
  const say = useSay();
  const values = { provider: provider.label };
  const choice = field(
    'options.deleteAtProvider',
    t('deletion.choice', values),
    t(provider.namesHosts ? 'deletion.choice.help' : 'deletion.choice.help.noHosts'),
  );
  return (
    <Box
      padding={4}
      hasRadius
      borderColor={form.deleteAtProvider === 'never' ? 'neutral200' : 'danger600'}
      role="group"
      aria-label={t('deletion.choice', values)}
    >
      {deletionLocked === undefined ? null : (
        <Box paddingBottom={4}>
          <NoticeBox tone="neutral" texts={[say(deletionLocked)]} />
        </Box>
      )}
      <Grid.Root gap={5}>
        <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
          <SelectField
            {...choice}
            disabled={choice.disabled || choices.length === 1}
            value={form.deleteAtProvider}
            options={choices.map((value) => ({ value, label: t(`deletionMode.${value}`) }))}
            onChange={(value) => {
              const chosen = choices.find((known) => known === value);
              if (chosen !== undefined) onChange({ deleteAtProvider: chosen }, 'options.deleteAtProvider');
            }}
          />
        </Grid.Item>
        {form.deleteAtProvider === 'never' ? null : (
          <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
            <TextField
              {...field('options.deleteAfterHours', t('deletion.hours'), t('deletion.hours.help'))}
              type="number"
              required
              value={form.deleteAfterHours}
              onChange={(deleteAfterHours) => onChange({ deleteAfterHours }, 'options.deleteAfterHours')}
            />
          </Grid.Item>
        )}
      </Grid.Root>
      <DeletionWarnings warnings={deletionWarnings(form, provider)} provider={provider} />
    </Box>
  );
}
