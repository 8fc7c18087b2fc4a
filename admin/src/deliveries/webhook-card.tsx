import { Accordion, Box, Flex, LinkButton, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { ConnectorView } from '../../../contracts/connectors';
import type { EventsView, WebhookView } from '../../../contracts/webhooks';
import { Announcer } from '../components/announcer';
import { Instant } from '../components/instant';
import { LoadFailed } from '../components/load-failed';
import { PanelBox } from '../components/panel-box';
import { ProblemText } from '../components/problem-text';
import { StatusWord } from '../components/status-word';
import { NoticeBox } from '../components/notice-box';
import { useDeliveriesQuery, useWebhookQuery } from '../data/deliveries';
import { useOpenedLately, usePolling } from '../data/polling';
import { useOnChange } from '../data/use-on-change';
import { paths } from '../../../contracts/plugin';
import { useSay, useText } from '../use-text';
import { isUnsettled, SUBSCRIPTION_LOOKS } from './labels';
import { LatestDeliveries } from './latest-deliveries';
import { RefusedRequests } from './refused-requests';
import { TestEventButton } from './test-event-button';
import { WakeUp } from './wake-up';
import { EventsState, SetUpSteps, WebhookAddress, WebhookSetUp } from './webhook-set-up';

const LATEST = 5;
/** How long after opening the page somebody probably waits for an event. */
const WATCHED_MS = 10 * 60_000;

interface WebhookCardProps {
  connector: ConnectorView;
  /** Called when a delivery arrived or was processed, because the connector's status may have changed. */
  onNews: () => unknown;
}

/** The webhook of a connector: its address, its state and the latest deliveries. */
export function WebhookCard({ connector, onNews }: WebhookCardProps) {
  const t = useText();
  const polling = usePolling();
  const isOpenedLately = useOpenedLately(WATCHED_MS);
  const { data: webhook, error, refetch } = useWebhookQuery(connector.id, polling.options);
  const { data: deliveries } = useDeliveriesQuery(
    { connectorId: connector.id, page: 1, pageSize: LATEST },
    { ...polling.options, skip: webhook === undefined || webhook.events === undefined },
  );
  const latest = deliveries?.data ?? [];
  const isReady = webhook?.events !== undefined && webhook.events.state !== 'waiting-for-secret';
  polling.follow((isOpenedLately && isReady) || latest.some((delivery) => isUnsettled(delivery, Date.now())));
  useOnChange(
    webhook === undefined || deliveries === undefined
      ? undefined
      : JSON.stringify([webhook.events?.state, latest.map(({ id, status }) => [id, status])]),
    onNews,
  );

  if (webhook === undefined) {
    return error === undefined ? null : (
      <PanelBox title={t('webhook.title')}>
        <LoadFailed error={error} onRetry={refetch} />
      </PanelBox>
    );
  }
  const { events } = webhook;
  if (events === undefined) {
    return (
      <PanelBox title={t('webhook.wakeOnly')}>
        <WakeUp webhook={webhook} />
      </PanelBox>
    );
  }
  return (
    <PanelBox title={t('webhook.title')}>
      <Announcer text={t(`eventsState.${events.state}`)} />
      <Flex direction="column" alignItems="stretch" gap={5}>
        <Flex justifyContent="space-between" gap={4} wrap="wrap">
          <EventsState events={events} />
          <Flex gap={2}>
            <TestEventButton webhook={webhook} name={connector.options.name} />
            <LinkButton tag={NavLink} to={paths.deliveries(connector.id)} variant="tertiary" size="S">
              {t('webhook.allDeliveries')}
            </LinkButton>
          </Flex>
        </Flex>
        <Streak webhook={webhook} provider={connector.providerLabel} />
        <FormerSecrets webhook={webhook} />
        <Missing events={events} provider={connector.providerLabel} />
        <Subscription events={events} provider={connector.providerLabel} />
        {latest.length === 0 ? null : <LatestDeliveries deliveries={latest} />}
        {events.state === 'receiving' ? (
          <WebhookAddress webhook={webhook} />
        ) : (
          <WebhookSetUp webhook={webhook} provider={connector.providerLabel} />
        )}
        <Rest webhook={webhook} events={events} provider={connector.providerLabel} />
      </Flex>
    </PanelBox>
  );
}

/** Details that are rarely needed, closed at first. */
function Rest({ webhook, events, provider }: { webhook: WebhookView; events: EventsView; provider: string }) {
  const t = useText();
  const { refused, repeated } = webhook;
  const parts = [
    ...(events.state === 'receiving' && events.setUp.length > 0
      ? [
          {
            key: 'set-up',
            title: t('webhook.setUp', { provider }),
            content: <SetUpSteps events={events} />,
          },
        ]
      : []),
    {
      key: 'refused',
      // A few are normal for a public address, so this is no warning.
      title: [
        t('refused.title', { count: refused.total }),
        ...(repeated === 0 ? [] : [t('refused.repeated', { count: repeated })]),
      ].join(' · '),
      content: <RefusedRequests webhook={webhook} />,
    },
    { key: 'wake', title: t('wake.andSecret'), content: <WakeUp webhook={webhook} /> },
  ];
  return (
    <Accordion.Root size="S" collapsible>
      {parts.map(({ key, title, content }) => (
        <Accordion.Item key={key} value={key}>
          <Accordion.Header>
            <Accordion.Trigger>{title}</Accordion.Trigger>
          </Accordion.Header>
          <Accordion.Content>
            <Box padding={4}>{content}</Box>
          </Accordion.Content>
        </Accordion.Item>
      ))}
    </Accordion.Root>
  );
}

/** One refused request is normal for a public address; several in a row point to a wrong secret. */
const STREAK_SHOWN = 3;

function Streak({ webhook, provider }: { webhook: WebhookView; provider: string }) {
  const t = useText();
  const { streak } = webhook.refused;
  if (streak === undefined || streak.count < STREAK_SHOWN) return null;
  return (
    <Box>
      <NoticeBox
        tone="warning"
        texts={[
          t('refused.streak', { count: streak.count, reason: t(`refusal.${streak.reason}`), provider }),
        ]}
      />
      <Instant at={streak.since} none="" />
    </Box>
  );
}

/** Replaced secrets that are still accepted, so that events on their way are not lost. */
function FormerSecrets({ webhook }: { webhook: WebhookView }) {
  const t = useText();
  const say = useSay();
  const still = (webhook.events?.secrets ?? []).filter(({ formerUntil }) => formerUntil !== undefined);
  if (still.length === 0) return null;
  return (
    <Box>
      {still.map(({ field, label, formerUntil }) => (
        <Box key={field}>
          <Typography tag="p" variant="pi" textColor="neutral600">
            {t('webhook.formerSecret', { label: say(label) })}
          </Typography>
          <Instant at={formerUntil} none="" />
        </Box>
      ))}
    </Box>
  );
}

/** Recordings that ended and were not announced in the usual time. */
function Missing({ events, provider }: { events: EventsView; provider: string }) {
  const t = useText();
  if (events.missing.length === 0) return null;
  return (
    <Box>
      <NoticeBox tone="warning" texts={[t('webhook.missing', { provider, count: events.missing.length })]} />
      <Box tag="ul" paddingTop={2}>
        {events.missing.map(({ since, deliveryId }) => (
          <Box tag="li" key={deliveryId} paddingBottom={1}>
            <Flex gap={3}>
              <Instant at={since} none="" />
              <LinkButton tag={NavLink} to={paths.delivery(deliveryId)} variant="tertiary" size="S">
                {t('deliveries.openOne')}
              </LinkButton>
            </Flex>
          </Box>
        ))}
      </Box>
    </Box>
  );
}

/** The subscription, for providers that send events only while one is renewed. */
function Subscription({ events, provider }: { events: EventsView; provider: string }) {
  const t = useText();
  const { subscription } = events;
  if (subscription === undefined) return null;
  return (
    <Box>
      <Typography tag="h3" variant="sigma" textColor="neutral600" paddingBottom={2}>
        {t('subscription.title', { provider })}
      </Typography>
      <Flex gap={3} alignItems="center" wrap="wrap">
        <StatusWord
          look={SUBSCRIPTION_LOOKS[subscription.state]}
          word={t(`subscription.${subscription.state}`)}
        />
        {subscription.renewsAt === undefined ? null : (
          <Box>
            <Typography tag="span" variant="pi" textColor="neutral600">
              {t('subscription.renewsAt')}
            </Typography>{' '}
            <Instant at={subscription.renewsAt} none="" />
          </Box>
        )}
      </Flex>
      {subscription.problem === undefined ? null : (
        <Box paddingTop={2}>
          <ProblemText problem={subscription.problem} />
        </Box>
      )}
    </Box>
  );
}
