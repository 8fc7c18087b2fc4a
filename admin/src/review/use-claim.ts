import * as React from 'react';
import { useClaimReviewMutation, useReleaseReviewMutation } from '../data/reviews';

const SAY_AGAIN_MS = 30_000;

/** Shows other moderators that this item is open here, until the page is left. */
export function useClaim(documentId: string | undefined, isMine: boolean) {
  const [claim] = useClaimReviewMutation();
  const [release] = useReleaseReviewMutation();
  React.useEffect(() => {
    if (documentId === undefined || !isMine) return undefined;
    void claim(documentId);
    const timer = setInterval(() => void claim(documentId), SAY_AGAIN_MS);
    return () => {
      clearInterval(timer);
      void release(documentId);
    };
  }, [documentId, isMine, claim, release]);
}
