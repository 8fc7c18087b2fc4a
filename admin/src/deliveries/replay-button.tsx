import { Button } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import type { DeliveryView } from '../../../contracts/webhooks';
import { useReplayDeliveryMutation } from '../data/deliveries';
import { useCan } from '../rights';
import { useText } from '../use-text';
import { useQueued } from './use-queued';

/** Processes a delivery again. Hidden without the right. */
export function ReplayButton({ delivery, size = 'S' }: { delivery: DeliveryView; size?: 'S' | 'M' }) {
  const t = useText();
  const mayReplay = useCan('deliveries.replay');
  const [replay, { isLoading }] = useReplayDeliveryMutation();
  const queued = useQueued();
  if (!mayReplay || !delivery.canReplay) return null;
  return (
    <Button
      size={size}
      variant="secondary"
      loading={isLoading}
      startIcon={<ArrowClockwise aria-hidden />}
      aria-label={t('replay.buttonOf', { event: delivery.eventType, id: delivery.id })}
      onClick={() => void replay(delivery.id).then((answer) => queued(answer, 'replay.queued.text'))}
    >
      {t('replay.button')}
    </Button>
  );
}
