import { Box, Typography } from '@strapi/design-system';
import { Layouts, Page, Table } from '@strapi/strapi/admin';
import type { HostView } from '../../../contracts/people';
import { Announcer } from '../components/announcer';
import { DataTable, INSTANT_WIDTH, ListPagination, MENU_WIDTH, useEmptyList } from '../components/data-table';
import { Instant } from '../components/instant';
import { FilterSelect, SearchBox, useFilters } from '../components/list-filters';
import { LoadFailed } from '../components/load-failed';
import { LongText } from '../components/long-text';
import { StatusWord } from '../components/status-word';
import { useHostsQuery } from '../data/people';
import { wordIn, wordsOf } from '../labels';
import { HostActions } from '../people/host-actions';
import { HOST_LOOKS } from '../people/labels';
import { useCan } from '../rights';
import { useText } from '../use-text';

/** Word in the address bar for all states. Without a word, hosts that wait for a decision are shown. */
const ALL = 'all';

function PeoplePage() {
  const t = useText();
  const filters = useFilters();
  const mayDecide = useCan('settings.manage');
  const word = filters.get('state');
  const state = word === ALL ? undefined : (wordIn(HOST_LOOKS, word) ?? 'unknown');
  const search = filters.get('search')?.slice(0, 100) ?? '';
  const { data, error, isLoading, refetch } = useHostsQuery(
    {
      page: filters.page,
      pageSize: filters.pageSize,
      ...(state === undefined ? {} : { state }),
      ...(search === '' ? {} : { search }),
    },
    { refetchOnMountOrArgChange: true },
  );
  const hosts = data?.data ?? [];
  const total = data?.meta.pagination.total ?? 0;
  const empty = useEmptyList(
    search !== '' || (word !== null && word !== ALL),
    { all: t(word === ALL ? 'people.empty' : 'people.noneUnknown'), filtered: t('people.emptyFiltered') },
    () => filters.clear('state', 'search'),
  );
  const columns = [
    { name: 'host', label: t('review.fact.host') },
    { name: 'state', label: t('people.state'), width: '16rem' },
    { name: 'user', label: t('people.user'), width: '15rem' },
    { name: 'left', label: t('people.recordingsLeft'), width: '10.5rem' },
    { name: 'seen', label: t('people.seen'), width: INSTANT_WIDTH },
    ...(mayDecide ? [{ name: 'actions', label: t('imports.actions'), width: MENU_WIDTH }] : []),
  ];
  return (
    <Page.Main>
      <Page.Title>{t('people.title')}</Page.Title>
      <Announcer text={data === undefined ? '' : t('people.count', { count: total })} />
      <Layouts.Header title={t('people.title')} subtitle={t('people.subtitle')} />
      <Layouts.Action
        startActions={
          <>
            <FilterSelect
              label={t('people.state')}
              all={t('people.all')}
              value={state}
              options={wordsOf(HOST_LOOKS).map((value) => ({ value, label: t(`hostState.${value}`) }))}
              onChange={(value) => filters.set('state', value ?? ALL)}
            />
            <SearchBox
              label={t('people.search')}
              value={search}
              onSearch={(text) => filters.set('search', text)}
            />
          </>
        }
      />
      <Layouts.Content>
        {error !== undefined && data === undefined ? (
          <LoadFailed error={error} onRetry={refetch} />
        ) : (
          <>
            <DataTable rows={hosts} columns={columns} isLoading={isLoading} empty={empty}>
              {(host) => <HostRow host={host} mayDecide={mayDecide} />}
            </DataTable>
            {hosts.length === 0 ? null : <ListPagination pagination={data?.meta.pagination} />}
          </>
        )}
      </Layouts.Content>
    </Page.Main>
  );
}

function HostRow({ host, mayDecide }: { host: HostView; mayDecide: boolean }) {
  const t = useText();
  const small = (text: string) => (
    <Typography tag="p" variant="pi" textColor="neutral600">
      <LongText text={text} />
    </Typography>
  );
  return (
    <Table.Row>
      <Table.Cell>
        <Box paddingTop={3} paddingBottom={3}>
          <Typography tag="p">
            <LongText text={host.name ?? (host.email === undefined ? t('people.noName') : '')} />
          </Typography>
          {host.email === undefined ? null : small(host.email)}
          {host.connectorName === undefined ? null : small(t('people.of', { connector: host.connectorName }))}
        </Box>
      </Table.Cell>
      <Table.Cell>
        <Box>
          <StatusWord
            look={HOST_LOOKS[host.state]}
            word={t(`hostState.${host.state}`)}
            explanation={t(`hostState.${host.state}.explained`)}
          />
          {host.reason === undefined || host.state === 'left' ? null : small(t(`fallback.${host.reason}`))}
        </Box>
      </Table.Cell>
      <Table.Cell>
        {host.user === undefined ? (
          <Typography textColor="neutral600">–</Typography>
        ) : (
          <>
            <Typography tag="p">
              <LongText text={host.user.name} />
            </Typography>
            {host.user.email === host.user.name ? null : small(host.user.email)}
            {host.invited ? small(t('people.waitsForPassword')) : null}
          </>
        )}
      </Table.Cell>
      <Table.Cell>
        <Typography>{host.recordingsLeft}</Typography>
      </Table.Cell>
      <Table.Cell>
        <Instant at={host.seenAt} none="" />
      </Table.Cell>
      {!mayDecide ? null : (
        <Table.Cell>
          <HostActions host={host} />
        </Table.Cell>
      )}
    </Table.Row>
  );
}

// Lazy pages are loaded by their default export.
export default PeoplePage;
