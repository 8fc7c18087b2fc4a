import { useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import type { Decision, ReviewDetail } from '../../../contracts/review';
import { useApproveMutation, usePutBackMutation, useRejectMutation } from '../data/reviews';
import { useAct } from '../data/use-act';
import { useText } from '../use-text';

/** The last decision on this page, which can be put back. */
export interface LastDecision {
  documentId: string;
  text: string;
}

/** The moderator's decisions, each with a notice. They return whether the item has left its list. */
export function useDecisions() {
  const t = useText();
  const { toggleNotification } = useNotification();
  const { act } = useAct();
  const [approve, approving] = useApproveMutation();
  const [reject, rejecting] = useRejectMutation();
  const [putBack] = usePutBackMutation();

  const [last, setLast] = React.useState<LastDecision>();

  const lost = (decision: Extract<Decision, { outcome: 'lost' }>) => {
    const name = 'by' in decision ? (decision.by?.name ?? t('review.somebody')) : '';
    toggleNotification({ type: 'warning', message: t(`review.lost.${decision.why}`, { name }) });
    return decision.why !== 'changed';
  };
  const back = async (documentId: string): Promise<boolean> => {
    const result = await act(putBack(documentId));
    if (result === undefined) return false;
    if (result.data.outcome === 'lost') return lost(result.data);
    setLast(undefined);
    toggleNotification({ type: 'success', message: t('review.putBackDone') });
    return true;
  };
  return {
    isBusy: approving.isLoading || rejecting.isLoading,
    last,
    forget: () => setLast(undefined),
    putBack: back,
    async approve({ review, title }: ReviewDetail): Promise<boolean> {
      const { documentId, revision } = review;
      const result = await act(approve({ documentId, body: { revision } }));
      if (result === undefined) return false;
      if (result.data.outcome === 'lost') return lost(result.data);
      setLast({ documentId, text: t('review.approved', { title }) });
      return true;
    },
    async reject({ review, title }: ReviewDetail, reason: string): Promise<boolean> {
      const { documentId, revision } = review;
      const result = await act(reject({ documentId, body: { revision, reason } }));
      if (result === undefined) return false;
      if (result.data.outcome === 'lost') return lost(result.data);
      setLast({ documentId, text: t('review.rejected', { title }) });
      return true;
    },
  };
}
