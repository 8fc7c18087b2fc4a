import { Box, Typography } from '@strapi/design-system';

/** A sentence to be heeded, inside a section. */
export function WarningBox({ text }: { text: string }) {
  return (
    <Box background="warning100" borderColor="warning200" hasRadius padding={4}>
      <Typography textColor="warning700" style={{ overflowWrap: 'anywhere' }}>
        {text}
      </Typography>
    </Box>
  );
}
