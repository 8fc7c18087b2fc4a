import { Box, Flex, Typography } from '@strapi/design-system';
import { useText } from '../use-text';
import { KEYS } from './use-review-keys';

/** Lists the keyboard shortcuts of the page. */
export function KeysHelp() {
  const t = useText();
  return (
    <Flex tag="ul" gap={4} wrap="wrap" aria-label={t('review.keys')}>
      {KEYS.map(([key, what]) => (
        <li key={key}>
          <Typography variant="pi" textColor="neutral600">
            <Box
              tag="kbd"
              paddingLeft={1}
              paddingRight={1}
              marginRight={1}
              borderColor="neutral200"
              hasRadius
            >
              {key.toUpperCase()}
            </Box>
            {t(`review.key.${what}`)}
          </Typography>
        </li>
      ))}
    </Flex>
  );
}
