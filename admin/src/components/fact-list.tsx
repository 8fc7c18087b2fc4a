import { Box, Typography } from '@strapi/design-system';
import type * as React from 'react';

export interface Fact {
  term: string;
  value: React.ReactNode;
}

/** Terms with their values, in as many columns as fit. */
export function FactList({ facts, minWidth = '18rem' }: { facts: Fact[]; minWidth?: string }) {
  return (
    <Box
      tag="dl"
      style={{
        display: 'grid',
        gridTemplateColumns: `repeat(auto-fill, minmax(${minWidth}, 1fr))`,
        gap: '1.6rem',
      }}
    >
      {facts.map(({ term, value }) => (
        <div key={term}>
          <Typography tag="dt" variant="sigma" textColor="neutral600">
            {term}
          </Typography>
          <Typography tag="dd" textColor="neutral800">
            {value}
          </Typography>
        </div>
      ))}
    </Box>
  );
}
