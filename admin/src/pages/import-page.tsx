import { BackButton, Layouts, Page } from '@strapi/strapi/admin';
import { useParams } from 'react-router-dom';
import { Announcer } from '../components/announcer';
import { ImportsTable } from '../components/imports-table';
import { LoadFailed } from '../components/load-failed';
import { useImportQuery } from '../data/api';
import { usePolling, useRefreshWhenDue } from '../data/polling';
import { isMoving } from '../labels';
import { paths } from '../../../contracts/plugin';
import { useText } from '../use-text';

/** One import at its own address, e.g. for links from a verification. */
function ImportPage() {
  const t = useText();
  const polling = usePolling();
  const { data: entry, error, refetch } = useImportQuery(useParams().id ?? '', polling.options);
  polling.follow(entry !== undefined && isMoving(entry, Date.now()));
  useRefreshWhenDue([entry?.nextAttemptAt], refetch);
  if (entry === undefined) {
    return error === undefined ? <Page.Loading /> : <LoadFailed error={error} onRetry={refetch} />;
  }
  return (
    <Page.Main>
      <Page.Title>{entry.title}</Page.Title>
      <Announcer text={`${entry.title}: ${t(`importLabel.${entry.label}`)}`} />
      <Layouts.Header
        title={entry.title}
        subtitle={t('imports.one')}
        navigationAction={<BackButton fallback={paths.imports(entry.connectorId)} />}
      />
      <Layouts.Content>
        <ImportsTable
          key={entry.id}
          imports={[entry]}
          isLoading={false}
          empty={{ content: t('imports.empty') }}
          opened
        />
      </Layouts.Content>
    </Page.Main>
  );
}

// Lazy pages are loaded by their default export.
export default ImportPage;
