import { Flex, Link, Typography } from '@strapi/design-system';
import { Layouts, Page, Table } from '@strapi/strapi/admin';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import { runStanding } from '../../../contracts/status';
import type { RunView } from '../../../contracts/runs';
import { Announcer } from '../components/announcer';
import { ConnectorFilter } from '../components/connector-filter';
import { DataTable, INSTANT_WIDTH, ListPagination, useEmptyList } from '../components/data-table';
import { Instant } from '../components/instant';
import { FilterSelect, useFilters } from '../components/list-filters';
import { LongText } from '../components/long-text';
import { LoadFailed } from '../components/load-failed';
import { StandingWord } from '../components/standing-word';
import { useRunsQuery } from '../data/api';
import { usePolling } from '../data/polling';
import { formatBytes, formatDuration, secondsBetween } from '../format';
import { isLive, RUN_STATUS_LOOKS, RUN_WORD_LOOKS, wordIn, wordsOf } from '../labels';
import { PROBLEM_COLOURS } from '../looks';
import { countsText, triggerOf } from '../run-texts';
import { shortId } from '../../../contracts/row-id';
import { paths } from '../../../contracts/plugin';
import { useSay, useText } from '../use-text';

function RunsPage() {
  const t = useText();
  const filters = useFilters();
  const status = wordIn(RUN_STATUS_LOOKS, filters.get('status'));
  const connectorId = filters.row('connectorId');
  const polling = usePolling();
  const { data, error, isLoading, refetch } = useRunsQuery(
    { page: filters.page, pageSize: filters.pageSize, status, connectorId },
    polling.options,
  );
  const runs = data?.data ?? [];
  polling.follow(runs.some(isLive));

  const columns = [
    { name: 'status', label: t('runs.status'), width: '20rem' },
    { name: 'connector', label: t('runs.connector') },
    { name: 'started', label: t('runs.started'), width: INSTANT_WIDTH },
    { name: 'counts', label: t('runs.counts'), width: '24rem' },
  ];
  const empty = useEmptyList(
    status !== undefined || connectorId !== undefined,
    { all: t('runs.empty'), filtered: t('runs.emptyFiltered') },
    () => filters.clear('status', 'connectorId'),
  );

  return (
    <Page.Main>
      <Page.Title>{t('runs.title')}</Page.Title>
      <Announcer text={runs[0] === undefined ? '' : announcement(runs[0], t)} />
      <Layouts.Header title={t('runs.title')} subtitle={t('runs.subtitle')} />
      <Layouts.Action
        startActions={
          <>
            <FilterSelect
              label={t('runs.status')}
              all={t('filter.allStatuses')}
              value={status}
              options={wordsOf(RUN_STATUS_LOOKS).map((word) => ({
                value: word,
                label: t(`runStatus.${word}`),
              }))}
              onChange={(value) => filters.set('status', value)}
            />
            <ConnectorFilter
              connectorId={connectorId}
              onChange={(value) => filters.set('connectorId', value)}
            />
          </>
        }
      />
      <Layouts.Content>
        {error !== undefined && data === undefined ? (
          <LoadFailed error={error} onRetry={refetch} />
        ) : (
          <>
            <DataTable rows={runs} columns={columns} isLoading={isLoading} empty={empty}>
              {(run) => <RunRow run={run} />}
            </DataTable>
            <ListPagination pagination={data?.meta.pagination} />
          </>
        )}
      </Layouts.Content>
    </Page.Main>
  );
}

const announcement = (run: RunView, t: ReturnType<typeof useText>) =>
  t('run.announce', {
    id: run.id,
    connector: run.connectorName,
    status: t(`runStatus.${runStanding(run).word}`),
  });

function RunRow({ run }: { run: RunView }) {
  const t = useText();
  const say = useSay();
  const { locale } = useIntl();
  const standing = runStanding(run);
  const { word } = standing;
  const small = (text: string) => (
    <Typography tag="p" variant="pi" textColor="neutral600">
      {text}
    </Typography>
  );
  return (
    <Table.Row>
      <Table.Cell>
        <Flex direction="column" alignItems="flex-start" gap={1} paddingTop={3} paddingBottom={3}>
          <StandingWord standing={standing} look={RUN_WORD_LOOKS[word]} word={t(`runStatus.${word}`)} />
          <Link tag={NavLink} to={paths.run(run.id)}>
            {t('run.number', { id: shortId(run.id) })}
          </Link>
        </Flex>
      </Table.Cell>
      <Table.Cell>
        <Typography tag="p">
          <LongText text={run.connectorName} />
        </Typography>
        {small(run.providerLabel)}
      </Table.Cell>
      <Table.Cell>
        <Instant at={run.startedAt} none={t('run.notStarted')} />
        {small(triggerOf(t, run))}
        {run.startedAt === undefined
          ? null
          : small(
              t('run.took', {
                duration: formatDuration(secondsBetween(run.startedAt, run.finishedAt, Date.now())),
              }),
            )}
      </Table.Cell>
      <Table.Cell>
        <Typography tag="p">{countsText(t, run.counts)}</Typography>
        {run.counts.bytes === 0
          ? null
          : small(t('run.received', { bytes: formatBytes(locale, run.counts.bytes) }))}
        {run.problem === undefined ? null : (
          <Typography
            tag="p"
            variant="pi"
            textColor={PROBLEM_COLOURS[run.status === 'needs-you' ? 'warning' : 'danger']}
          >
            {say(run.problem.what)}
          </Typography>
        )}
      </Table.Cell>
    </Table.Row>
  );
}

// Lazy pages are loaded by their default export.
export default RunsPage;
