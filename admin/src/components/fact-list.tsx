import { Box, Typography } from '@strapi/design-system';
import type * as React from 'react';

export interface Fact {
  term: string;
  value: React.ReactNode;
}

/** Terms with their values, in as many columns as fit. A value stays in its own column. */
export function FactList({ facts }: { facts: Fact[] }) {
  return (
    <Box
      tag="dl"
      style={{
        display: 'grid',
        // Wide enough for the longest status word.
        gridTemplateColumns: 'repeat(auto-fill, minmax(min(22rem, 100%), 1fr))',
        gap: '1.6rem',
        overflowWrap: 'anywhere',
      }}
    >
      {facts.map(({ term, value }) => (
        <Box key={term} minWidth={0}>
          <Typography tag="dt" variant="sigma" textColor="neutral600" paddingBottom={1}>
            {term}
          </Typography>
          <Typography tag="dd" textColor="neutral800">
            {value}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}
