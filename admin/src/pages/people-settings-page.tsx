import { Button, Flex, Typography } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { Layouts, Page, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import type { GetPeopleSettings, PeopleSettings, RoleChoice } from '../../../contracts/people';
import { LoadFailed } from '../components/load-failed';
import { PanelBox } from '../components/panel-box';
import { ChoiceCards } from '../connector-form/choice-cards';
import { SelectField } from '../connector-form/fields';
import { LeaveGuard } from '../connector-form/leave-guard';
import { usePeopleSettingsQuery, useUpdatePeopleSettingsMutation } from '../data/people';
import { fieldError, readRefusal } from '../problem';
import { permissionsFor, useCan } from '../rights';
import { useText } from '../use-text';

function PeopleSettingsPage() {
  const { data, error, refetch } = usePeopleSettingsQuery(undefined, { refetchOnMountOrArgChange: true });
  return (
    <Page.Protect permissions={permissionsFor('settings.read')}>
      {data !== undefined ? (
        <PeopleForm known={data} />
      ) : error !== undefined ? (
        <LoadFailed error={error} onRetry={refetch} />
      ) : (
        <Page.Loading />
      )}
    </Page.Protect>
  );
}

const OWN_ROLE = 'own';

function PeopleForm({ known }: { known: GetPeopleSettings.Response['data'] }) {
  const t = useText();
  const mayManage = useCan('settings.manage');
  const { toggleNotification } = useNotification();
  const [update, { isLoading }] = useUpdatePeopleSettingsMutation();
  const [initial, setInitial] = React.useState(known.settings);
  const [form, setForm] = React.useState(initial);
  const [errors, setErrors] = React.useState<Record<string, string>>({});
  const changed = React.useRef(false);
  changed.current = JSON.stringify(form) !== JSON.stringify(initial);
  const change = (part: Partial<PeopleSettings>) => setForm((before) => ({ ...before, ...part }));
  const { adminRoles, memberRoles } = known;

  const save = async () => {
    const result = await update(form);
    if ('error' in result) {
      const { message, fields } = readRefusal(result.error, t('common.unknownError'));
      setErrors(fields);
      toggleNotification({ type: 'danger', message });
      return;
    }
    setInitial(result.data.settings);
    setForm(result.data.settings);
    setErrors({});
    toggleNotification({ type: 'success', message: t('authors.saved') });
  };
  const roleField = (path: 'adminRoleId' | 'memberRoleId', roles: readonly RoleChoice[]) => (
    <SelectField
      path={path}
      label={t(`authors.${path}`)}
      help={t('authors.role.help')}
      disabled={!mayManage}
      error={fieldError(errors, path)}
      value={form[path] === null ? OWN_ROLE : String(form[path])}
      options={[
        { value: OWN_ROLE, label: t('authors.role.own') },
        ...roles.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      onChange={(value) => change({ [path]: value === OWN_ROLE ? null : Number(value) })}
    />
  );

  return (
    <Page.Main>
      <Page.Title>{t('authors.title')}</Page.Title>
      <LeaveGuard isChanged={React.useCallback(() => changed.current, [])} />
      <form
        noValidate
        aria-label={t('authors.title')}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Layouts.Header
          title={t('authors.title')}
          subtitle={t('authors.subtitle')}
          primaryAction={
            !mayManage ? undefined : (
              <Button type="submit" startIcon={<Check aria-hidden />} loading={isLoading}>
                {t('form.save')}
              </Button>
            )
          }
        />
        <Layouts.Content>
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
                  change({ directory: directory === 'admin' ? 'admin' : 'users-permissions' })
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
        </Layouts.Content>
      </form>
    </Page.Main>
  );
}

// Settings links are loaded by their default export.
export default PeopleSettingsPage;
