import { Box, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { ReviewDetail } from '../../../contracts/review';
import { paths } from '../../../contracts/plugin';
import { StatusWord } from '../components/status-word';
import { useSay, useText } from '../use-text';
import { REVIEW_LOOKS } from './labels';

/** The review status, why the recording is here, and who may decide. */
export function ReviewReason({ detail }: { detail: ReviewDetail }) {
  const t = useText();
  const say = useSay();
  const { review, missingRight, moderators } = detail;
  const names = moderators.map(({ name }) => name).join(', ');
  const cause =
    review.state === 'pending' && review.cause !== undefined
      ? t(`review.cause.${review.cause}`, { name: review.requestedBy?.name ?? t('review.somebody') })
      : undefined;
  return (
    <Box paddingBottom={3}>
      <Box paddingBottom={1}>
        <StatusWord look={REVIEW_LOOKS[review.state]} word={t(`reviewState.${review.state}`)} />
      </Box>
      {cause === undefined ? null : <Typography tag="p">{cause}</Typography>}
      {review.state === 'pending' && detail.isPublished ? (
        <Typography tag="p">{t('review.publishedBefore')}</Typography>
      ) : null}
      {review.state === 'pending' && detail.languages !== undefined ? (
        <Box paddingTop={1}>
          <Typography tag="p">{t('review.languages')}</Typography>
          <ul>
            {detail.languages.map(({ code, name, title }) => (
              <li key={code}>
                {title === undefined ? (
                  <Typography>{name}</Typography>
                ) : (
                  <Link tag={NavLink} to={paths.recordingIn(review.documentId, code)}>
                    {t('review.language', { name, title })}
                  </Link>
                )}
              </li>
            ))}
          </ul>
        </Box>
      ) : null}
      {review.state === 'rejected' && review.reason !== undefined ? (
        <Typography tag="p" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {t('review.rejectedBecause', { name: review.decidedBy?.name ?? '', reason: review.reason })}
        </Typography>
      ) : null}
      {review.openedBy === undefined ? null : (
        <Typography tag="p" fontWeight="semiBold" textColor="neutral700" role="status">
          {t('review.openedBy', { name: review.openedBy.name })}
        </Typography>
      )}
      {missingRight === undefined ? null : (
        <Typography tag="p">
          {t('review.missingRight', { right: say(missingRight) })}
          {names === '' ? '' : ` ${t('review.whoMay', { names })}`}
        </Typography>
      )}
    </Box>
  );
}
