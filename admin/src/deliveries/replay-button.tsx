import { Button } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import type { DeliveryView } from '../../../contracts/webhooks';
import { RowMenu } from '../components/row-menu';
import { useReplayDeliveryMutation } from '../data/deliveries';
import { useCan } from '../rights';
import { useText } from '../use-text';
import { useQueued } from './use-queued';

/** Processes a delivery again. It can't without the right, or while the delivery is worked on. */
function useReplay(delivery: DeliveryView) {
  const t = useText();
  const mayReplay = useCan('deliveries.replay');
  const [replay, { isLoading }] = useReplayDeliveryMutation();
  const queued = useQueued();
  return {
    canReplay: mayReplay && delivery.canReplay,
    isLoading,
    name: t('replay.nameOf', { event: delivery.eventType, id: delivery.id }),
    replay: () => void replay(delivery.id).then((answer) => queued(answer, 'replay.queued.text')),
  };
}

/** On the page of the delivery. */
export function ReplayButton({ delivery }: { delivery: DeliveryView }) {
  const t = useText();
  const { canReplay, isLoading, name, replay } = useReplay(delivery);
  if (!canReplay) return null;
  return (
    <Button
      variant="secondary"
      loading={isLoading}
      startIcon={<ArrowClockwise aria-hidden />}
      aria-label={t('replay.buttonOf', { name })}
      onClick={replay}
    >
      {t('replay.button')}
    </Button>
  );
}

/** In the list of deliveries. */
export function ReplayMenu({ delivery }: { delivery: DeliveryView }) {
  const t = useText();
  const { canReplay, isLoading, name, replay } = useReplay(delivery);
  return (
    <RowMenu
      name={name}
      actions={
        canReplay
          ? [
              {
                key: 'replay',
                label: t('replay.button'),
                icon: <ArrowClockwise aria-hidden />,
                isDisabled: isLoading,
                onSelect: replay,
              },
            ]
          : []
      }
    />
  );
}
