import { Box, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import { whyMissing, type FileProblem, type Missing } from '../../../contracts/missing';
import { kindName } from '../missing';
import { useSay, useText } from '../use-text';
import { wraps } from './wraps';

const WrappingList = styled.ul`
  ${wraps}
`;

/** Missing files of an import by type, with the reason and what to do. Renders nothing when none is missing. */
export function MissingList({ missing }: { missing: readonly Missing[] }) {
  const t = useText();
  if (missing.length === 0) return null;
  return (
    <WrappingList aria-label={t('missing.title')}>
      {missing.map((one) => (
        <Box tag="li" key={`${one.kind} ${one.fileIds.join(' ')}`} paddingTop={1}>
          <Typography tag="p" variant="pi" fontWeight="semiBold" textColor="warning700">
            {t('missing.item', { kind: kindName(t, one.kind), count: one.fileIds.length })}
          </Typography>
          <MissingWhy problem={one} />
        </Box>
      ))}
    </WrappingList>
  );
}

/** Why one file is missing, with the provider's own words and the code to look up in the docs. */
export function MissingWhy({ problem }: { problem: FileProblem }) {
  const t = useText();
  const say = useSay();
  return (
    <>
      <Typography tag="p" variant="pi">
        {say(whyMissing(problem))}
      </Typography>
      {problem.providerWords === undefined ? null : (
        <Typography tag="p" variant="pi" textColor="neutral700">
          {t('missing.words', { words: problem.providerWords })}
        </Typography>
      )}
      <Typography tag="p" variant="pi" textColor="neutral600" title={t('problem.code.help')}>
        {t('problem.code', { code: problem.code })}
      </Typography>
    </>
  );
}
