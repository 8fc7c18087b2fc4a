import { Box, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { ReviewListItem } from '../../../contracts/review';
import { LongText } from '../components/long-text';
import { formatDuration, formatInstant } from '../format';
import { useText } from '../use-text';

interface ReviewQueueProps {
  items: ReviewListItem[];
  current: string | undefined;
  onOpen: (documentId: string) => void;
}

/** Recordings of the chosen list; waiting ones start with the oldest. */
export function ReviewQueue({ items, current, onOpen }: ReviewQueueProps) {
  const t = useText();
  const { locale } = useIntl();
  return (
    <Box tag="ul" aria-label={t('review.queue')}>
      {items.map(({ review, title, startedAt, durationSeconds, hostName }) => {
        const isOpen = review.documentId === current;
        const facts = [
          startedAt === undefined ? undefined : formatInstant(locale, startedAt),
          durationSeconds === undefined ? undefined : formatDuration(durationSeconds),
          hostName,
        ].filter(Boolean);
        return (
          <Box tag="li" key={review.documentId} paddingBottom={2}>
            <Box
              tag="button"
              type="button"
              width="100%"
              padding={3}
              hasRadius
              background={isOpen ? 'primary100' : 'neutral0'}
              borderColor={isOpen ? 'primary600' : 'neutral150'}
              // Browsers draw the text of buttons black, in the dark theme too.
              color="neutral800"
              shadow="tableShadow"
              aria-current={isOpen ? 'true' : undefined}
              onClick={() => onOpen(review.documentId)}
              style={{ textAlign: 'start', cursor: 'pointer' }}
            >
              <Typography tag="span" display="block" fontWeight="semiBold">
                <LongText text={title} lines={3} />
              </Typography>
              <Typography
                tag="span"
                display="block"
                variant="pi"
                textColor="neutral600"
                style={{ overflowWrap: 'anywhere' }}
              >
                {facts.join(' · ')}
              </Typography>
              {review.openedBy === undefined ? null : (
                <Typography
                  tag="span"
                  display="block"
                  variant="pi"
                  textColor="neutral700"
                  style={{ overflowWrap: 'anywhere' }}
                >
                  {t('review.openedBy', { name: review.openedBy.name })}
                </Typography>
              )}
            </Box>
          </Box>
        );
      })}
    </Box>
  );
}
