import { Grid, Typography } from '@strapi/design-system';
import { TITLE_PLACEHOLDERS } from '../../../contracts/words';
import type { FolderChoice, PublishDefaults } from '../../../contracts/publish-settings';
import { NoticeBox } from '../components/notice-box';
import { useConnectorsQuery, useFoldersQuery, usePublishSettingsQuery } from '../data/api';
import { useCan } from '../rights';
import { useSay, useText } from '../use-text';
import { LinesField, SelectField, TextField } from './fields';
import { fieldOf, type FormSection } from './use-connector-form';

export const placeholdersText = TITLE_PLACEHOLDERS.map((name) => `{${name}}`).join(' ');

const folderName = (folders: readonly FolderChoice[], id: string | null, standard: string) =>
  id === null ? standard : (folders.find((folder) => folder.id === id)?.name ?? `#${id}`);

/** How recordings are published. Each of the four settings is the site default or the connector's own. */
export function PublishFields(section: FormSection) {
  const { form, provider, onChange } = section;
  const t = useText();
  const maySeeDefaults = useCan('settings.read');
  const { data: folders = [] } = useFoldersQuery();
  const { data: site } = usePublishSettingsQuery(undefined, { skip: !maySeeDefaults });
  const defaults: PublishDefaults | undefined = site?.defaults;

  const inherit = (value: string | undefined) =>
    value === undefined ? t('publish.inherit') : t('publish.inheritValue', { value });
  const field = fieldOf(section);

  return (
    <Grid.Root gap={5}>
      {!provider.namesHosts ? null : <AuthorFields {...section} />}
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <SelectField
          {...field('options.publishStatus', t('publish.status'), t('publish.status.help'))}
          value={form.publishStatus}
          options={[
            { value: 'draft', label: t('publishStatus.draft') },
            { value: 'published', label: t('publishStatus.published') },
          ]}
          onChange={(value) =>
            onChange(
              { publishStatus: value === 'published' ? 'published' : 'draft' },
              'options.publishStatus',
            )
          }
        />
      </Grid.Item>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <SelectField
          {...field('options.publish.visibility', t('publish.visibility'), t('publish.visibility.help'))}
          value={form.visibility ?? 'inherit'}
          options={[
            {
              value: 'inherit',
              label: inherit(defaults === undefined ? undefined : t(`visibility.${defaults.visibility}`)),
            },
            { value: 'private', label: t('visibility.private') },
            { value: 'public', label: t('visibility.public') },
          ]}
          onChange={(value) =>
            onChange(
              { visibility: value === 'public' || value === 'private' ? value : null },
              'options.publish.visibility',
            )
          }
        />
      </Grid.Item>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <SelectField
          {...field('options.publish.folderId', t('publish.folder'), t('publish.folder.help'))}
          value={form.folderId === null ? 'inherit' : String(form.folderId)}
          options={[
            {
              value: 'inherit',
              label: inherit(
                defaults === undefined
                  ? undefined
                  : folderName(folders, defaults.folderId, t('publish.folder.standard')),
              ),
            },
            ...folders.map((folder) => ({ value: String(folder.id), label: folder.name })),
          ]}
          onChange={(value) =>
            onChange({ folderId: value === 'inherit' ? null : value }, 'options.publish.folderId')
          }
        />
      </Grid.Item>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <TextField
          {...field(
            'options.publish.titleTemplate',
            t('publish.title'),
            t('publish.title.inheritHelp', { placeholders: placeholdersText }),
          )}
          value={form.titleTemplate}
          placeholder={inherit(defaults?.titleTemplate)}
          onChange={(titleTemplate) => onChange({ titleTemplate }, 'options.publish.titleTemplate')}
        />
      </Grid.Item>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <SelectField
          {...field('options.publish.tagsFrom', t('publish.tagsFrom'))}
          value={form.tags === null ? 'inherit' : 'own'}
          options={[
            {
              value: 'inherit',
              label: inherit(
                defaults === undefined ? undefined : defaults.tags.join(', ') || t('publish.tags.none'),
              ),
            },
            { value: 'own', label: t('publish.tags.own') },
          ]}
          onChange={(value) => onChange({ tags: value === 'own' ? '' : null }, 'options.publish.tags')}
        />
      </Grid.Item>
      {form.tags === null ? null : (
        <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
          <LinesField
            {...field('options.publish.tags', t('publish.tags'), t('publish.tags.help'))}
            value={form.tags}
            onChange={(tags) => onChange({ tags }, 'options.publish.tags')}
          />
        </Grid.Item>
      )}
    </Grid.Root>
  );
}

/** Who becomes the author (B5, B6). Shown if the provider names hosts. */
function AuthorFields(section: FormSection) {
  const t = useText();
  const say = useSay();
  const { form, onChange } = section;
  const { data: connectors } = useConnectorsQuery();
  const mailProblem = connectors?.meta.mailProblem;
  const field = fieldOf(section);
  return (
    <>
      <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
        <SelectField
          {...field('options.publishAs', t('publish.as'), t('publish.as.help'))}
          value={form.publishAs}
          options={[
            { value: 'me', label: t('publish.as.me') },
            { value: 'host', label: t('publish.as.host') },
          ]}
          onChange={(value) => onChange({ publishAs: value === 'host' ? 'host' : 'me' }, 'options.publishAs')}
        />
      </Grid.Item>
      {form.publishAs === 'me' ? (
        <Grid.Item col={6} xs={12} />
      ) : (
        <>
          <Grid.Item col={6} xs={12} direction="column" alignItems="stretch">
            <LinesField
              {...field('options.hostDomains', t('publish.domains'), t('publish.domains.help'))}
              value={form.hostDomains}
              placeholder="example.com"
              onChange={(hostDomains) => onChange({ hostDomains }, 'options.hostDomains')}
            />
          </Grid.Item>
          <Grid.Item col={12} xs={12} direction="column" alignItems="stretch" gap={2}>
            <Typography tag="p" variant="pi" textColor="neutral600">
              {t(mailProblem === undefined ? 'publish.as.host.note' : 'publish.as.host.note.noMail')}
            </Typography>
            {mailProblem === undefined ? null : (
              <NoticeBox
                tone="warning"
                texts={[t('publish.as.host.noMail', { problem: say(mailProblem) })]}
              />
            )}
          </Grid.Item>
        </>
      )}
    </>
  );
}
