import { Box, Flex, Link } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { ConnectorView } from '../../../contracts/connectors';
import { PanelBox } from '../components/panel-box';
import { useProvidersQuery } from '../data/providers';
import { useWebhookQuery } from '../data/deliveries';
import { paths } from '../../../contracts/plugin';
import { useText } from '../use-text';
import { TestEventButton } from './test-event-button';
import { EventsState, WebhookSetUp } from './webhook-set-up';

/** Shown before the first delivery: the webhook address of each connector, and a test event. */
export function NoDeliveries({ connectors }: { connectors: ConnectorView[] }) {
  const { data: providers = [] } = useProvidersQuery();
  const receiving = connectors.filter(({ provider }) =>
    providers.some(({ id, capabilities }) => id === provider && capabilities.includes('receivesWebhooks')),
  );
  return (
    <Box paddingTop={6}>
      {receiving.map((connector) => (
        <SetUpOf key={connector.id} connector={connector} />
      ))}
    </Box>
  );
}

function SetUpOf({ connector }: { connector: ConnectorView }) {
  const t = useText();
  const { data: webhook } = useWebhookQuery(connector.id, { refetchOnMountOrArgChange: true });
  if (webhook?.events === undefined) return null;
  const { name } = connector.options;
  return (
    <PanelBox title={t('webhook.titleOf', { name })}>
      <Flex direction="column" alignItems="stretch" gap={4}>
        <Flex justifyContent="space-between" gap={4} wrap="wrap">
          <EventsState events={webhook.events} />
          <Flex gap={4}>
            <Link tag={NavLink} to={paths.connector(connector.id)}>
              {t('checklist.openConnector', { name })}
            </Link>
            <TestEventButton webhook={webhook} name={name} />
          </Flex>
        </Flex>
        <WebhookSetUp webhook={webhook} provider={connector.providerLabel} />
      </Flex>
    </PanelBox>
  );
}
