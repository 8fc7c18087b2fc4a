import { StatusWord } from '../components/status-word';
import { useReviewStatesQuery } from '../data/reviews';
import { FailureBoundary } from '../failure/failure-boundary';
import { PLUGIN_ID, RECORDING_UID } from '../../../contracts/plugin';
import { REVIEW_LOOKS } from '../review/labels';
import en from '../translations/at-once/en.json';
import { useText } from '../use-text';

interface Columns {
  displayedHeaders: { name: string }[];
  layout: { uid?: string; layout?: unknown };
}

/** The rows of a page ask in one request; see `data/together.ts`. */
function ModerationCell({ documentId }: { documentId: string }) {
  const t = useText();
  const { data } = useReviewStatesQuery([documentId]);
  const state = data?.data[0]?.state ?? 'none';
  if (state === 'none') return <>–</>;
  return <StatusWord look={REVIEW_LOOKS[state]} word={t(`reviewState.${state}`)} />;
}

/** Adds the column *Moderation* to the list of recordings. */
export function moderationColumn(columns: Columns): Columns {
  if (!window.location.pathname.includes(RECORDING_UID)) return columns;
  const column = {
    attribute: { type: 'string' },
    name: 'moderation',
    label: { id: `${PLUGIN_ID}.review.column`, defaultMessage: en['review.column'] },
    searchable: false,
    sortable: false,
    cellFormatter: ({ documentId }: { documentId: string }) => (
      <FailureBoundary part="cell">
        <ModerationCell documentId={documentId} />
      </FailureBoundary>
    ),
  };
  return { ...columns, displayedHeaders: [...columns.displayedHeaders, column] };
}
