import { Box, Typography } from '@strapi/design-system';
import type * as React from 'react';
import type { ProblemTone } from '../looks';

interface NoticeBoxProps {
  tone: ProblemTone;
  /** One paragraph each. */
  texts: readonly string[];
  /** `alert` is read out as soon as it appears. */
  role?: 'alert';
  children?: React.ReactNode;
}

/** A notice inside a section. It can't be closed; it disappears with its cause. */
export function NoticeBox({ tone, texts, role, children }: NoticeBoxProps) {
  return (
    <Box role={role} background={`${tone}100`} borderColor={`${tone}200`} hasRadius padding={4}>
      {/* Keys are no texts: until these are loaded, all of them are empty, and equal keys leave lines behind. */}
      {texts.map((text, index) => (
        <Typography key={index} tag="p" textColor={`${tone}700`} style={{ overflowWrap: 'anywhere' }}>
          {text}
        </Typography>
      ))}
      {children}
    </Box>
  );
}
