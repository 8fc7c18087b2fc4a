import { Box, Typography } from '@strapi/design-system';
import type { ReviewDetail } from '../../../contracts/review';
import { FactList } from '../components/fact-list';
import { Instant } from '../components/instant';
import { MissingList } from '../components/missing-list';
import { PanelBox } from '../components/panel-box';
import { formatDuration } from '../format';
import { useText } from '../use-text';
import { blocksOf } from './labels';

/** Why the recording is here, who may decide, and the facts of the meeting. */
export function ReviewFacts({ detail }: { detail: ReviewDetail }) {
  const t = useText();
  const facts = [
    {
      term: t('review.fact.started'),
      value: <Instant at={detail.startedAt} timezone={detail.timezone} none="–" />,
    },
    {
      term: t('review.fact.duration'),
      value: detail.durationSeconds === undefined ? '–' : formatDuration(detail.durationSeconds),
    },
    { term: t('review.fact.host'), value: detail.hostName ?? detail.hostEmail ?? '–' },
    { term: t('review.fact.author'), value: detail.author?.name ?? '–' },
    { term: t('review.fact.provider'), value: detail.providerLabel ?? '–' },
    {
      term: t('review.fact.visibility'),
      value: detail.visibility === undefined ? '–' : t(`visibility.${detail.visibility}`),
    },
    ...(detail.tags.length === 0 ? [] : [{ term: t('review.fact.tags'), value: detail.tags.join(', ') }]),
  ];
  return (
    <PanelBox title={t('review.facts')}>
      <FactList facts={facts} />
      {detail.missing.length === 0 ? null : (
        <Box paddingTop={4}>
          <Typography tag="h3" variant="sigma" textColor="neutral600">
            {t('missing.title')}
          </Typography>
          <MissingList missing={detail.missing} />
        </Box>
      )}
      {[
        ['description', detail.description],
        ['summary', detail.summary],
        ['polls', detail.polls],
      ].map(([name, text]) =>
        text === undefined || text === '' ? null : (
          <Box key={name} paddingTop={4}>
            <Typography tag="h3" variant="sigma" textColor="neutral600">
              {t(`review.fact.${name as 'description' | 'summary' | 'polls'}`)}
            </Typography>
            <ReadableText blocks={name === 'description' ? [{ lines: text }] : blocksOf(text)} />
          </Box>
        ),
      )}
      {detail.history.length === 0 ? null : (
        <Box paddingTop={4}>
          <Typography tag="h3" variant="sigma" textColor="neutral600">
            {t('review.history')}
          </Typography>
          <ol>
            {detail.history.map(({ at, by, what, reason }) => (
              <Box tag="li" key={`${at} ${what}`} paddingTop={2}>
                <Typography tag="p">
                  {by === undefined
                    ? t(`review.step.${what}`)
                    : t('review.stepBy', { step: t(`review.step.${what}`), name: by.name })}
                </Typography>
                {reason === undefined ? null : (
                  <Typography tag="p" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                    {t('review.quoted', { reason })}
                  </Typography>
                )}
                <Instant at={at} none="" />
              </Box>
            ))}
          </ol>
        </Box>
      )}
    </PanelBox>
  );
}

/** Summaries and polls: headings, and the lines below each. */
function ReadableText({ blocks }: { blocks: ReturnType<typeof blocksOf> }) {
  return (
    <>
      {blocks.map(({ heading, lines }, index) => (
        <Box key={index} paddingTop={index === 0 ? 0 : 2}>
          {heading === undefined ? null : (
            <Typography tag="h4" fontWeight="semiBold" style={{ overflowWrap: 'anywhere' }}>
              {heading}
            </Typography>
          )}
          <Typography tag="p" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {lines}
          </Typography>
        </Box>
      ))}
    </>
  );
}
