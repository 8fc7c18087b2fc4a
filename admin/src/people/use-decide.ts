import { useNotification } from '@strapi/strapi/admin';
import type { DecideHost, HostView } from '../../../contracts/people';
import type { MessageOrText } from '../../../contracts/messages/message';
import { useDecideHostMutation, useInviteHostMutation } from '../data/people';
import { useAct } from '../data/use-act';
import { useSay, useText } from '../use-text';
import { nameOf } from './labels';

/** Decisions about hosts, each with a notice of the result. */
export function useDecide() {
  const t = useText();
  const say = useSay();
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
    /** @param mailProblem why this site can't send the link; undefined if it can. */
    async invite(host: HostView, mailProblem: MessageOrText | undefined): Promise<void> {
      const answer = await act(invite(host.id));
      if (answer === undefined) return;
      const email = answer.data.user?.email ?? '';
      toggleNotification({
        type: mailProblem === undefined ? 'info' : 'warning',
        title: t('mails.queued'),
        message:
          mailProblem === undefined
            ? t('people.invited', { email })
            : t('people.invited.noMail', { email, problem: say(mailProblem) }),
      });
    },
  };
}
