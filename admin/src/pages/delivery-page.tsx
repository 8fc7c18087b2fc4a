import { Box, Typography } from '@strapi/design-system';
import { BackButton, Layouts, Page } from '@strapi/strapi/admin';
import { useIntl } from 'react-intl';
import { useParams } from 'react-router-dom';
import type { DeliveryDetail } from '../../../contracts/webhooks';
import { Announcer } from '../components/announcer';
import { FactList } from '../components/fact-list';
import { Instant } from '../components/instant';
import { LoadFailed } from '../components/load-failed';
import { PanelBox } from '../components/panel-box';
import { useDeliveryQuery } from '../data/deliveries';
import { usePolling, useRefreshWhenDue } from '../data/polling';
import { Attempts } from '../deliveries/attempts';
import { DeliveryLinks, DeliveryState } from '../deliveries/delivery-state';
import { isUnsettled } from '../deliveries/labels';
import { ReplayButton } from '../deliveries/replay-button';
import { formatBytes } from '../format';
import { paths } from '../../../contracts/plugin';
import { useText } from '../use-text';

/** One delivery as received, and every attempt to process it. */
function DeliveryPage() {
  const t = useText();
  const polling = usePolling();
  const { data: delivery, error, refetch } = useDeliveryQuery(useParams().id ?? '', polling.options);
  polling.follow(delivery !== undefined && isUnsettled(delivery, Date.now()));
  useRefreshWhenDue([delivery?.nextAttemptAt], refetch);
  if (delivery === undefined) {
    return error === undefined ? <Page.Loading /> : <LoadFailed error={error} onRetry={refetch} />;
  }
  return (
    <Page.Main>
      <Page.Title>{delivery.eventType}</Page.Title>
      <Announcer text={`${delivery.eventType}: ${t(`deliveryStatus.${delivery.status}`)}`} />
      <Layouts.Header
        title={delivery.eventType}
        subtitle={`${delivery.connectorName} · ${delivery.providerLabel}`}
        navigationAction={<BackButton fallback={paths.deliveries(delivery.connectorId)} />}
        primaryAction={<ReplayButton delivery={delivery} />}
      />
      <Layouts.Content>
        <PanelBox title={t('run.head')}>
          <FactList
            facts={[
              { term: t('deliveries.state'), value: <DeliveryState delivery={delivery} /> },
              { term: t('deliveries.received'), value: <Instant at={delivery.receivedAt} none="" /> },
              { term: t('deliveries.verdict'), value: t('deliveries.genuine') },
              { term: t('deliveries.ledTo'), value: <DeliveryLinks delivery={delivery} /> },
              ...(delivery.isTest ? [{ term: t('deliveries.kind'), value: t('deliveries.isTest') }] : []),
            ]}
          />
        </PanelBox>
        <PanelBox title={t('attempts.title')}>
          <Attempts attempts={delivery.attemptLog} />
        </PanelBox>
        <PanelBox title={t('deliveries.headers')}>
          <FactList
            facts={Object.entries(delivery.headers).map(([term, value]) => ({
              term,
              value,
            }))}
          />
        </PanelBox>
        <PanelBox title={t('deliveries.body')}>
          <Body delivery={delivery} />
        </PanelBox>
      </Layouts.Content>
    </Page.Main>
  );
}

function Body({ delivery }: { delivery: DeliveryDetail }) {
  const t = useText();
  const { locale } = useIntl();
  const bytes = formatBytes(locale, delivery.bodyBytes);
  return (
    <>
      <Typography tag="p" textColor="neutral600" paddingBottom={3}>
        {delivery.body === undefined
          ? t('deliveries.noBody', { bytes })
          : t(delivery.bodyCut ? 'deliveries.bodyCut' : 'deliveries.bodyMasked', { bytes })}
      </Typography>
      {delivery.body === undefined ? null : (
        <Box
          tag="pre"
          background="neutral100"
          hasRadius
          padding={4}
          maxHeight="60vh"
          overflow="auto"
          // Focusable, because a scrolling area must be reachable by keyboard.
          tabIndex={0}
          role="region"
          aria-label={t('deliveries.body')}
          style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
        >
          <Typography tag="code" style={{ fontFamily: 'monospace' }}>
            {delivery.body}
          </Typography>
        </Box>
      )}
    </>
  );
}

// Lazy pages are loaded by their default export.
export default DeliveryPage;
