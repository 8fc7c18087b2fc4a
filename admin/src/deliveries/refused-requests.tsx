import { Box, Flex, Typography } from '@strapi/design-system';
import type { WebhookView } from '../../../contracts/webhooks';
import { Instant } from '../components/instant';
import { useText } from '../use-text';
import { refusedByReason } from './labels';

/** Refused requests. They are counted, not stored. */
export function RefusedRequests({ webhook }: { webhook: WebhookView }) {
  const t = useText();
  const { refused } = webhook;
  return (
    <>
      <Typography tag="p" textColor="neutral600">
        {t('refused.explained')}
      </Typography>
      <Flex gap={2} paddingTop={2} alignItems="flex-start">
        <Typography variant="pi" textColor="neutral600">
          {t('refused.since')}
        </Typography>
        <Instant at={refused.since} none="" />
      </Flex>
      {refused.total === 0 ? null : (
        <Flex gap={8} paddingTop={3} alignItems="flex-start" wrap="wrap">
          <Box tag="ul" aria-label={t('refused.byReason')}>
            {refusedByReason(refused).map(({ reason, count }) => (
              <Typography key={reason} tag="li">
                {t('refused.count', { count, reason: t(`refusal.${reason}`) })}
              </Typography>
            ))}
          </Box>
          <Box tag="ol" aria-label={t('refused.last')}>
            {refused.last.map(({ at, reason }, index) => (
              <Flex tag="li" key={`${at} ${index}`} gap={3} paddingBottom={1} alignItems="flex-start">
                <Instant at={at} none="" />
                <Typography>{t(`refusal.${reason}`)}</Typography>
              </Flex>
            ))}
          </Box>
        </Flex>
      )}
    </>
  );
}
