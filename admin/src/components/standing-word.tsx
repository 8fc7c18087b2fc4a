import { Box, Typography } from '@strapi/design-system';
import * as React from 'react';
import { useIntl } from 'react-intl';
import { useLocation } from 'react-router-dom';
import type { Cause, Standing } from '../../../contracts/words';
import { formatInstant, formatInstantExactly } from '../format';
import { causePath } from '../labels';
import type { Look } from '../looks';
import { useCan } from '../rights';
import { useText } from '../use-text';
import { StatusWord } from './status-word';

/** True for causes whose page the signed-in person may open. */
function useMayOpen(): (cause: Cause) => boolean {
  const rights: Record<Cause['page'], boolean> = {
    connector: useCan('connectors.read'),
    run: useCan('runs.read'),
    import: useCan('runs.read'),
    recording: useCan('content.read'),
    delivery: useCan('deliveries.read'),
  };
  return ({ page }) => rights[page];
}

interface StandingWordProps {
  standing: Standing<string>;
  look: Look;
  word: string;
  explanation?: string;
  /** Shown before the instant until which it waits. */
  waits?: 'status.until' | 'status.nextRun';
}

/** A status word of the tables in `contracts/status.ts`: it links to its cause and says how long it waits. */
export function StandingWord({
  standing,
  look,
  word,
  explanation,
  waits = 'status.until',
}: StandingWordProps) {
  const t = useText();
  const { locale } = useIntl();
  const { pathname, search } = useLocation();
  const mayOpen = useMayOpen();
  const { cause, until } = standing;
  const to = cause === undefined || !mayOpen(cause) ? undefined : causePath(cause);
  return (
    <Box maxWidth="100%">
      <StatusWord
        look={look}
        word={word}
        explanation={explanation}
        link={
          cause === undefined || to === undefined || to === pathname + search
            ? undefined
            : { to, label: t(`status.cause.${cause.page}`) }
        }
      />
      {until === undefined ? null : (
        <Typography
          tag="p"
          variant="pi"
          textColor="neutral600"
          paddingTop={1}
          title={formatInstantExactly(locale, until)}
        >
          {t(waits, { at: formatInstant(locale, until) })}
        </Typography>
      )}
    </Box>
  );
}
