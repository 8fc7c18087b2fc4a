import { useNotification } from '@strapi/strapi/admin';
import { useHref } from 'react-router-dom';
import type { DeliveryView } from '../../../contracts/webhooks';
import { PLUGIN_PATH } from '../plugin-id';
import { readRefusal } from '../problem';
import { useText } from '../use-text';

type Answer = { data: DeliveryView } | { error: unknown };

/** Says of a delivery that was just asked for that it is queued, with a link to where it says more. */
export function useQueued(): (answer: Answer, text: 'replay.queued.text' | 'testEvent.queued.text') => void {
  const t = useText();
  const { toggleNotification } = useNotification();
  const base = useHref(`${PLUGIN_PATH}/deliveries`);
  return (answer, text) => {
    if ('error' in answer) {
      const { message } = readRefusal(answer.error, t('common.unknownError'));
      toggleNotification({ type: 'danger', message });
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
