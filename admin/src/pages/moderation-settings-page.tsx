import { Button, Flex } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { Layouts, Page, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import type { ModerationSettings } from '../../../contracts/review';
import { LoadFailed } from '../components/load-failed';
import { PanelBox } from '../components/panel-box';
import { linesOf } from '../connector-form/connector-form';
import { LinesField, SwitchField } from '../connector-form/fields';
import { LeaveGuard } from '../connector-form/leave-guard';
import { useModerationQuery, useUpdateModerationMutation } from '../data/reviews';
import { fieldError, readRefusal } from '../problem';
import { permissionsFor, useCan } from '../rights';
import { useText } from '../use-text';

function ModerationSettingsPage() {
  const { data, error, refetch } = useModerationQuery(undefined, { refetchOnMountOrArgChange: true });
  return (
    <Page.Protect permissions={permissionsFor('settings.read')}>
      {data !== undefined ? (
        <ModerationForm settings={data} />
      ) : error !== undefined ? (
        <LoadFailed error={error} onRetry={refetch} />
      ) : (
        <Page.Loading />
      )}
    </Page.Protect>
  );
}

const formOf = ({ reasonTemplates, ...settings }: ModerationSettings) => ({
  ...settings,
  reasonTemplates: reasonTemplates.join('\n'),
});

function ModerationForm({ settings }: { settings: ModerationSettings }) {
  const t = useText();
  const mayManage = useCan('settings.manage');
  const { toggleNotification } = useNotification();
  const [update, { isLoading }] = useUpdateModerationMutation();
  const [initial, setInitial] = React.useState(() => formOf(settings));
  const [form, setForm] = React.useState(initial);
  const [errors, setErrors] = React.useState<Record<string, string>>({});
  const changed = React.useRef(false);
  changed.current = JSON.stringify(form) !== JSON.stringify(initial);
  const change = (part: Partial<typeof form>) => setForm((before) => ({ ...before, ...part }));

  const save = async () => {
    const result = await update({ ...form, reasonTemplates: linesOf(form.reasonTemplates) });
    if ('error' in result) {
      const { message, fields } = readRefusal(result.error, t('common.unknownError'));
      setErrors(fields);
      toggleNotification({ type: 'danger', message });
      return;
    }
    const kept = formOf(result.data);
    setInitial(kept);
    setForm(kept);
    setErrors({});
    toggleNotification({ type: 'success', message: t('moderation.saved') });
  };

  return (
    <Page.Main>
      <Page.Title>{t('moderation.title')}</Page.Title>
      <LeaveGuard isChanged={React.useCallback(() => changed.current, [])} />
      <form
        noValidate
        aria-label={t('moderation.title')}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Layouts.Header
          title={t('moderation.title')}
          subtitle={t('moderation.subtitle')}
          primaryAction={
            !mayManage ? undefined : (
              <Button type="submit" startIcon={<Check aria-hidden />} loading={isLoading}>
                {t('form.save')}
              </Button>
            )
          }
        />
        <Layouts.Content>
          <PanelBox title={t('moderation.who')}>
            <Flex direction="column" alignItems="stretch" gap={4}>
              <SwitchField
                path="enabled"
                label={t('moderation.enabled')}
                help={t('moderation.enabled.help')}
                value={form.enabled}
                disabled={!mayManage}
                onChange={(enabled) => change({ enabled })}
              />
              <SwitchField
                path="moderatorsPublishDirectly"
                label={t('moderation.directly')}
                help={t('moderation.directly.help')}
                value={form.moderatorsPublishDirectly}
                disabled={!mayManage || !form.enabled}
                onChange={(moderatorsPublishDirectly) => change({ moderatorsPublishDirectly })}
              />
            </Flex>
          </PanelBox>
          <PanelBox title={t('moderation.reasons')}>
            <LinesField
              path="reasonTemplates"
              label={t('moderation.reasons.label')}
              help={t('moderation.reasons.help')}
              disabled={!mayManage}
              error={fieldError(errors, 'reasonTemplates')}
              value={form.reasonTemplates}
              onChange={(reasonTemplates) => change({ reasonTemplates })}
            />
          </PanelBox>
        </Layouts.Content>
      </form>
    </Page.Main>
  );
}

// Settings links are loaded by their default export.
export default ModerationSettingsPage;
