import { Box, Flex, Typography } from '@strapi/design-system';
import type { EventsView, WebhookView } from '../../../contracts/webhooks';
import { CopyField } from '../components/copy-field';
import { Instant } from '../components/instant';
import { StatusWord } from '../components/status-word';
import { NoticeBox } from '../components/notice-box';
import { useSay, useText } from '../use-text';
import { EVENTS_STATE_LOOKS } from './labels';

/** The state of the events in one word, and what it means. */
export function EventsState({ events }: { events: EventsView }) {
  const t = useText();
  const say = useSay();
  const { state, lastEventAt, secrets } = events;
  return (
    <Flex gap={3} alignItems="center" wrap="wrap">
      <StatusWord look={EVENTS_STATE_LOOKS[state]} word={t(`eventsState.${state}`)} />
      {state === 'waiting-for-secret' ? (
        <Typography>
          {t('eventsState.waiting-for-secret.explained', {
            label: secrets.map(({ label }) => say(label)).join(' / '),
          })}
        </Typography>
      ) : state === 'no-event-yet' ? (
        <Typography>{t('eventsState.no-event-yet.explained')}</Typography>
      ) : (
        <Box>
          <Typography tag="span" variant="pi" textColor="neutral600">
            {t('eventsState.lastEvent')}
          </Typography>{' '}
          <Instant at={lastEventAt} none={t('common.never')} />
        </Box>
      )}
    </Flex>
  );
}

/** The address to paste at the provider, with a warning if providers can't reach it. */
export function WebhookAddress({ webhook }: { webhook: WebhookView }) {
  const t = useText();
  const say = useSay();
  const { address, addressWarning } = webhook;
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <CopyField label={t('webhook.address')} value={address} help={t('webhook.address.help')} />
      {addressWarning === undefined ? null : <NoticeBox tone="warning" texts={[say(addressWarning.what)]} />}
    </Flex>
  );
}

/** Steps to do in the provider's console, in order. */
export function SetUpSteps({ events }: { events: EventsView }) {
  const say = useSay();
  return (
    <Box tag="ol" paddingLeft={5} style={{ listStyle: 'decimal' }}>
      {/* Keys are no texts: until these are loaded, all of them are empty, and equal keys leave lines behind. */}
      {events.setUp.map(say).map((step, index) => (
        <Typography key={index} tag="li" style={{ listStyle: 'inherit', overflowWrap: 'anywhere' }}>
          {step}
        </Typography>
      ))}
    </Box>
  );
}

/** Address and steps, until the first event arrives. */
export function WebhookSetUp({ webhook, provider }: { webhook: WebhookView; provider: string }) {
  const t = useText();
  const { events } = webhook;
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <WebhookAddress webhook={webhook} />
      {events === undefined || events.setUp.length === 0 ? null : (
        <Box>
          <Typography tag="h3" variant="sigma" textColor="neutral600" paddingBottom={2}>
            {t('webhook.setUp', { provider })}
          </Typography>
          <SetUpSteps events={events} />
        </Box>
      )}
    </Flex>
  );
}
