import { useNotification } from '@strapi/strapi/admin';
import type { DecideHost, HostView } from '../../../contracts/people';
import { useDecideHostMutation, useInviteHostMutation } from '../data/people';
import { readRefusal } from '../problem';
import { useText } from '../use-text';
import { nameOf } from './labels';

/** Decides about hosts, each time with a notice of what came of it. */
export function useDecide() {
  const t = useText();
  const { toggleNotification } = useNotification();
  const [decide, deciding] = useDecideHostMutation();
  const [invite, inviting] = useInviteHostMutation();
  const refused = (error: unknown) =>
    toggleNotification({ type: 'danger', message: readRefusal(error, t('common.unknownError')).message });

  return {
    isBusy: deciding.isLoading || inviting.isLoading,
    /** True when it was decided. */
    async decide(host: HostView, body: DecideHost.Body): Promise<boolean> {
      const answer = await decide({ id: host.id, body });
      if ('error' in answer) {
        refused(answer.error);
        return false;
      }
      const { data, meta } = answer.data;
      toggleNotification({
        type: 'success',
        message: t(`people.decided.${body.decision}`, {
          name: nameOf(data) ?? t('people.noName'),
          user: data.user?.name ?? '',
          count: meta.recordingsHandedOver,
        }),
      });
      return true;
    },
    async invite(host: HostView): Promise<void> {
      const answer = await invite(host.id);
      if ('error' in answer) refused(answer.error);
      else
        toggleNotification({
          type: 'info',
          title: t('mails.queued'),
          message: t('people.invited', { email: answer.data.user?.email ?? '' }),
        });
    },
  };
}
