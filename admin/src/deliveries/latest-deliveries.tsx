import { Box, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { DeliveryView } from '../../../contracts/webhooks';
import { INSTANT_WIDTH, PlainTable } from '../components/data-table';
import { Instant } from '../components/instant';
import { LongText } from '../components/long-text';
import { paths } from '../../../contracts/plugin';
import { useText } from '../use-text';
import { DeliveryLinks, DeliveryState } from './delivery-state';

/** The latest deliveries of a connector, each with a link to its page. */
export function LatestDeliveries({ deliveries }: { deliveries: DeliveryView[] }) {
  const t = useText();
  return (
    <Box>
      <Typography tag="h3" variant="sigma" textColor="neutral600">
        {t('webhook.latest')}
      </Typography>
      <PlainTable
        label={t('webhook.latest')}
        rows={deliveries}
        columns={[
          { name: 'received', label: t('deliveries.received'), width: INSTANT_WIDTH },
          { name: 'event', label: t('deliveries.event') },
          { name: 'state', label: t('deliveries.state'), width: '24rem' },
          { name: 'ledTo', label: t('deliveries.ledTo'), width: '19rem' },
        ]}
      >
        {(delivery) => [
          <Instant key="received" at={delivery.receivedAt} none="" />,
          <EventName key="event" delivery={delivery} />,
          <DeliveryState key="state" delivery={delivery} />,
          <DeliveryLinks key="ledTo" delivery={delivery} />,
        ]}
      </PlainTable>
    </Box>
  );
}

/** The provider's own name of the event, as a link to the delivery's page. */
export function EventName({ delivery }: { delivery: DeliveryView }) {
  const t = useText();
  return (
    <>
      <Link tag={NavLink} to={paths.delivery(delivery.id)}>
        <LongText text={delivery.eventType} />
      </Link>
      {!delivery.isTest ? null : (
        <Typography tag="p" variant="pi" textColor="neutral600">
          {t('deliveries.isTest')}
        </Typography>
      )}
    </>
  );
}
