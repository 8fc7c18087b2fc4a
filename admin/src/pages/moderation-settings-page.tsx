import { Flex } from '@strapi/design-system';
import type { ModerationSettings } from '../../../contracts/review';
import { FormPage, SettingsOfSite, useForm } from '../components/form-page';
import { PanelBox } from '../components/panel-box';
import { textLinesOf } from '../connector-form/connector-form';
import { LinesField, SwitchField } from '../connector-form/fields';
import { useModerationQuery, useUpdateModerationMutation } from '../data/reviews';
import { fieldError } from '../problem';
import { useCan } from '../rights';
import { useText } from '../use-text';

function ModerationSettingsPage() {
  const query = useModerationQuery(undefined, { refetchOnMountOrArgChange: true });
  return (
    <SettingsOfSite query={query}>{(settings) => <ModerationForm settings={settings} />}</SettingsOfSite>
  );
}

const formOf = ({ reasonTemplates, ...settings }: ModerationSettings) => ({
  ...settings,
  reasonTemplates: reasonTemplates.join('\n'),
});

function ModerationForm({ settings }: { settings: ModerationSettings }) {
  const t = useText();
  const mayManage = useCan('settings.manage');
  const [update, { isLoading }] = useUpdateModerationMutation();
  const { form, change, errors, isChanged, keep, refused } = useForm(() => formOf(settings));

  const save = async () => {
    const result = await update({ ...form, reasonTemplates: textLinesOf(form.reasonTemplates) });
    if ('error' in result) refused(result.error);
    else keep(formOf(result.data), t('moderation.saved'));
  };

  return (
    <FormPage
      title={t('moderation.title')}
      subtitle={t('moderation.subtitle')}
      isChanged={isChanged}
      mayManage={mayManage}
      isSaving={isLoading}
      onSave={save}
    >
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
          <SwitchField
            path="lateTextsPass"
            label={t('moderation.late')}
            help={t('moderation.late.help')}
            value={form.lateTextsPass}
            disabled={!mayManage || !form.enabled}
            onChange={(lateTextsPass) => change({ lateTextsPass })}
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
    </FormPage>
  );
}

// Settings links are loaded by their default export.
export default ModerationSettingsPage;
