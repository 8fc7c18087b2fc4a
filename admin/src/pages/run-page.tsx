import { Box, Button, Dialog, LinkButton, Typography } from '@strapi/design-system';
import { Stop } from '@strapi/icons';
import { BackButton, ConfirmDialog, Layouts, Page, Pagination, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { useIntl } from 'react-intl';
import { NavLink, useParams } from 'react-router-dom';
import { runStanding } from '../../../contracts/status';
import type { RunView } from '../../../contracts/runs';
import { Announcer } from '../components/announcer';
import { FactList } from '../components/fact-list';
import { ImportsTable } from '../components/imports-table';
import { Instant } from '../components/instant';
import { useFilters } from '../components/list-filters';
import { LongText } from '../components/long-text';
import { LoadFailed } from '../components/load-failed';
import { TryFailedAgain } from '../components/try-failed-again';
import { PanelBox } from '../components/panel-box';
import { ProblemText } from '../components/problem-text';
import { RunProgressText } from '../components/progress-text';
import { RunLog } from '../components/run-log';
import { StandingWord } from '../components/standing-word';
import { useImportsQuery, useRunQuery, useStopRunMutation } from '../data/api';
import { usePolling, useRefreshWhenDue } from '../data/polling';
import { useAct } from '../data/use-act';
import { formatBytes, formatDuration, secondsBetween } from '../format';
import { isLive, isMoving, RUN_WORD_LOOKS } from '../labels';
import { countsText, triggerOf } from '../run-texts';
import { shortId } from '../../../contracts/row-id';
import { paths } from '../../../contracts/plugin';
import { useCan } from '../rights';
import { reasonOf, useSay, useText } from '../use-text';

function RunPage() {
  const t = useText();
  const id = useParams().id ?? '';
  const mayManage = useCan('connectors.manage');
  const mayStart = useCan('runs.start');
  const runPolling = usePolling();
  const { data: run, error, refetch } = useRunQuery(id, runPolling.options);
  const live = run !== undefined && isLive(run);
  runPolling.follow(live);

  if (run === undefined) {
    return error === undefined ? <Page.Loading /> : <LoadFailed error={error} onRetry={refetch} />;
  }
  const title = t('run.title', { id: shortId(run.id), connector: run.connectorName });
  return (
    <Page.Main>
      <Page.Title>{title}</Page.Title>
      <Announcer
        text={t('run.announce', {
          id: shortId(run.id),
          connector: run.connectorName,
          status: t(`runStatus.${runStanding(run).word}`),
        })}
      />
      <Layouts.Header
        title={title}
        subtitle={run.providerLabel}
        navigationAction={<BackButton fallback={paths.runs()} />}
        primaryAction={live && mayStart ? <StopButton run={run} /> : undefined}
      />
      <Layouts.Content>
        <Head run={run} />
        {run.problem === undefined ? null : (
          <PanelBox title={t(run.status === 'needs-you' ? 'run.waitsFor' : 'run.problem')}>
            <ProblemText
              problem={run.problem}
              tone={run.status === 'needs-you' ? 'warning' : 'danger'}
              action={
                !mayManage ? undefined : (
                  <LinkButton
                    tag={NavLink}
                    to={paths.connector(run.connectorId)}
                    variant="secondary"
                    size="S"
                    maxWidth="100%"
                  >
                    <LongText lines={1} text={t('run.openConnector', { name: run.connectorName })} />
                  </LinkButton>
                )
              }
            />
          </PanelBox>
        )}
        {live ? <Progress run={run} /> : null}
        <Items runId={run.id} live={live} />
        {/* Loaded again when the run has ended, for its last lines. */}
        <RunLog
          key={live ? 'live' : 'ended'}
          runId={run.id}
          pollingInterval={runPolling.options.pollingInterval}
        />
      </Layouts.Content>
    </Page.Main>
  );
}

function StopButton({ run }: { run: RunView }) {
  const t = useText();
  const { toggleNotification } = useNotification();
  const { act } = useAct();
  const [stop, { isLoading }] = useStopRunMutation();
  const [asks, setAsks] = React.useState(false);
  const confirm = async () => {
    const result = await act(stop(run.id));
    setAsks(false);
    if (result !== undefined) toggleNotification({ type: 'info', message: t('run.stopping') });
  };
  return (
    <>
      <Button
        variant="danger-light"
        startIcon={<Stop aria-hidden />}
        disabled={run.stopping}
        loading={isLoading}
        onClick={() => setAsks(true)}
      >
        {run.stopping ? t('run.stopping') : t('run.stop')}
      </Button>
      <Dialog.Root open={asks} onOpenChange={setAsks}>
        <ConfirmDialog title={t('run.stop')} onConfirm={confirm}>
          {t('run.stop.body')}
        </ConfirmDialog>
      </Dialog.Root>
    </>
  );
}

function Head({ run }: { run: RunView }) {
  const t = useText();
  const say = useSay();
  const { locale } = useIntl();
  const skipped = Object.entries(run.counts.skippedByReason);
  return (
    <PanelBox title={t('run.head')}>
      <FactList
        facts={[
          {
            term: t('runs.status'),
            value: (
              <StandingWord
                standing={runStanding(run)}
                look={RUN_WORD_LOOKS[runStanding(run).word]}
                word={t(`runStatus.${runStanding(run).word}`)}
              />
            ),
          },
          {
            term: t('runs.trigger'),
            value: triggerOf(t, run),
          },
          { term: t('runs.started'), value: <Instant at={run.startedAt} none={t('run.notStarted')} /> },
          {
            term: t('runs.took'),
            value:
              run.startedAt === undefined
                ? '–'
                : formatDuration(secondsBetween(run.startedAt, run.finishedAt, Date.now())),
          },
          {
            term: t('runs.counts'),
            value: (
              <>
                {countsText(t, run.counts)}
                {skipped.map(([reason, count]) => (
                  <Typography tag="p" variant="pi" textColor="neutral600" key={reason}>
                    {t('run.skippedReason', { reason: reasonOf(say, reason), count })}
                  </Typography>
                ))}
              </>
            ),
          },
          {
            term: t('runs.bytes'),
            value: run.startedAt === undefined ? '–' : formatBytes(locale, run.counts.bytes),
          },
          ...(run.instance === undefined ? [] : [{ term: t('run.instance'), value: run.instance }]),
        ]}
      />
    </PanelBox>
  );
}

function Progress({ run }: { run: RunView }) {
  const t = useText();
  return (
    <PanelBox title={t('run.progress')}>
      {run.progress === undefined ? (
        <Typography textColor="neutral600">{t('run.noProgress')}</Typography>
      ) : (
        <RunProgressText
          progress={run.progress}
          runningSeconds={
            run.startedAt === undefined ? 0 : secondsBetween(run.startedAt, undefined, Date.now())
          }
          label={t('progress.of', { name: run.connectorName })}
        />
      )}
    </PanelBox>
  );
}

function Items({ runId, live }: { runId: string; live: boolean }) {
  const t = useText();
  const { page, pageSize } = useFilters();
  const polling = usePolling();
  const { data, error, isLoading, refetch } = useImportsQuery({ runId, page, pageSize }, polling.options);
  const imports = data?.data ?? [];
  polling.follow(live || imports.some((entry) => isMoving(entry, Date.now())));
  useRefreshWhenDue(
    imports.map((entry) => entry.nextAttemptAt),
    refetch,
  );
  return (
    <PanelBox title={t('run.items')}>
      {error !== undefined && data === undefined ? (
        <LoadFailed error={error} onRetry={refetch} />
      ) : (
        <Box>
          <Box paddingBottom={4}>
            <TryFailedAgain runId={runId} />
          </Box>
          <ImportsTable
            imports={imports}
            isLoading={isLoading}
            empty={{ content: live ? t('run.itemsNotYet') : t('run.noItems') }}
          />
          <Pagination.Root {...data?.meta.pagination} defaultPageSize={20}>
            <Pagination.PageSize />
            <Pagination.Links />
          </Pagination.Root>
        </Box>
      )}
    </PanelBox>
  );
}

// Lazy pages are loaded by their default export.
export default RunPage;
