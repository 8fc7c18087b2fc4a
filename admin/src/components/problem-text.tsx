import { Box, Typography } from '@strapi/design-system';
import type * as React from 'react';
import { styled } from 'styled-components';
import type { Problem } from '../../../contracts/common';
import { PROBLEM_COLOURS, type ProblemTone } from '../looks';
import { useSay, useText } from '../use-text';
import { wraps } from './wraps';

const Wrapping = styled.div`
  ${wraps}
`;

interface ProblemTextProps {
  problem: Problem;
  /** A failure by default. What only waits, or protects something, is neutral. */
  tone?: ProblemTone;
  /** A button or link that helps. */
  action?: React.ReactNode;
}

/** What happened and what to do, the provider's own words in quotes, and the code to look up in the docs. */
export function ProblemText({ problem, tone = 'danger', action }: ProblemTextProps) {
  const t = useText();
  const say = useSay();
  return (
    <Wrapping>
      <Typography tag="p" textColor={PROBLEM_COLOURS[tone]}>
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
    </Wrapping>
  );
}
