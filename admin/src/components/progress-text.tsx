import { Box, Flex, ProgressBar, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { keyframes, styled } from 'styled-components';
import type { RunProgress } from '../../../contracts/runs';
import { formatBytes, formatDuration, formatInstant, percentDone, received, secondsLeft } from '../format';
import { useSay, useText } from '../use-text';

/** The design system's bar is made for a dark background. On white, the finished part must be darker. */
export const Bar = styled(ProgressBar)`
  width: 100%;
  background-color: ${({ theme }) => theme.colors.neutral200};

  & > div {
    background-color: ${({ theme }) => theme.colors.primary600};
  }
`;

const pass = keyframes`
  from {
    transform: translateX(-100%);
  }
  to {
    transform: translateX(400%);
  }
`;

/** A bar for work of unknown size: it shows that something is done, and no share of it. */
const MovingBar = styled(Box)`
  height: 4px;
  overflow: hidden;
  border-radius: ${({ theme }) => theme.borderRadius};
  background-color: ${({ theme }) => theme.colors.neutral200};

  &::before {
    content: '';
    display: block;
    width: 25%;
    height: 100%;
    background-color: ${({ theme }) => theme.colors.primary600};
    animation: ${pass} 1.6s linear infinite;
  }
  @media (prefers-reduced-motion: reduce) {
    &::before {
      width: 100%;
      opacity: 0.5;
      animation: none;
    }
  }
`;

interface BytesProgressProps {
  /** Accessible name of the bar. */
  label: string;
  done: number;
  total?: number;
}

/** `12 MB of 80 MB` with a bar. Without a known total, what has arrived, and a bar that only moves. */
export function BytesProgress({ label, done, total }: BytesProgressProps) {
  const { locale } = useIntl();
  const t = useText();
  const percent = percentDone(done, total);
  const said = received(done, total);
  return (
    <Flex direction="column" alignItems="stretch" gap={1}>
      {percent === undefined ? (
        // Without a value the bar is indeterminate for screen readers too.
        <MovingBar role="progressbar" aria-label={label} />
      ) : (
        <Bar value={percent} size="S" aria-label={label} />
      )}
      {said === undefined ? null : (
        <Typography tag="span" variant="pi" textColor="neutral700">
          {t(said, { done: formatBytes(locale, done), total: formatBytes(locale, total ?? 0) })}
        </Typography>
      )}
    </Flex>
  );
}

interface RunProgressTextProps {
  progress: RunProgress;
  /** Seconds since the run started. */
  runningSeconds: number;
  /** Accessible name of the bar. */
  label: string;
}

/** The progress of a run: step, items, bytes, rate, time left, and what it waits for until when. */
export function RunProgressText({ progress, runningSeconds, label }: RunProgressTextProps) {
  const { locale } = useIntl();
  const t = useText();
  const say = useSay();
  const left = secondsLeft(progress, runningSeconds);
  const parts = [
    ...(progress.itemsTotal === 0
      ? []
      : [t('progress.items', { done: progress.itemsDone, total: progress.itemsTotal })]),
    ...(progress.bytesPerSecond > 0
      ? [t('progress.rate', { bytes: formatBytes(locale, progress.bytesPerSecond) })]
      : []),
    ...(left === undefined ? [] : [t('progress.left', { duration: formatDuration(left) })]),
  ];
  return (
    <Box>
      <Typography tag="p" fontWeight="semiBold">
        {say(progress.step)}
      </Typography>
      <Box paddingTop={2} paddingBottom={1}>
        <BytesProgress label={label} done={progress.bytesDone} total={progress.bytesTotal} />
      </Box>
      <Typography tag="p" variant="pi" textColor="neutral600">
        {parts.join(' · ')}
      </Typography>
      {progress.waitsFor === undefined ? null : (
        <Typography tag="p" variant="pi" textColor="neutral700">
          {progress.waitsFor.until === undefined
            ? t('progress.waits', { reason: say(progress.waitsFor.reason) })
            : t('progress.waitsUntil', {
                reason: say(progress.waitsFor.reason),
                until: formatInstant(locale, progress.waitsFor.until),
              })}
        </Typography>
      )}
    </Box>
  );
}
