import { Box, Flex, Typography } from '@strapi/design-system';
import { useText } from '../use-text';
import { keysIn, type ListedState } from './labels';

/** Lists the keyboard shortcuts that do something in the list that is open. */
export function KeysHelp({ state }: { state: ListedState }) {
  const t = useText();
  return (
    <Flex tag="ul" gap={4} wrap="wrap" aria-label={t('review.keys')}>
      {keysIn(state).map(([key, what]) => (
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
