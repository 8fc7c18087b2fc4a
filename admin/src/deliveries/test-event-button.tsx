import { Button } from '@strapi/design-system';
import { PaperPlane } from '@strapi/icons';
import type { WebhookView } from '../../../contracts/webhooks';
import { useSendTestEventMutation } from '../data/deliveries';
import { useCan } from '../rights';
import { useText } from '../use-text';
import { useQueued } from './use-queued';

/** Sends a signed sample event to the connector's webhook. Needs the secret that signs it. */
export function TestEventButton({ webhook, name }: { webhook: WebhookView; name: string }) {
  const t = useText();
  const maySend = useCan('deliveries.replay');
  const [send, { isLoading }] = useSendTestEventMutation();
  const queued = useQueued();
  if (!maySend || webhook.events === undefined) return null;
  return (
    <Button
      variant="secondary"
      size="S"
      startIcon={<PaperPlane aria-hidden />}
      loading={isLoading}
      disabled={webhook.events.state === 'waiting-for-secret'}
      aria-label={t('testEvent.buttonOf', { name })}
      onClick={() => void send(webhook.connectorId).then((answer) => queued(answer, 'testEvent.queued.text'))}
    >
      {t('testEvent.button')}
    </Button>
  );
}
