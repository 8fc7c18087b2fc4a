import { Box, Typography } from '@strapi/design-system';
import { Layouts, Page, Table } from '@strapi/strapi/admin';
import type { DeliveryView } from '../../../contracts/webhooks';
import { Announcer } from '../components/announcer';
import { ConnectorFilter } from '../components/connector-filter';
import { DataTable, INSTANT_WIDTH, ListPagination, MENU_WIDTH, useEmptyList } from '../components/data-table';
import { Instant } from '../components/instant';
import { FilterSelect, useFilters } from '../components/list-filters';
import { LoadFailed } from '../components/load-failed';
import { LongText } from '../components/long-text';
import { useConnectorsQuery } from '../data/api';
import { useDeliveriesQuery } from '../data/deliveries';
import { useOpenedLately, usePolling, useRefreshWhenDue } from '../data/polling';
import { DeliveryLinks, DeliveryState } from '../deliveries/delivery-state';
import { DELIVERY_STATUS_LOOKS, isUnsettled } from '../deliveries/labels';
import { EventName } from '../deliveries/latest-deliveries';
import { NoDeliveries } from '../deliveries/no-deliveries';
import { ReplayMenu } from '../deliveries/replay-button';
import { wordIn, wordsOf } from '../labels';
import { useCan } from '../rights';
import { useText } from '../use-text';

const WATCHED_MS = 10 * 60_000;

function DeliveriesPage() {
  const t = useText();
  const filters = useFilters();
  const mayReadConnectors = useCan('connectors.read');
  const connectorId = filters.row('connectorId');
  const status = wordIn(DELIVERY_STATUS_LOOKS, filters.get('status'));
  const eventType = filters.get('eventType')?.slice(0, 100) ?? undefined;
  const polling = usePolling();
  const isOpenedLately = useOpenedLately(WATCHED_MS);
  const { data, error, isLoading, refetch } = useDeliveriesQuery(
    {
      page: filters.page,
      pageSize: filters.pageSize,
      ...(connectorId === undefined ? {} : { connectorId }),
      ...(status === undefined ? {} : { status }),
      ...(eventType === undefined ? {} : { eventType }),
    },
    polling.options,
  );
  const { data: connectors } = useConnectorsQuery(undefined, { skip: !mayReadConnectors });
  const deliveries = data?.data ?? [];
  polling.follow(
    deliveries.some((delivery) => isUnsettled(delivery, Date.now())) ||
      (isOpenedLately && filters.page === 1),
  );
  useRefreshWhenDue(
    deliveries.map((delivery) => delivery.nextAttemptAt),
    refetch,
  );
  const empty = useEmptyList(
    status !== undefined || eventType !== undefined || connectorId !== undefined,
    { all: t('deliveries.empty'), filtered: t('deliveries.emptyFiltered') },
    () => filters.clear('status', 'connectorId', 'eventType'),
  );
  const columns = [
    { name: 'received', label: t('deliveries.received'), width: INSTANT_WIDTH },
    { name: 'event', label: t('deliveries.event') },
    { name: 'state', label: t('deliveries.state'), width: '23rem' },
    { name: 'ledTo', label: t('deliveries.ledTo'), width: '17rem' },
    { name: 'actions', label: t('imports.actions'), width: MENU_WIDTH },
  ];

  return (
    <Page.Main>
      <Page.Title>{t('deliveries.title')}</Page.Title>
      <Announcer text={deliveries[0] === undefined ? '' : announcement(deliveries[0], t)} />
      <Layouts.Header title={t('deliveries.title')} subtitle={t('deliveries.subtitle')} />
      <Layouts.Action
        startActions={
          <>
            <FilterSelect
              label={t('deliveries.state')}
              all={t('filter.allStates')}
              value={status}
              options={wordsOf(DELIVERY_STATUS_LOOKS).map((word) => ({
                value: word,
                label: t(`deliveryStatus.${word}`),
              }))}
              onChange={(value) => filters.set('status', value)}
            />
            <ConnectorFilter
              connectorId={connectorId}
              onChange={(value) => filters.set('connectorId', value)}
            />
            <FilterSelect
              label={t('deliveries.event')}
              all={t('filter.allEvents')}
              value={eventType}
              options={eventTypes(data?.meta.eventTypes ?? [], eventType).map((value) => ({
                value,
                label: value,
              }))}
              onChange={(value) => filters.set('eventType', value)}
            />
          </>
        }
      />
      <Layouts.Content>
        {error !== undefined && data === undefined ? (
          <LoadFailed error={error} onRetry={refetch} />
        ) : (
          <>
            {data === undefined ? null : (
              <Typography tag="p" textColor="neutral600" paddingBottom={4}>
                {t('deliveries.retention', { days: data.meta.retentionDays })}
              </Typography>
            )}
            <DataTable rows={deliveries} columns={columns} isLoading={isLoading} empty={empty}>
              {(delivery) => <DeliveryRow delivery={delivery} />}
            </DataTable>
            {deliveries.length > 0 ? (
              <ListPagination pagination={data?.meta.pagination} />
            ) : status !== undefined || eventType !== undefined ? null : (
              <NoDeliveries
                connectors={(connectors?.data ?? []).filter(
                  ({ id }) => connectorId === undefined || id === connectorId,
                )}
              />
            )}
          </>
        )}
      </Layouts.Content>
    </Page.Main>
  );
}

/** Event types that occur, and the one in the address bar even if it no longer occurs. */
const eventTypes = (known: string[], chosen: string | undefined): string[] =>
  chosen === undefined || known.includes(chosen) ? known : [...known, chosen];

const announcement = (delivery: DeliveryView, t: ReturnType<typeof useText>) =>
  t('deliveries.announce', {
    event: delivery.eventType,
    connector: delivery.connectorName,
    status: t(`deliveryStatus.${delivery.status}`),
  });

function DeliveryRow({ delivery }: { delivery: DeliveryView }) {
  return (
    <Table.Row>
      <Table.Cell>
        <Instant at={delivery.receivedAt} none="" />
      </Table.Cell>
      <Table.Cell>
        <Box>
          <EventName delivery={delivery} />
          <Typography tag="p" variant="pi" textColor="neutral600">
            <LongText text={`${delivery.connectorName} · ${delivery.providerLabel}`} />
          </Typography>
        </Box>
      </Table.Cell>
      <Table.Cell>
        <Box paddingTop={3} paddingBottom={3}>
          <DeliveryState delivery={delivery} />
        </Box>
      </Table.Cell>
      <Table.Cell>
        <DeliveryLinks delivery={delivery} />
      </Table.Cell>
      <Table.Cell>
        <ReplayMenu delivery={delivery} />
      </Table.Cell>
    </Table.Row>
  );
}

// Lazy pages are loaded by their default export.
export default DeliveriesPage;
