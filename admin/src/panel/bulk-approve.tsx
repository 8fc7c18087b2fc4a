import { Box, Button, Flex, Modal, Typography } from '@strapi/design-system';
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

/** Approves the selected recordings that are waiting, and shows a result for each. */
export const BulkApprove: BulkAction = ({ model, documents }) => {
  const t = useText();
  const isRecording = model === RECORDING_UID;
  const ids = documents.map(({ documentId }) => documentId).slice(0, BULK_LIMIT);
  const { data } = useReviewStatesQuery(ids, { skip: !isRecording || ids.length === 0 });
  const waiting = data?.data.filter(({ state }) => state === 'pending') ?? [];
  if (!isRecording || !data?.meta.moderation.moderates || waiting.length === 0) return null;
  return {
    label: t('review.approveMany', { count: waiting.length }),
    variant: 'success',
    dialog: {
      type: 'modal',
      title: t('review.approveManyTitle'),
      content: ({ onClose }) => (
        <FailureBoundary part="part">
          <Results
            items={waiting.map(({ documentId, revision }) => ({ documentId, revision }))}
            onClose={onClose}
          />
        </FailureBoundary>
      ),
    },
  };
};

function Results({ items, onClose }: { items: ApproveMany.Body['items']; onClose: () => void }) {
  const t = useText();
  const say = useSay();
  const refusalOf = useRefusal();
  const [approve, { data, error, isLoading }] = useApproveManyMutation();
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
          <Button variant="tertiary" onClick={onClose}>
            {t('common.close')}
          </Button>
          {data === undefined ? (
            <Button variant="success" loading={isLoading} onClick={() => void approve({ items })}>
              {t('review.approve')}
            </Button>
          ) : null}
        </Flex>
      </Modal.Footer>
    </>
  );
}
