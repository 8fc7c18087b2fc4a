import { Box, Button, Flex, Modal, Typography } from '@strapi/design-system';
import * as React from 'react';
import type { ApproveMany } from '../../../contracts/review';
import { useApproveManyMutation, useReviewStatesQuery } from '../data/reviews';
import { useRefusal } from '../data/use-act';
import { FailureBoundary } from '../failure/failure-boundary';
import { RECORDING_UID } from '../../../contracts/plugin';
import { useSay, useText } from '../use-text';
import type { BulkAction } from './apis';

/** Another moderator was faster, or the entry changed: nothing failed. */
const OUTCOME_COLOURS = { done: 'success600', lost: 'warning700', failed: 'danger600' } as const;

/** The server's limit for one request. */
const BULK_LIMIT = 100;

type Items = ApproveMany.Body['items'];

/** Approves the selected recordings that are waiting, and shows a result for each. */
export const BulkApprove: BulkAction = ({ model, documents }) => {
  const t = useText();
  const isRecording = model === RECORDING_UID;
  const ids = documents.map(({ documentId }) => documentId).slice(0, BULK_LIMIT);
  const { data } = useReviewStatesQuery(ids, { skip: !isRecording || ids.length === 0 });
  // Once they are approved, none of them waits any more. The dialog stays, because it shows the results.
  const [shown, setShown] = React.useState<string>();
  const [decided, setDecided] = React.useState<string>();
  const waiting = (data?.data ?? []).flatMap(({ state, documentId, revision }) =>
    state === 'pending' ? [{ documentId, revision }] : [],
  );
  const left = JSON.stringify(waiting);
  const key = shown ?? (left === decided ? '[]' : left);
  const content = React.useCallback(
    ({ onClose }: { onClose: () => void }) => (
      <FailureBoundary part="part">
        <Results
          items={JSON.parse(key) as Items}
          onDecide={() => setShown(key)}
          onDecided={() => setDecided(key)}
          onGone={() => setShown(undefined)}
          onClose={onClose}
        />
      </FailureBoundary>
    ),
    [key],
  );
  const count = (JSON.parse(key) as Items).length;
  if (!isRecording || !data?.meta.moderation.moderates || count === 0) return null;
  return {
    label: t('review.approveMany', { count }),
    variant: 'success',
    dialog: { type: 'modal', title: t('review.approveManyTitle'), content },
  };
};

interface ResultsProps {
  items: Items;
  onDecide: () => void;
  onDecided: () => void;
  onGone: () => void;
  onClose: () => void;
}

function Results({ items, onDecide, onDecided, onGone, onClose }: ResultsProps) {
  const t = useText();
  const say = useSay();
  const refusalOf = useRefusal();
  const [approve, { data, error, isLoading }] = useApproveManyMutation();
  const gone = React.useRef(onGone);
  React.useEffect(() => {
    const tellGone = gone.current;
    return () => tellGone();
  }, []);
  const confirm = async () => {
    onDecide();
    if ('data' in (await approve({ items }))) onDecided();
  };
  const close = () => {
    onGone();
    onClose();
  };
  const sentence = ({ title, decision }: ApproveMany.Result) => {
    switch (decision.outcome) {
      case 'done':
        return t('review.approved', { title });
      case 'failed':
        return t('review.bulkFailed', { title, problem: say(decision.problem) });
      case 'lost':
        return `${title}: ${t(`review.lost.${decision.why}`, {
          name: ('by' in decision ? decision.by?.name : undefined) ?? t('review.somebody'),
        })}`;
    }
  };
  return (
    <>
      <Modal.Body>
        {data === undefined ? (
          <Typography>
            {error === undefined
              ? t('review.approveManyQuestion', { count: items.length })
              : refusalOf(error).message}
          </Typography>
        ) : (
          <Box tag="ul" role="status" aria-label={t('review.approveManyTitle')}>
            {data.map((result) => (
              <li key={result.documentId}>
                <Typography textColor={OUTCOME_COLOURS[result.decision.outcome]}>
                  {sentence(result)}
                </Typography>
              </li>
            ))}
          </Box>
        )}
      </Modal.Body>
      <Modal.Footer>
        <Flex gap={2}>
          <Button variant="tertiary" onClick={close}>
            {t('common.close')}
          </Button>
          {data === undefined ? (
            <Button variant="success" loading={isLoading} onClick={() => void confirm()}>
              {t('review.approve')}
            </Button>
          ) : null}
        </Flex>
      </Modal.Footer>
    </>
  );
}
