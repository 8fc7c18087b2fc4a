import { Box, Flex, LinkButton } from '@strapi/design-system';
import { Page } from '@strapi/strapi/admin';
import { NavLink, useParams } from 'react-router-dom';
import { listsRecordings } from '../capabilities';
import {
  AuthorizationFact,
  FetchedTillFact,
  LastSyncedFact,
  SummaryWord,
  SyncStatusFact,
} from '../components/connector-facts';
import { FactList } from '../components/fact-list';
import { Instant } from '../components/instant';
import { LoadFailed } from '../components/load-failed';
import { PanelBox } from '../components/panel-box';
import { ProblemText } from '../components/problem-text';
import { TakeOver } from '../components/take-over';
import { ConnectorFormView } from '../connector-form/connector-form-view';
import { useConnectorQuery, useConnectorsQuery } from '../data/api';
import { useProvidersQuery } from '../data/providers';
import { usePolling } from '../data/polling';
import { WebhookCard } from '../deliveries/webhook-card';
import { waitsForConfirmation } from '../labels';
import { paths } from '../../../contracts/plugin';
import { PreviewCard } from '../preview/preview-card';
import { useCan } from '../rights';
import { RoomsCard } from '../rooms/rooms-card';
import { SignInCard } from '../sign-in/sign-in-card';
import { useText } from '../use-text';

function ConnectorPage() {
  const t = useText();
  const id = useParams().id ?? '';
  const mayManage = useCan('connectors.manage');
  const mayReadRuns = useCan('runs.read');
  const mayReadDeliveries = useCan('deliveries.read');
  const polling = usePolling();
  const { data: connector, error, refetch } = useConnectorQuery(id, polling.options);
  const { data: providers, error: providersError, refetch: refetchProviders } = useProvidersQuery();
  const { data: connectors } = useConnectorsQuery();
  polling.follow(connector?.status.syncStatus === 'running');

  if (connector === undefined) {
    return error === undefined ? <Page.Loading /> : <LoadFailed error={error} onRetry={refetch} />;
  }
  const provider = providers?.find((known) => known.id === connector.provider);
  if (provider === undefined) {
    return providers === undefined && providersError === undefined ? (
      <Page.Loading />
    ) : (
      <LoadFailed
        error={
          providersError ?? { message: t('connector.unknownProvider', { provider: connector.provider }) }
        }
        onRetry={refetchProviders}
      />
    );
  }
  const { problem, summary } = connector.status;
  const manager = connector.configuredBy?.name ?? t('connector.noAuthor');
  const canTakeOver = summary === 'paused' && mayManage && connectors?.meta.foreign?.canTake === true;
  return (
    <ConnectorFormView
      key={connector.id}
      provider={provider}
      connector={connector}
      proxyConfigured={connectors?.meta.proxyConfigured ?? false}
      deletionLocked={connectors?.meta.deletionLocked}
      below={provider.capabilities.includes('mintsJoinTokens') ? <RoomsCard connector={connector} /> : null}
      above={(isChanged) => (
        <>
          <PanelBox title={t('connector.status')}>
            <FactList
              facts={[
                { term: t('connector.summary'), value: <SummaryWord connector={connector} /> },
                {
                  term: t('connector.authorization'),
                  value: <AuthorizationFact connector={connector} brief />,
                },
                { term: t('connector.syncStatus'), value: <SyncStatusFact connector={connector} /> },
                { term: t('connector.lastSynced'), value: <LastSyncedFact connector={connector} /> },
                { term: t('connector.fetchedTill'), value: <FetchedTillFact connector={connector} /> },
                {
                  term: t('connector.nextRun'),
                  value: (
                    <Instant
                      at={connector.status.nextRunAt}
                      none={t(
                        listsRecordings(provider) ? 'connector.noNextRun' : 'connector.noNextRun.pushed',
                      )}
                    />
                  ),
                },
                {
                  term: t('connector.author'),
                  value:
                    connector.options.publishAs === 'host'
                      ? t('connector.author.host', { name: manager })
                      : manager,
                },
              ]}
            />
            {problem === undefined ? null : (
              <Box paddingTop={4}>
                <ProblemText
                  problem={problem}
                  tone={waitsForConfirmation(problem) ? 'warning' : 'danger'}
                  action={canTakeOver ? <TakeOver /> : undefined}
                />
              </Box>
            )}
            {!mayReadRuns ? null : (
              <Flex gap={2} paddingTop={4}>
                <LinkButton tag={NavLink} to={paths.imports(connector.id)} variant="tertiary" size="S">
                  {t('imports.title')}
                </LinkButton>
                <LinkButton tag={NavLink} to={paths.runs(connector.id)} variant="tertiary" size="S">
                  {t('runs.title')}
                </LinkButton>
              </Flex>
            )}
          </PanelBox>
          {listsRecordings(provider) ? <PreviewCard connector={connector} isFormChanged={isChanged} /> : null}
          {!provider.capabilities.includes('signsInManager') ? null : (
            <SignInCard connector={connector} isFormChanged={isChanged} onChanged={refetch} />
          )}
          {mayReadDeliveries ? <WebhookCard connector={connector} onNews={refetch} /> : null}
        </>
      )}
    />
  );
}

// Lazy pages are loaded by their default export.
export default ConnectorPage;
