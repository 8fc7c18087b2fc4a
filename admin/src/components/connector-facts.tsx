import { Box, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { ConnectorView } from '../../../contracts/connectors';
import { AUTHORIZATION_LOOKS, SUMMARY_LOOKS, SYNC_STATUS_LOOKS } from '../labels';
import { paths } from '../../../contracts/plugin';
import { useCan } from '../rights';
import { useSay, useText } from '../use-text';
import { Instant } from './instant';
import { RunProgressText } from './progress-text';
import { StandingWord } from './standing-word';
import { StatusWord } from './status-word';

/** The one word before the facts. It links to its cause and shows when the next run is due. */
export function SummaryWord({ connector }: { connector: ConnectorView }) {
  const t = useText();
  const say = useSay();
  const { summary, cause, until, problem } = connector.status;
  return (
    <StandingWord
      standing={{ word: summary, cause, until }}
      look={SUMMARY_LOOKS[summary]}
      word={t(`summary.${summary}`)}
      explanation={problem === undefined ? t(`summary.${summary}.explained`) : say(problem.what)}
      waits="status.nextRun"
    />
  );
}

/** `brief`: the page shows the problem elsewhere. */
export function AuthorizationFact({ connector, brief }: { connector: ConnectorView; brief?: boolean }) {
  const t = useText();
  const say = useSay();
  const { authorization, authorizationProblem } = connector.status;
  return (
    <Box>
      <StatusWord look={AUTHORIZATION_LOOKS[authorization]} word={t(`authorization.${authorization}`)} />
      {authorizationProblem === undefined || brief ? null : (
        <Typography tag="p" variant="pi" textColor="danger600">
          {say(authorizationProblem.what)}
        </Typography>
      )}
      {authorizationProblem?.providerWords === undefined || brief ? null : (
        <Typography tag="p" variant="pi" textColor="neutral700">
          {t('problem.providerWords', { words: authorizationProblem.providerWords })}
        </Typography>
      )}
    </Box>
  );
}

export function SyncStatusFact({ connector }: { connector: ConnectorView }) {
  const t = useText();
  const mayReadRuns = useCan('runs.read');
  const { syncStatus, progress, latestRunId } = connector.status;
  return (
    <Box>
      <StatusWord look={SYNC_STATUS_LOOKS[syncStatus]} word={t(`syncStatus.${syncStatus}`)} />
      {syncStatus === 'running' && progress !== undefined ? (
        <Box paddingTop={1}>
          <RunProgressText
            progress={progress}
            // The list does not know when the run started. The page of the run shows the time left.
            runningSeconds={0}
            label={t('progress.of', { name: connector.options.name })}
          />
        </Box>
      ) : null}
      {syncStatus === 'failed' && latestRunId !== undefined && mayReadRuns ? (
        <Box paddingTop={1}>
          <Link tag={NavLink} to={`${paths.run(latestRunId)}?level=error`}>
            {t('connector.errorLog')}
          </Link>
        </Box>
      ) : null}
    </Box>
  );
}

export function LastSyncedFact({ connector }: { connector: ConnectorView }) {
  const t = useText();
  const { lastSyncedAt, lastSucceededAt } = connector.status;
  return (
    <>
      <Instant at={lastSyncedAt} none={t('common.never')} />
      {lastSyncedAt === lastSucceededAt ? null : (
        <Box paddingTop={1}>
          <Typography variant="pi" textColor="neutral600" tag="p">
            {t('connector.lastSuccess')}
          </Typography>
          <Instant at={lastSucceededAt} none={t('common.never')} />
        </Box>
      )}
    </>
  );
}

export function FetchedTillFact({ connector }: { connector: ConnectorView }) {
  const t = useText();
  const { fetchedTill, behindFetchedTill } = connector.status;
  return (
    <>
      <Instant at={fetchedTill} none={t('connector.nothingFetched')} />
      {behindFetchedTill === 0 ? null : (
        <Typography tag="p" variant="pi" textColor="neutral700">
          {t('connector.behind', { count: behindFetchedTill })}
        </Typography>
      )}
    </>
  );
}
