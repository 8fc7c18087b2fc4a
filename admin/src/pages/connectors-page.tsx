import { Box, Dialog, Flex, LinkButton, Link, Switch, TextButton, Typography } from '@strapi/design-system';
import {
  ArrowsCounterClockwise,
  BulletList,
  ClockCounterClockwise,
  Eye,
  Pencil,
  Plus,
  Trash,
} from '@strapi/icons';
import { ConfirmDialog, Layouts, Page, Table, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { NavLink, useNavigate } from 'react-router-dom';
import type { ConnectorView } from '../../../contracts/connectors';
import { arrivalOf, listsRecordings } from '../capabilities';
import { Announcer } from '../components/announcer';
import {
  AuthorizationFact,
  FetchedTillFact,
  LastSyncedFact,
  SummaryWord,
  SyncStatusFact,
} from '../components/connector-facts';
import { DataTable, INSTANT_WIDTH } from '../components/data-table';
import { LoadFailed } from '../components/load-failed';
import { LongText } from '../components/long-text';
import { CellControls, RowMenu, type RowAction } from '../components/row-menu';
import { NoticeBox } from '../components/notice-box';
import { isAllSet, SetupChecklist } from '../components/setup-checklist';
import { TakeOver } from '../components/take-over';
import {
  useConnectorsQuery,
  useDeleteConnectorMutation,
  useStartSyncMutation,
  useSwitchConnectorMutation,
} from '../data/api';
import { useProvidersQuery, type ProviderInfo } from '../data/providers';
import { SCHEDULER_GRACE_MS, usePolling, useRefreshWhenDue } from '../data/polling';
import { useAct } from '../data/use-act';
import { paths } from '../../../contracts/plugin';
import { useCan } from '../rights';
import { useRunHref } from '../use-run-href';
import { useSay, useText } from '../use-text';

function ConnectorsPage() {
  const t = useText();
  const say = useSay();
  const mayManage = useCan('connectors.manage');
  const polling = usePolling();
  const { data, error, isLoading, refetch } = useConnectorsQuery(undefined, polling.options);
  const [showsChecklist, setShowsChecklist] = React.useState(false);
  const connectors = data?.data ?? [];
  polling.follow(connectors.some(({ status }) => status.syncStatus === 'running'));
  useRefreshWhenDue(
    connectors.map(({ status }) => status.nextRunAt),
    refetch,
    SCHEDULER_GRACE_MS,
  );

  const columns = [
    { name: 'name', label: t('connector.name') },
    { name: 'authorization', label: t('connector.authorization'), width: '16.5rem' },
    { name: 'syncStatus', label: t('connector.syncStatus'), width: '17.5rem' },
    { name: 'lastSynced', label: t('connector.lastSynced'), width: INSTANT_WIDTH },
    { name: 'actions', label: t('connector.actions'), width: '11rem' },
  ];
  const add = !mayManage ? undefined : (
    <LinkButton tag={NavLink} to={paths.newConnector} startIcon={<Plus aria-hidden />}>
      {t('connectors.add')}
    </LinkButton>
  );

  return (
    <Page.Main>
      <Page.Title>{t('connectors.title')}</Page.Title>
      <Announcer
        text={connectors
          .map(({ options, status }) => `${options.name}: ${t(`summary.${status.summary}`)}`)
          .join('. ')}
      />
      <Layouts.Header title={t('connectors.title')} subtitle={t('connectors.subtitle')} primaryAction={add} />
      <Layouts.Content>
        {data?.meta.foreign === undefined ? null : (
          <Box paddingBottom={4}>
            <NoticeBox tone="warning" texts={[say(data.meta.foreign.what)]}>
              {mayManage && data.meta.foreign.canTake ? (
                <Box paddingTop={3}>
                  <TakeOver />
                </Box>
              ) : null}
            </NoticeBox>
          </Box>
        )}
        {data === undefined ? null : !isAllSet(data.meta.checklist) || showsChecklist ? (
          <SetupChecklist checklist={data.meta.checklist} connectors={connectors} mayManage={mayManage} />
        ) : (
          <Box paddingBottom={4}>
            <TextButton onClick={() => setShowsChecklist(true)}>{t('checklist.show')}</TextButton>
          </Box>
        )}
        {error !== undefined && data === undefined ? (
          <LoadFailed error={error} onRetry={refetch} />
        ) : (
          <DataTable
            rows={connectors}
            columns={columns}
            isLoading={isLoading}
            empty={{ content: t('connectors.empty'), action: add }}
          >
            {(connector) => <ConnectorRow connector={connector} />}
          </DataTable>
        )}
      </Layouts.Content>
    </Page.Main>
  );
}

function ConnectorRow({ connector }: { connector: ConnectorView }) {
  const t = useText();
  return (
    <Table.Row>
      <Table.Cell>
        <Flex direction="column" alignItems="flex-start" gap={1} paddingTop={3} paddingBottom={3}>
          <SummaryWord connector={connector} />
          <Link tag={NavLink} to={paths.connector(connector.id)}>
            <LongText text={connector.options.name} />
          </Link>
          <Typography variant="pi" textColor="neutral600">
            {connector.providerLabel}
          </Typography>
        </Flex>
      </Table.Cell>
      <Table.Cell>
        <AuthorizationFact connector={connector} />
      </Table.Cell>
      <Table.Cell>
        <SyncStatusFact connector={connector} />
      </Table.Cell>
      <Table.Cell>
        <Box paddingTop={3} paddingBottom={3}>
          <LastSyncedFact connector={connector} />
          <Typography tag="p" variant="pi" textColor="neutral600" paddingTop={2}>
            {t('connector.fetchedTill')}
          </Typography>
          <FetchedTillFact connector={connector} />
        </Box>
      </Table.Cell>
      <Table.Cell>
        <CellControls>
          <Flex gap={2}>
            <OnOffSwitch connector={connector} />
            <RowActions connector={connector} />
          </Flex>
        </CellControls>
      </Table.Cell>
    </Table.Row>
  );
}

/** Capabilities of the connector's provider. None while loading, so that no button appears for a moment. */
function useProviderOf(connector: ConnectorView): Pick<ProviderInfo, 'capabilities'> {
  const { data: providers = [] } = useProvidersQuery();
  return providers.find(({ id }) => id === connector.provider) ?? { capabilities: [] };
}

function OnOffSwitch({ connector }: { connector: ConnectorView }) {
  const t = useText();
  const provider = useProviderOf(connector);
  const mayManage = useCan('connectors.manage');
  const { toggleNotification } = useNotification();
  const { act } = useAct();
  const [switchTo, { isLoading }] = useSwitchConnectorMutation();
  const { name } = connector.options;
  const change = async (enabled: boolean) => {
    const result = await act(switchTo({ id: connector.id, enabled }));
    if (result === undefined) return;
    toggleNotification({
      type: 'success',
      message: enabled
        ? t(`connector.switchedOn.${arrivalOf(provider)}`, { name })
        : t('connector.switchedOff', { name }),
    });
  };
  return (
    <Switch
      aria-label={t('connector.switchOf', { name })}
      checked={connector.enabled}
      disabled={!mayManage || isLoading}
      onCheckedChange={(enabled) => void change(enabled)}
    />
  );
}

function RowActions({ connector }: { connector: ConnectorView }) {
  const t = useText();
  const mayManage = useCan('connectors.manage');
  const mayStart = useCan('runs.start');
  const provider = useProviderOf(connector);
  const mayReadRuns = useCan('runs.read');
  const mayDelete = useCan('connectors.delete');
  const { toggleNotification } = useNotification();
  const { act } = useAct();
  const [start, { isLoading: isStarting }] = useStartSyncMutation();
  const [remove] = useDeleteConnectorMutation();
  const [asksToDelete, setAsksToDelete] = React.useState(false);
  const navigate = useNavigate();
  const runHref = useRunHref();
  const { name } = connector.options;

  const sync = async () => {
    const result = await act(start(connector.id));
    if (result === undefined) return;
    toggleNotification({
      type: 'info',
      title: result.data.outcome === 'queued' ? t('sync.queued') : t('sync.alreadyRunning'),
      message:
        result.data.outcome === 'queued'
          ? t('sync.queued.text', { name })
          : t('sync.alreadyRunning.text', { name }),
      link: { label: t('sync.openRun'), url: runHref(result.data.runId) },
    });
  };
  const confirmDelete = async () => {
    const result = await act(remove(connector.id));
    setAsksToDelete(false);
    if (result === undefined) return;
    toggleNotification({
      type: 'success',
      message: t('connector.deleted', { name, count: result.data.recordingsKept }),
    });
  };

  const actions: (RowAction & { isShown: boolean })[] = [
    {
      key: 'sync',
      isShown: mayStart && listsRecordings(provider),
      label: t('connector.syncNow'),
      icon: <ArrowsCounterClockwise aria-hidden />,
      isDisabled: !connector.enabled || isStarting,
      onSelect: () => void sync(),
    },
    {
      key: 'open',
      isShown: true,
      label: t(mayManage ? 'connector.edit' : 'connector.open'),
      icon: mayManage ? <Pencil aria-hidden /> : <Eye aria-hidden />,
      onSelect: () => navigate(paths.connector(connector.id)),
    },
    {
      key: 'imports',
      isShown: mayReadRuns,
      label: t('imports.title'),
      icon: <BulletList aria-hidden />,
      onSelect: () => navigate(paths.imports(connector.id)),
    },
    {
      key: 'runs',
      isShown: mayReadRuns,
      label: t('runs.title'),
      icon: <ClockCounterClockwise aria-hidden />,
      onSelect: () => navigate(paths.runs(connector.id)),
    },
    {
      key: 'delete',
      isShown: mayDelete,
      isDanger: true,
      label: t('connector.delete'),
      icon: <Trash aria-hidden />,
      onSelect: () => setAsksToDelete(true),
    },
  ];
  return (
    <RowMenu name={name} actions={actions.filter(({ isShown }) => isShown)} isAsking={asksToDelete}>
      <Dialog.Root open={asksToDelete} onOpenChange={setAsksToDelete}>
        <ConfirmDialog title={t('connector.deleteOf', { name })} onConfirm={confirmDelete}>
          {t('connector.delete.body')}
        </ConfirmDialog>
      </Dialog.Root>
    </RowMenu>
  );
}

// Lazy pages are loaded by their default export.
export default ConnectorsPage;
