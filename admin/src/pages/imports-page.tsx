import { BackButton, Layouts, Page } from '@strapi/strapi/admin';
import { useParams } from 'react-router-dom';
import { arrivalOf } from '../capabilities';
import { ImportsTable } from '../components/imports-table';
import { Announcer } from '../components/announcer';
import { ListPagination, useEmptyList } from '../components/data-table';
import { FilterSelect, SearchBox, useFilters } from '../components/list-filters';
import { LoadFailed } from '../components/load-failed';
import { TryFailedAgain } from '../components/try-failed-again';
import { useConnectorQuery, useImportsQuery } from '../data/api';
import { useProvidersQuery } from '../data/providers';
import { usePolling, useRefreshWhenDue } from '../data/polling';
import { IMPORT_STATUS_LOOKS, isMoving, wordIn, wordsOf } from '../labels';
import { paths } from '../../../contracts/plugin';
import { useCan } from '../rights';
import { useText } from '../use-text';

function ImportsPage() {
  const t = useText();
  const connectorId = useParams().id ?? '';
  const mayReadConnectors = useCan('connectors.read');
  const filters = useFilters();
  const status = wordIn(IMPORT_STATUS_LOOKS, filters.get('status'));
  const search = filters.get('search')?.slice(0, 100) ?? '';
  const polling = usePolling();
  const { data: connector } = useConnectorQuery(connectorId, { skip: !mayReadConnectors });
  const { data: providers = [] } = useProvidersQuery({ skip: !mayReadConnectors });
  const { data, error, isLoading, refetch } = useImportsQuery(
    {
      connectorId,
      page: filters.page,
      pageSize: filters.pageSize,
      ...(status === undefined ? {} : { status }),
      ...(search === '' ? {} : { search }),
    },
    polling.options,
  );
  const imports = data?.data ?? [];
  polling.follow(imports.some((entry) => isMoving(entry, Date.now())));
  useRefreshWhenDue(
    imports.map((entry) => entry.nextAttemptAt),
    refetch,
  );
  const name = connector?.options.name;
  const provider = providers.find(({ id }) => id === connector?.provider);
  const isPushed = provider !== undefined && arrivalOf(provider) === 'pushed';
  const empty = useEmptyList(
    status !== undefined || search !== '',
    { all: t(isPushed ? 'imports.empty.pushed' : 'imports.empty'), filtered: t('imports.emptyFiltered') },
    () => filters.clear('status', 'search'),
  );

  return (
    <Page.Main>
      <Page.Title>{t('imports.title')}</Page.Title>
      <Announcer
        text={imports.map((entry) => `${entry.title}: ${t(`importLabel.${entry.label}`)}`).join('. ')}
      />
      <Layouts.Header
        title={name === undefined ? t('imports.title') : t('imports.titleOf', { name })}
        subtitle={t('imports.subtitle')}
        navigationAction={<BackButton fallback={paths.connectors} />}
      />
      <Layouts.Action
        startActions={
          <>
            <FilterSelect
              label={t('imports.state')}
              all={t('filter.allStates')}
              value={status}
              options={wordsOf(IMPORT_STATUS_LOOKS).map((word) => ({
                value: word,
                label: t(`importStatus.${word}`),
              }))}
              onChange={(value) => filters.set('status', value)}
            />
            <SearchBox
              label={t('imports.search')}
              value={search}
              onSearch={(text) => filters.set('search', text)}
            />
            <TryFailedAgain connectorId={connectorId} {...(search === '' ? {} : { search })} />
          </>
        }
      />
      <Layouts.Content>
        {error !== undefined && data === undefined ? (
          <LoadFailed error={error} onRetry={refetch} />
        ) : (
          <>
            <ImportsTable imports={imports} isLoading={isLoading} empty={empty} />
            <ListPagination pagination={data?.meta.pagination} />
          </>
        )}
      </Layouts.Content>
    </Page.Main>
  );
}

// Lazy pages are loaded by their default export.
export default ImportsPage;
