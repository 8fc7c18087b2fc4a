import { Box, Button, Flex, IconButton, Searchbar, SearchForm, Typography } from '@strapi/design-system';
import { ArrowDown, ArrowUp } from '@strapi/icons';
import { useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import type { CueView } from '../../../contracts/review';
import { formatDuration } from '../format';
import { useText } from '../use-text';
import { TimedLines } from './timed-lines';

const lineOf = ({ startSeconds, speaker, text }: CueView) => ({
  atSeconds: startSeconds,
  text: speaker === undefined ? text : `${speaker}: ${text}`,
});

interface TranscriptProps {
  cues: CueView[];
  seconds: number;
  onSeek: (seconds: number) => void;
}

/** The transcript. It follows the player and can be searched and copied with times. */
export function Transcript({ cues, seconds, onSeek }: TranscriptProps) {
  const t = useText();
  const { toggleNotification } = useNotification();
  const [search, setSearch] = React.useState('');
  const [place, setPlace] = React.useState(0);
  const lines = React.useMemo(() => cues.map(lineOf), [cues]);
  const found = React.useMemo(() => {
    const words = search.trim().toLowerCase();
    if (words === '') return [];
    return lines.flatMap(({ text }, index) => (text.toLowerCase().includes(words) ? [index] : []));
  }, [lines, search]);

  const go = (step: number) =>
    setPlace((before) => (found.length === 0 ? 0 : (before + step + found.length) % found.length));
  const copy = async () => {
    const text = lines.map((line) => `${formatDuration(line.atSeconds)} ${line.text}`).join('\n');
    await navigator.clipboard.writeText(text);
    toggleNotification({ type: 'success', message: t('common.copied') });
  };
  return (
    <Box>
      <Flex gap={2} paddingBottom={2} alignItems="center" wrap="wrap">
        <SearchForm
          onSubmit={(event: React.FormEvent) => {
            event.preventDefault();
            go(1);
          }}
        >
          <Searchbar
            name="transcript-search"
            size="S"
            value={search}
            placeholder={t('review.searchTranscript')}
            clearLabel={t('common.clearSearch')}
            onClear={() => setSearch('')}
            onChange={(event) => {
              setSearch(event.target.value);
              setPlace(0);
            }}
          >
            {t('review.searchTranscript')}
          </Searchbar>
        </SearchForm>
        {search.trim() === '' ? null : (
          <>
            <Typography variant="pi" role="status">
              {t('review.found', { count: found.length, at: found.length === 0 ? 0 : place + 1 })}
            </Typography>
            <IconButton label={t('review.foundPrevious')} size="S" onClick={() => go(-1)}>
              <ArrowUp />
            </IconButton>
            <IconButton label={t('review.foundNext')} size="S" onClick={() => go(1)}>
              <ArrowDown />
            </IconButton>
          </>
        )}
        <Button variant="tertiary" size="S" onClick={() => void copy()}>
          {t('review.copyTranscript')}
        </Button>
      </Flex>
      <TimedLines
        label={t('review.transcript')}
        lines={lines}
        seconds={seconds}
        onSeek={onSeek}
        found={new Set(found)}
        shown={found[place]}
      />
    </Box>
  );
}
