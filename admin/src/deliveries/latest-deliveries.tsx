import { Box, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { DeliveryView } from '../../../contracts/webhooks';
import { Instant } from '../components/instant';
import { paths } from '../../../contracts/plugin';
import { useText } from '../use-text';
import { DeliveryLinks, DeliveryState } from './delivery-state';

const cell = { padding: '0.8rem', verticalAlign: 'top' as const };

/** The latest deliveries of a connector, each with a link to its page. */
export function LatestDeliveries({ deliveries }: { deliveries: DeliveryView[] }) {
  const t = useText();
  const heads = [
    t('deliveries.received'),
    t('deliveries.event'),
    t('deliveries.state'),
    t('deliveries.ledTo'),
  ];
  return (
    <Box overflow="auto">
      <Typography tag="h3" variant="sigma" textColor="neutral600">
        {t('webhook.latest')}
      </Typography>
      <table aria-label={t('webhook.latest')} style={{ width: '100%' }}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" style={{ ...cell, height: 'auto', textAlign: 'left' }}>
                <Typography variant="sigma" textColor="neutral600">
                  {head}
                </Typography>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <tr key={delivery.id}>
              <td style={cell}>
                <Instant at={delivery.receivedAt} none="" />
              </td>
              <td style={cell}>
                <EventName delivery={delivery} />
              </td>
              <td style={cell}>
                <DeliveryState delivery={delivery} />
              </td>
              <td style={cell}>
                <DeliveryLinks delivery={delivery} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Box>
  );
}

/** The provider's own name of the event, as a link to the delivery's page. */
export function EventName({ delivery }: { delivery: DeliveryView }) {
  const t = useText();
  return (
    <>
      <Link tag={NavLink} to={paths.delivery(delivery.id)} style={{ overflowWrap: 'break-word' }}>
        {delivery.eventType}
      </Link>
      {!delivery.isTest ? null : (
        <Typography tag="p" variant="pi" textColor="neutral600">
          {t('deliveries.isTest')}
        </Typography>
      )}
    </>
  );
}
