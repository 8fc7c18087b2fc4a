import { Alert, Box, Button, Grid, LinkButton } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { Layouts, Page, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { NavLink } from 'react-router-dom';
import type { GetPublishSettings, PublishDefaults } from '../../../contracts/publish-settings';
import { LoadFailed } from '../components/load-failed';
import { PanelBox } from '../components/panel-box';
import { linesOf } from '../connector-form/connector-form';
import { controlId, LinesField, SelectField, TextField } from '../connector-form/fields';
import { LeaveGuard } from '../connector-form/leave-guard';
import { placeholdersText } from '../connector-form/publish-fields';
import { usePublishSettingsQuery, useUpdatePublishSettingsMutation } from '../data/api';
import { paths } from '../plugin-id';
import { fieldError, readRefusal } from '../problem';
import { permissionsFor, useCan } from '../rights';
import { useText } from '../use-text';

function PublishSettingsPage() {
  const { data, error, refetch } = usePublishSettingsQuery(undefined, { refetchOnMountOrArgChange: true });
  return (
    <Page.Protect permissions={permissionsFor('settings.read')}>
      {data !== undefined ? (
        <PublishSettingsForm {...data} />
      ) : error !== undefined ? (
        <LoadFailed error={error} onRetry={refetch} />
      ) : (
        <Page.Loading />
      )}
    </Page.Protect>
  );
}

const formOf = (defaults: PublishDefaults) => ({ ...defaults, tags: defaults.tags.join('\n') });

function PublishSettingsForm({ defaults, folders }: GetPublishSettings.Response['data']) {
  const t = useText();
  const mayManage = useCan('settings.manage');
  const mayReadConnectors = useCan('connectors.read');
  const { toggleNotification } = useNotification();
  const [update, { isLoading }] = useUpdatePublishSettingsMutation();
  const [initial, setInitial] = React.useState(() => formOf(defaults));
  const [form, setForm] = React.useState(initial);
  const [errors, setErrors] = React.useState<Record<string, string>>({});
  const [refusal, setRefusal] = React.useState<string>();
  const changed = React.useRef(false);
  changed.current = JSON.stringify(form) !== JSON.stringify(initial);

  const change = (part: Partial<typeof form>) => {
    setForm((before) => ({ ...before, ...part }));
    setErrors((before) =>
      Object.fromEntries(Object.entries(before).filter(([path]) => !((path.split('.')[0] ?? '') in part))),
    );
  };
  const field = (path: string, label: string, help: string) => ({
    path,
    label,
    help,
    disabled: !mayManage,
    error: fieldError(errors, path),
  });

  const save = async () => {
    const result = await update({
      ...form,
      tags: linesOf(form.tags),
      titleTemplate: form.titleTemplate.trim(),
    });
    if ('error' in result) {
      const { message, fields } = readRefusal(result.error, t('common.unknownError'));
      setErrors(fields);
      setRefusal(message);
      const [first] = Object.keys(fields);
      document.getElementById(controlId(first?.split('.')[0] ?? ''))?.focus();
      return;
    }
    const kept = formOf(result.data.defaults);
    setInitial(kept);
    setForm(kept);
    setErrors({});
    setRefusal(undefined);
    toggleNotification({ type: 'success', message: t('settings.saved') });
  };

  return (
    <Page.Main>
      <Page.Title>{t('settings.title')}</Page.Title>
      <LeaveGuard isChanged={React.useCallback(() => changed.current, [])} />
      <form
        noValidate
        aria-label={t('settings.title')}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Layouts.Header
          title={t('settings.title')}
          subtitle={t('settings.subtitle')}
          primaryAction={
            !mayManage ? undefined : (
              <Button type="submit" startIcon={<Check aria-hidden />} loading={isLoading}>
                {t('form.save')}
              </Button>
            )
          }
          secondaryAction={
            !mayReadConnectors ? undefined : (
              <LinkButton tag={NavLink} to={paths.connectors} variant="tertiary">
                {t('connectors.title')}
              </LinkButton>
            )
          }
        />
        <Layouts.Content>
          {refusal === undefined ? null : (
            <Box paddingBottom={6}>
              <Alert variant="danger" closeLabel={t('common.close')} onClose={() => setRefusal(undefined)}>
                {refusal}
              </Alert>
            </Box>
          )}
          <PanelBox title={t('settings.defaults')}>
            <Grid.Root gap={5}>
              <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
                <SelectField
                  {...field('folderId', t('publish.folder'), t('publish.folder.help'))}
                  value={form.folderId === null ? 'standard' : String(form.folderId)}
                  options={[
                    { value: 'standard', label: t('publish.folder.standard') },
                    ...folders.map((folder) => ({ value: String(folder.id), label: folder.name })),
                  ]}
                  onChange={(value) => change({ folderId: value === 'standard' ? null : Number(value) })}
                />
              </Grid.Item>
              <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
                <SelectField
                  {...field('visibility', t('publish.visibility'), t('publish.visibility.help'))}
                  value={form.visibility}
                  options={[
                    { value: 'private', label: t('visibility.private') },
                    { value: 'public', label: t('visibility.public') },
                  ]}
                  onChange={(value) => change({ visibility: value === 'public' ? 'public' : 'private' })}
                />
              </Grid.Item>
              <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
                <TextField
                  {...field(
                    'titleTemplate',
                    t('publish.title'),
                    t('publish.title.help', { placeholders: placeholdersText }),
                  )}
                  required
                  value={form.titleTemplate}
                  onChange={(titleTemplate) => change({ titleTemplate })}
                />
              </Grid.Item>
              <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
                <LinesField
                  {...field('tags', t('publish.tags'), t('publish.tags.help'))}
                  value={form.tags}
                  onChange={(tags) => change({ tags })}
                />
              </Grid.Item>
            </Grid.Root>
          </PanelBox>
        </Layouts.Content>
      </form>
    </Page.Main>
  );
}

// Settings links are loaded by their default export.
export default PublishSettingsPage;
