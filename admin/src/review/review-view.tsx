import { Box, Button, Flex, LinkButton, Tabs, Typography } from '@strapi/design-system';
import { Check, Cross, Pencil } from '@strapi/icons';
import * as React from 'react';
import { NavLink } from 'react-router-dom';
import type { ReviewDetail } from '../../../contracts/review';
import { PanelBox } from '../components/panel-box';
import { paths } from '../../../contracts/plugin';
import { useCan } from '../rights';
import { useText } from '../use-text';
import { RecordingPlayer, type PlayerHandle } from './recording-player';
import { ReviewFacts } from './review-facts';
import { ReviewReason } from './review-reason';
import { TimedLines } from './timed-lines';
import { Transcript } from './transcript';
import { useCues } from './use-captions';

interface ReviewViewProps {
  detail: ReviewDetail;
  isBusy: boolean;
  onApprove: () => void;
  onReject: () => void;
  onPutBack: () => void;
  onNext: () => void;
  onBroken: () => void;
}

/** One recording for a moderator: player, texts, facts and the decision. */
export function ReviewView(props: ReviewViewProps) {
  const t = useText();
  const { detail, isBusy } = props;
  const mayEdit = useCan('content.update');
  const [seconds, setSeconds] = React.useState(0);
  const player = React.useRef<PlayerHandle>(null);
  const seek = React.useCallback((to: number) => player.current?.seek(to), []);
  const moderates = detail.missingRight === undefined;
  const { state } = detail.review;

  return (
    <Box tag="article" aria-label={detail.title}>
      <PanelBox title={detail.title}>
        <ReviewReason detail={detail} />
        <Flex gap={2} paddingBottom={4} wrap="wrap">
          {moderates && state === 'pending' ? (
            <>
              <Button
                variant="success"
                startIcon={<Check aria-hidden />}
                disabled={isBusy}
                onClick={props.onApprove}
              >
                {t('review.approve')}
              </Button>
              <Button
                variant="danger-light"
                startIcon={<Cross aria-hidden />}
                disabled={isBusy}
                onClick={props.onReject}
              >
                {t('review.reject')}
              </Button>
            </>
          ) : null}
          {moderates && (state === 'approved' || state === 'rejected') ? (
            <Button variant="secondary" disabled={isBusy} onClick={props.onPutBack}>
              {t('review.putBack')}
            </Button>
          ) : null}
          {mayEdit ? (
            <LinkButton
              tag={NavLink}
              to={paths.recording(detail.review.documentId)}
              variant="tertiary"
              startIcon={<Pencil aria-hidden />}
            >
              {t('review.edit')}
            </LinkButton>
          ) : null}
          <Button variant="tertiary" onClick={props.onNext}>
            {t('review.next')}
          </Button>
        </Flex>
        <RecordingPlayer
          detail={detail}
          seconds={seconds}
          onTime={setSeconds}
          onBroken={props.onBroken}
          handle={player}
        />
      </PanelBox>
      <Words detail={detail} seconds={seconds} onSeek={seek} />
      <ReviewFacts detail={detail} />
    </Box>
  );
}

function Words({
  detail,
  seconds,
  onSeek,
}: {
  detail: ReviewDetail;
  seconds: number;
  onSeek: (to: number) => void;
}) {
  const t = useText();
  const cues = useCues(detail.review.documentId, detail.hasCaptions);
  const none = (text: string) => <Typography textColor="neutral600">{text}</Typography>;
  return (
    <PanelBox title={t('review.texts')}>
      <Tabs.Root variant="simple" defaultValue="transcript">
        <Tabs.List aria-label={t('review.texts')}>
          <Tabs.Trigger value="transcript">{t('review.transcript')}</Tabs.Trigger>
          <Tabs.Trigger value="chat">{t('review.chat')}</Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="transcript">
          <Box paddingTop={4}>
            {cues.state === 'loading' ? (
              none(t('common.loading'))
            ) : cues.state === 'failed' ? (
              <Typography textColor="danger600">{t('review.transcriptFailed')}</Typography>
            ) : cues.cues.length === 0 ? (
              none(t('review.noTranscript'))
            ) : (
              <Transcript cues={cues.cues} seconds={seconds} onSeek={onSeek} />
            )}
          </Box>
        </Tabs.Content>
        <Tabs.Content value="chat">
          <Box paddingTop={4}>
            {detail.chat.length === 0 ? (
              none(t('review.noChat'))
            ) : (
              <TimedLines label={t('review.chat')} lines={detail.chat} seconds={seconds} onSeek={onSeek} />
            )}
          </Box>
        </Tabs.Content>
      </Tabs.Root>
    </PanelBox>
  );
}
