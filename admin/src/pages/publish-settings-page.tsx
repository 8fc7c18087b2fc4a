import { Alert, Box, Grid, LinkButton } from '@strapi/design-system';
import * as React from 'react';
import { NavLink } from 'react-router-dom';
import type { GetPublishSettings, PublishDefaults } from '../../../contracts/publish-settings';
import { FormPage, SettingsOfSite, useForm } from '../components/form-page';
import { PanelBox } from '../components/panel-box';
import { linesOf } from '../connector-form/connector-form';
import { controlId, LinesField, SelectField, TextField } from '../connector-form/fields';
import { placeholdersText } from '../connector-form/publish-fields';
import { usePublishSettingsQuery, useUpdatePublishSettingsMutation } from '../data/api';
import { paths } from '../../../contracts/plugin';
import { fieldError } from '../problem';
import { useCan } from '../rights';
import { useText } from '../use-text';

function PublishSettingsPage() {
  const query = usePublishSettingsQuery(undefined, { refetchOnMountOrArgChange: true });
  return <SettingsOfSite query={query}>{(data) => <PublishSettingsForm {...data} />}</SettingsOfSite>;
}

const formOf = (defaults: PublishDefaults) => ({ ...defaults, tags: defaults.tags.join('\n') });

function PublishSettingsForm({ defaults, folders }: GetPublishSettings.Response['data']) {
  const t = useText();
  const mayManage = useCan('settings.manage');
  const mayReadConnectors = useCan('connectors.read');
  const [update, { isLoading }] = useUpdatePublishSettingsMutation();
  const { form, change, errors, isChanged, keep, refused } = useForm(() => formOf(defaults));
  const [refusal, setRefusal] = React.useState<string>();
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
      const { message, fields } = refused(result.error, false);
      setRefusal(message);
      const [first] = Object.keys(fields);
      document.getElementById(controlId(first?.split('.')[0] ?? ''))?.focus();
      return;
    }
    keep(formOf(result.data.defaults), t('settings.saved'));
    setRefusal(undefined);
  };

  return (
    <FormPage
      title={t('settings.title')}
      subtitle={t('settings.subtitle')}
      isChanged={isChanged}
      mayManage={mayManage}
      isSaving={isLoading}
      onSave={save}
      secondaryAction={
        !mayReadConnectors ? undefined : (
          <LinkButton tag={NavLink} to={paths.connectors} variant="tertiary">
            {t('connectors.title')}
          </LinkButton>
        )
      }
    >
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
              onChange={(value) => change({ folderId: value === 'standard' ? null : value })}
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
    </FormPage>
  );
}

// Settings links are loaded by their default export.
export default PublishSettingsPage;
