import { Box, TextButton, Typography } from '@strapi/design-system';
import * as React from 'react';
import type { ReviewDetail } from '../../../contracts/review';
import { fileUrl } from '../file-url';
import { formatDuration } from '../format';
import { useText } from '../use-text';
import { indexAt } from './labels';
import { useCaptionsUrl } from './use-captions';

export interface PlayerHandle {
  seek(seconds: number): void;
}

interface RecordingPlayerProps {
  detail: ReviewDetail;
  onTime: (seconds: number) => void;
  /** Requests a new link when the current one has expired. */
  onBroken: () => void;
  handle: React.RefObject<PlayerHandle>;
  seconds: number;
}

/** The browser's own player, with captions, and chapters beside it. */
export function RecordingPlayer({ detail, onTime, onBroken, handle, seconds }: RecordingPlayerProps) {
  const t = useText();
  const element = React.useRef<HTMLMediaElement | null>(null);
  const triedAgain = React.useRef(false);
  const captions = useCaptionsUrl(detail.review.documentId, detail.hasCaptions);
  const media = detail.video ?? detail.audio;

  React.useImperativeHandle(handle, () => ({
    seek(to) {
      if (element.current === null) return;
      element.current.currentTime = to;
      // A browser may block automatic playback. The position is set anyway.
      element.current.play().catch(() => undefined);
    },
  }));

  if (media === undefined) {
    return <Typography textColor="neutral600">{t('review.noMedia')}</Typography>;
  }
  const common = {
    ref: (found: HTMLMediaElement | null) => {
      element.current = found;
    },
    controls: true,
    preload: 'metadata',
    src: fileUrl(media.url),
    'aria-label': t('panel.play', { name: detail.title }),
    onTimeUpdate: () => onTime(element.current?.currentTime ?? 0),
    onError: () => {
      // Signed links expire. Load a new one once and continue at the same position.
      if (triedAgain.current) return;
      triedAgain.current = true;
      onBroken();
    },
    onLoadedMetadata: () => {
      if (seconds > 0 && element.current !== null && element.current.currentTime === 0)
        element.current.currentTime = seconds;
    },
  };
  const track =
    captions === undefined ? null : (
      <track kind="captions" src={captions} label={t('review.captions')} default />
    );
  return (
    <Box>
      {detail.video === undefined ? (
        <audio {...common} style={{ width: '100%' }}>
          {track}
        </audio>
      ) : (
        <video
          {...common}
          poster={detail.posterUrl === undefined ? undefined : fileUrl(detail.posterUrl)}
          style={{ width: '100%', maxHeight: '45vh', background: 'black', borderRadius: '4px' }}
        >
          {track}
        </video>
      )}
      <Chapters detail={detail} seconds={seconds} onSeek={(to) => handle.current?.seek(to)} />
    </Box>
  );
}

function Chapters({
  detail,
  seconds,
  onSeek,
}: {
  detail: ReviewDetail;
  seconds: number;
  onSeek: (seconds: number) => void;
}) {
  const t = useText();
  if (detail.chapters.length === 0) return null;
  const now = indexAt(
    detail.chapters.map(({ startSeconds }) => startSeconds),
    seconds,
  );
  return (
    <Box paddingTop={2}>
      <Typography tag="h3" variant="sigma" textColor="neutral600">
        {t('review.chapters')}
      </Typography>
      <Box tag="ol" style={{ maxHeight: '12rem', overflowY: 'auto' }}>
        {detail.chapters.map(({ startSeconds, title }, index) => (
          <li key={`${startSeconds} ${title}`} aria-current={index === now ? 'true' : undefined}>
            <TextButton onClick={() => onSeek(startSeconds)}>
              {formatDuration(startSeconds)} {title}
            </TextButton>
          </li>
        ))}
      </Box>
    </Box>
  );
}
