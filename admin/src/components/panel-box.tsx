import { Box, Typography } from '@strapi/design-system';
import * as React from 'react';

interface PanelBoxProps {
  title: string;
  children: React.ReactNode;
}

/** A white section of a page under its own heading. */
export function PanelBox({ title, children }: PanelBoxProps) {
  const id = React.useId();
  return (
    <Box
      tag="section"
      aria-labelledby={id}
      background="neutral0"
      hasRadius
      shadow="tableShadow"
      padding={6}
      marginBottom={6}
    >
      <Box paddingBottom={4}>
        <Typography tag="h2" variant="delta" id={id} style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Typography>
      </Box>
      {children}
    </Box>
  );
}
