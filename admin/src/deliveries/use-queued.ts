import { useNotification } from '@strapi/strapi/admin';
import { useHref } from 'react-router-dom';
import type { DeliveryView } from '../../../contracts/webhooks';
import { useAct } from '../data/use-act';
import { PLUGIN_PATH } from '../../../contracts/plugin';
import { useText } from '../use-text';

type Answer = { data: DeliveryView } | { error: unknown };

/** Shows that a requested delivery is queued, with a link to its page. */
export function useQueued(): (answer: Answer, text: 'replay.queued.text' | 'testEvent.queued.text') => void {
  const t = useText();
  const { toggleNotification } = useNotification();
  const { tellRefusal } = useAct();
  const base = useHref(`${PLUGIN_PATH}/deliveries`);
  return (answer, text) => {
    if ('error' in answer) {
      tellRefusal(answer.error);
      return;
    }
    toggleNotification({
      type: 'info',
      title: t('deliveries.queued'),
      message: t(text, { event: answer.data.eventType }),
      link: { label: t('deliveries.openOne'), url: `${base}/${answer.data.id}` },
    });
  };
}
