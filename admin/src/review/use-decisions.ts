import { useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import type { Decision, ReviewDetail } from '../../../contracts/review';
import { useApproveMutation, usePutBackMutation, useRejectMutation } from '../data/reviews';
import { readRefusal } from '../problem';
import { useText } from '../use-text';

/** What was decided last on this page, to be taken back. */
export interface LastDecision {
  documentId: string;
  text: string;
}

/** The moderator's moves, each with its notice. They answer whether the item has left its list. */
export function useDecisions() {
  const t = useText();
  const { toggleNotification } = useNotification();
  const [approve, approving] = useApproveMutation();
  const [reject, rejecting] = useRejectMutation();
  const [putBack] = usePutBackMutation();

  const [last, setLast] = React.useState<LastDecision>();

  const failed = (error: unknown) =>
    toggleNotification({ type: 'danger', message: readRefusal(error, t('common.unknownError')).message });
  const lost = (decision: Extract<Decision, { outcome: 'lost' }>) => {
    const name = 'by' in decision ? (decision.by?.name ?? t('review.somebody')) : '';
    toggleNotification({ type: 'warning', message: t(`review.lost.${decision.why}`, { name }) });
    return decision.why !== 'changed';
  };
  const back = async (documentId: string): Promise<boolean> => {
    const result = await putBack(documentId);
    if ('error' in result) {
      failed(result.error);
      return false;
    }
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
      const result = await approve({ documentId, body: { revision } });
      if ('error' in result) {
        failed(result.error);
        return false;
      }
      if (result.data.outcome === 'lost') return lost(result.data);
      setLast({ documentId, text: t('review.approved', { title }) });
      return true;
    },
    async reject({ review, title }: ReviewDetail, reason: string): Promise<boolean> {
      const { documentId, revision } = review;
      const result = await reject({ documentId, body: { revision, reason } });
      if ('error' in result) {
        failed(result.error);
        return false;
      }
      if (result.data.outcome === 'lost') return lost(result.data);
      setLast({ documentId, text: t('review.rejected', { title }) });
      return true;
    },
  };
}
