import { Box, Flex, Typography } from '@strapi/design-system';
import type { DeliveryAttempt } from '../../../contracts/webhooks';
import { Instant } from '../components/instant';
import { ProblemText } from '../components/problem-text';
import { StatusWord } from '../components/status-word';
import { formatDuration, secondsBetween } from '../format';
import { useText } from '../use-text';
import { ATTEMPT_LOOKS, attemptWord } from './labels';

/** Attempts to process a delivery, oldest first. A replay adds one and keeps the others. */
export function Attempts({ attempts }: { attempts: DeliveryAttempt[] }) {
  const t = useText();
  if (attempts.length === 0) {
    return <Typography textColor="neutral600">{t('attempts.none')}</Typography>;
  }
  return (
    <Box tag="ol" aria-label={t('attempts.title')}>
      {attempts.map((attempt) => {
        const word = attemptWord(attempt);
        return (
          <Flex
            tag="li"
            key={attempt.number}
            gap={5}
            paddingTop={2}
            paddingBottom={2}
            alignItems="flex-start"
            wrap="wrap"
          >
            <Box minWidth="14rem">
              <Typography tag="p" fontWeight="semiBold">
                {t('attempts.number', { number: attempt.number })}
              </Typography>
              <Typography tag="p" variant="pi" textColor="neutral600">
                {t(attempt.byHand ? 'attempts.byHand' : 'attempts.byItself')}
              </Typography>
            </Box>
            <Box minWidth="18rem">
              <Instant at={attempt.startedAt} none="" />
            </Box>
            <Box minWidth="6rem">
              <Typography>
                {attempt.finishedAt === undefined
                  ? '–'
                  : formatDuration(secondsBetween(attempt.startedAt, attempt.finishedAt, 0))}
              </Typography>
            </Box>
            <Box>
              <StatusWord look={ATTEMPT_LOOKS[word]} word={t(`attemptOutcome.${word}`)} />
              {attempt.problem === undefined ? null : <ProblemText problem={attempt.problem} />}
            </Box>
          </Flex>
        );
      })}
    </Box>
  );
}
