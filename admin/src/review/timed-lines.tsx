import { Box, Typography } from '@strapi/design-system';
import * as React from 'react';
import { formatDuration } from '../format';
import { indexAt } from './labels';

export interface TimedLine {
  /** Absent if a line has no time. It keeps its place but is no link. */
  atSeconds?: number;
  text: string;
}

interface TimedLinesProps {
  label: string;
  lines: readonly TimedLine[];
  seconds: number;
  onSeek: (seconds: number) => void;
  /** Indexes of search results, and the current one. */
  found?: ReadonlySet<number>;
  shown?: number;
}

/**
 * Lines that follow the player. Following pauses while the reader scrolls, and never moves the focus.
 * Thousands of lines are cheap, because lines out of view are not rendered (`content-visibility`).
 */
export function TimedLines({ label, lines, seconds, onSeek, found, shown }: TimedLinesProps) {
  const list = React.useRef<HTMLOListElement>(null);
  const readerScrolledAt = React.useRef(0);
  const live = liveIndex(lines, seconds);

  const scrollTo = (index: number) => {
    const box = list.current;
    const line = box?.children.item(index);
    if (box === null || !(line instanceof HTMLElement)) return;
    box.scrollTop = line.offsetTop - box.offsetTop - box.clientHeight / 3;
  };
  React.useEffect(() => {
    if (Date.now() - readerScrolledAt.current > READER_MS && live >= 0) scrollTo(live);
  }, [live]);
  React.useEffect(() => {
    if (shown !== undefined) scrollTo(shown);
  }, [shown]);

  const readerScrolls = () => {
    readerScrolledAt.current = Date.now();
  };
  return (
    <Box
      tag="ol"
      ref={list}
      aria-label={label}
      tabIndex={0}
      onWheel={readerScrolls}
      onTouchMove={readerScrolls}
      onKeyDown={readerScrolls}
      style={{ maxHeight: '28rem', overflowY: 'auto', position: 'relative' }}
    >
      {lines.map((line, index) => (
        <Line
          key={index}
          line={line}
          isLive={index === live}
          isFound={found?.has(index) ?? false}
          isShown={index === shown}
          onSeek={onSeek}
        />
      ))}
    </Box>
  );
}

/** Pause of following after the reader scrolled. */
const READER_MS = 5_000;

const Line = React.memo(function Line({
  line,
  isLive,
  isFound,
  isShown,
  onSeek,
}: {
  line: TimedLine;
  isLive: boolean;
  isFound: boolean;
  isShown: boolean;
  onSeek: (seconds: number) => void;
}) {
  const { atSeconds, text } = line;
  const background = isShown ? 'warning200' : isFound ? 'warning100' : isLive ? 'primary100' : undefined;
  const words = (
    <Typography
      textAlign="start"
      fontWeight={isLive ? 'semiBold' : undefined}
      style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
    >
      {atSeconds === undefined ? text : `${formatDuration(atSeconds)} ${text}`}
    </Typography>
  );
  return (
    <Box
      tag="li"
      aria-current={isLive ? 'true' : undefined}
      background={background}
      hasRadius
      style={{ contentVisibility: 'auto', containIntrinsicSize: 'auto 2.4rem' }}
    >
      {atSeconds === undefined ? (
        <Box paddingLeft={2} paddingRight={2}>
          {words}
        </Box>
      ) : (
        <Box
          tag="button"
          type="button"
          // Browsers draw the text of buttons black, in the dark theme too.
          color="neutral800"
          onClick={() => onSeek(atSeconds)}
          paddingLeft={2}
          paddingRight={2}
          width="100%"
          style={{ textAlign: 'start', cursor: 'pointer' }}
        >
          {words}
        </Box>
      )}
    </Box>
  );
});

/** The last timed line that has started. */
function liveIndex(lines: readonly TimedLine[], seconds: number): number {
  const timed = lines.flatMap(({ atSeconds }, index) =>
    atSeconds === undefined ? [] : [{ atSeconds, index }],
  );
  const at = indexAt(
    timed.map(({ atSeconds }) => atSeconds),
    seconds,
  );
  return timed[at]?.index ?? -1;
}
