import { Box, Typography } from '@strapi/design-system';
import type * as React from 'react';
import type { Problem } from '../../../contracts/common';
import { useSay, useText } from '../use-text';

interface ProblemTextProps {
  problem: Problem;
  /** True while it waits for a person or a later attempt, so it is no final failure. */
  waits?: boolean;
  /** A button or link that helps. */
  action?: React.ReactNode;
}

/** What happened and what to do, the provider's own words in quotes, and the code to look up in the docs. */
export function ProblemText({ problem, waits = false, action }: ProblemTextProps) {
  const t = useText();
  const say = useSay();
  return (
    <Box style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
      <Typography tag="p" textColor={waits ? 'warning700' : 'danger600'}>
        {say(problem.what)}
      </Typography>
      {problem.providerWords === undefined ? null : (
        <Typography tag="p" variant="pi" textColor="neutral700">
          {t('problem.providerWords', { words: problem.providerWords })}
        </Typography>
      )}
      <Typography tag="p" variant="pi" textColor="neutral600" title={t('problem.code.help')}>
        {t('problem.code', { code: problem.code })}
      </Typography>
      {action === undefined ? null : <Box paddingTop={2}>{action}</Box>}
    </Box>
  );
}
