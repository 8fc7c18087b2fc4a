import { useNotification } from '@strapi/strapi/admin';
import type { DecideHost, HostView } from '../../../contracts/people';
import { useDecideHostMutation, useInviteHostMutation } from '../data/people';
import { useAct } from '../data/use-act';
import { useText } from '../use-text';
import { nameOf } from './labels';

/** Decisions about hosts, each with a notice of the result. */
export function useDecide() {
  const t = useText();
  const { toggleNotification } = useNotification();
  const { act } = useAct();
  const [decide, deciding] = useDecideHostMutation();
  const [invite, inviting] = useInviteHostMutation();

  return {
    isBusy: deciding.isLoading || inviting.isLoading,
    /** Returns true if the decision was saved. */
    async decide(host: HostView, body: DecideHost.Body): Promise<boolean> {
      const answer = await act(decide({ id: host.id, body }));
      if (answer === undefined) return false;
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
      const answer = await act(invite(host.id));
      if (answer === undefined) return;
      toggleNotification({
        type: 'info',
        title: t('mails.queued'),
        message: t('people.invited', { email: answer.data.user?.email ?? '' }),
      });
    },
  };
}
