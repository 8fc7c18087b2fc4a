import {
  Box,
  Dialog,
  Flex,
  IconButton,
  LinkButton,
  Link,
  Menu,
  Switch,
  TextButton,
  Typography,
} from '@strapi/design-system';
import {
  ArrowsCounterClockwise,
  BulletList,
  ClockCounterClockwise,
  Eye,
  More,
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
import { CellControls, DataTable } from '../components/data-table';
import { LoadFailed } from '../components/load-failed';
import { isAllSet, SetupChecklist } from '../components/setup-checklist';
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
import { useText } from '../use-text';

function ConnectorsPage() {
  const t = useText();
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

  const headers = [
    { name: 'name', label: t('connector.name') },
    { name: 'authorization', label: t('connector.authorization') },
    { name: 'syncStatus', label: t('connector.syncStatus') },
    { name: 'lastSynced', label: t('connector.lastSynced') },
    { name: 'actions', label: t('connector.actions') },
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
            headers={headers}
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
        <Flex
          direction="column"
          alignItems="flex-start"
          gap={1}
          minWidth="12rem"
          paddingTop={3}
          paddingBottom={3}
          style={{ whiteSpace: 'normal' }}
        >
          <SummaryWord connector={connector} />
          <Link tag={NavLink} to={paths.connector(connector.id)}>
            {connector.options.name}
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
        {/* Both instants are in one column, so that the table fits 1,280 px. */}
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
  const menu = React.useRef<HTMLButtonElement>(null);
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

  // A dialog opened by a menu has no trigger, so the focus goes back to the menu button.
  const wasAsked = React.useRef(false);
  React.useEffect(() => {
    if (wasAsked.current && !asksToDelete) menu.current?.focus();
    wasAsked.current = asksToDelete;
  }, [asksToDelete]);

  return (
    <>
      <Menu.Root>
        <Menu.Trigger
          ref={menu}
          tag={IconButton}
          icon={<More aria-hidden />}
          label={t('connector.actionsOf', { name })}
        />
        <Menu.Content
          popoverPlacement="bottom-end"
          // High enough for all items, because a menu shows no scrollbar.
          maxHeight="40rem"
        >
          {!mayStart || !listsRecordings(provider) ? null : (
            <Menu.Item
              startIcon={<ArrowsCounterClockwise aria-hidden />}
              disabled={!connector.enabled || isStarting}
              onSelect={() => void sync()}
            >
              {t('connector.syncNow')}
            </Menu.Item>
          )}
          <Menu.Item
            startIcon={mayManage ? <Pencil aria-hidden /> : <Eye aria-hidden />}
            onSelect={() => navigate(paths.connector(connector.id))}
          >
            {t(mayManage ? 'connector.edit' : 'connector.open')}
          </Menu.Item>
          {!mayReadRuns ? null : (
            <>
              <Menu.Item
                startIcon={<BulletList aria-hidden />}
                onSelect={() => navigate(paths.imports(connector.id))}
              >
                {t('imports.title')}
              </Menu.Item>
              <Menu.Item
                startIcon={<ClockCounterClockwise aria-hidden />}
                onSelect={() => navigate(paths.runs(connector.id))}
              >
                {t('runs.title')}
              </Menu.Item>
            </>
          )}
          {!mayDelete ? null : (
            <Menu.Item
              variant="danger"
              startIcon={<Trash aria-hidden />}
              onSelect={() => setAsksToDelete(true)}
            >
              {t('connector.delete')}
            </Menu.Item>
          )}
        </Menu.Content>
      </Menu.Root>
      <Dialog.Root open={asksToDelete} onOpenChange={setAsksToDelete}>
        <ConfirmDialog title={t('connector.deleteOf', { name })} onConfirm={confirmDelete}>
          {t('connector.delete.body')}
        </ConfirmDialog>
      </Dialog.Root>
    </>
  );
}

// Lazy pages are loaded by their default export.
export default ConnectorsPage;
