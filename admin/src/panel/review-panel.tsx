import { Box, Flex, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { StatusWord } from '../components/status-word';
import { useReviewStatesQuery } from '../data/reviews';
import { paths, RECORDING_UID } from '../../../contracts/plugin';
import { REVIEW_LOOKS } from '../review/labels';
import { useText } from '../use-text';
import type { SidePanel } from './recording-panel';

/** Side panel of a recording: its review status and the moderator's reason. */
export const ReviewPanel: SidePanel = ({ model, documentId }) => {
  const t = useText();
  const isSaved = model === RECORDING_UID && documentId !== undefined && documentId !== 'create';
  const { data } = useReviewStatesQuery(isSaved ? [documentId] : [], {
    skip: !isSaved,
    refetchOnMountOrArgChange: true,
  });
  const review = data?.data[0];
  if (!isSaved || review === undefined || review.state === 'none') return null;
  return {
    title: t('review.panel'),
    content: (
      <Flex direction="column" alignItems="stretch" gap={2} width="100%">
        <Box>
          <StatusWord look={REVIEW_LOOKS[review.state]} word={t(`reviewState.${review.state}`)} />
        </Box>
        {review.state === 'pending' && review.languages !== undefined ? (
          <Typography>{t('review.waitsIn', { languages: review.languages.join(', ') })}</Typography>
        ) : null}
        {review.state === 'rejected' && review.reason !== undefined ? (
          <Typography style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {t('review.rejectedBecause', { name: review.decidedBy?.name ?? '', reason: review.reason })}
          </Typography>
        ) : null}
        <Link tag={NavLink} to={paths.review(documentId)}>
          {t('review.open')}
        </Link>
      </Flex>
    ),
  };
};
