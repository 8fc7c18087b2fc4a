import { Flex, Typography } from '@strapi/design-system';
import type { GetPeopleSettings, RoleChoice } from '../../../contracts/people';
import { FormPage, SettingsOfSite, useForm } from '../components/form-page';
import { PanelBox } from '../components/panel-box';
import { ChoiceCards } from '../connector-form/choice-cards';
import { SelectField } from '../connector-form/fields';
import { usePeopleSettingsQuery, useUpdatePeopleSettingsMutation } from '../data/people';
import { fieldError } from '../problem';
import { useCan } from '../rights';
import { useText } from '../use-text';

function PeopleSettingsPage() {
  const query = usePeopleSettingsQuery(undefined, { refetchOnMountOrArgChange: true });
  return <SettingsOfSite query={query}>{(known) => <PeopleForm known={known} />}</SettingsOfSite>;
}

const OWN_ROLE = 'own';

function PeopleForm({ known }: { known: GetPeopleSettings.Response['data'] }) {
  const t = useText();
  const mayManage = useCan('settings.manage');
  const [update, { isLoading }] = useUpdatePeopleSettingsMutation();
  const { form, change, errors, isChanged, keep, refused } = useForm(() => known.settings);
  const { adminRoles, memberRoles } = known;

  const save = async () => {
    const result = await update(form);
    if ('error' in result) refused(result.error);
    else keep(result.data.settings, t('authors.saved'));
  };
  const roleField = (path: 'adminRoleId' | 'memberRoleId', roles: readonly RoleChoice[]) => (
    <SelectField
      path={path}
      label={t(`authors.${path}`)}
      help={t('authors.role.help')}
      disabled={!mayManage}
      error={fieldError(errors, path)}
      value={
        form[path] === null || roles.some(({ id, isOwn }) => isOwn && id === form[path])
          ? OWN_ROLE
          : String(form[path])
      }
      options={[
        { value: OWN_ROLE, label: t('authors.role.own') },
        ...roles.flatMap(({ id, name, isOwn }) => (isOwn ? [] : [{ value: String(id), label: name }])),
      ]}
      onChange={(value) => change({ [path]: value === OWN_ROLE ? null : Number(value) })}
    />
  );

  return (
    <FormPage
      title={t('authors.title')}
      subtitle={t('authors.subtitle')}
      isChanged={isChanged}
      mayManage={mayManage}
      isSaving={isLoading}
      onSave={save}
    >
      <PanelBox title={t('authors.directory')}>
        <Flex direction="column" alignItems="stretch" gap={4}>
          <ChoiceCards
            path="directory"
            label={t('authors.directory.label')}
            help={t('authors.directory.help')}
            disabled={!mayManage || memberRoles === undefined}
            error={fieldError(errors, 'directory')}
            value={form.directory}
            options={[
              { value: 'admin', label: t('directory.admin'), help: t('directory.admin.help') },
              {
                value: 'users-permissions',
                label: t('directory.users-permissions'),
                help: t('directory.users-permissions.help'),
              },
            ]}
            onChange={(directory) =>
              // A role that is no longer shown is as it was saved, so no refusal can be about it.
              change(
                directory === 'admin'
                  ? { directory, memberRoleId: known.settings.memberRoleId }
                  : { directory: 'users-permissions', adminRoleId: known.settings.adminRoleId },
              )
            }
          />
          {memberRoles !== undefined ? null : (
            <Typography textColor="neutral600">{t('authors.noMembers')}</Typography>
          )}
        </Flex>
      </PanelBox>
      <PanelBox title={t('authors.role')}>
        {form.directory === 'admin'
          ? roleField('adminRoleId', adminRoles)
          : roleField('memberRoleId', memberRoles ?? [])}
      </PanelBox>
    </FormPage>
  );
}

// Settings links are loaded by their default export.
export default PeopleSettingsPage;
