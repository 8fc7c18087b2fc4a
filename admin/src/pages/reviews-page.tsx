import { Alert, Box, Button, Dialog, Grid, Tabs, Typography } from '@strapi/design-system';
import { Layouts, Page, Pagination } from '@strapi/strapi/admin';
import * as React from 'react';
import { useSearchParams } from 'react-router-dom';
import { Announcer } from '../components/announcer';
import { useFilters } from '../components/list-filters';
import { LoadFailed } from '../components/load-failed';
import { useReviewQuery, useReviewsQuery } from '../data/reviews';
import { KeysHelp } from '../review/keys-help';
import { afterDecision, LISTED_STATES, neighbour, openList } from '../review/labels';
import { RejectDialog } from '../review/reject-dialog';
import { ReviewQueue } from '../review/review-queue';
import { ReviewView } from '../review/review-view';
import { useClaim } from '../review/use-claim';
import { useDecisions } from '../review/use-decisions';
import { useReviewKeys } from '../review/use-review-keys';
import { useText } from '../use-text';

/** Other moderators decide too, so the queue is loaded again in this rhythm. */
const REFRESH_MS = 15_000;

function ReviewsPage() {
  const t = useText();
  const filters = useFilters();
  const [, setParams] = useSearchParams();
  const { page, pageSize } = filters;
  const address = { state: filters.get('state'), item: filters.get('item') };
  const named = useReviewQuery(address.item ?? '', { skip: address.item === null });
  const { state } = openList(address, named.currentData?.review.state);
  const {
    // `currentData`, so that rows of the previous list are never shown.
    currentData: data,
    error,
    refetch,
  } = useReviewsQuery(
    { state, page, pageSize },
    {
      refetchOnMountOrArgChange: true,
      pollingInterval: REFRESH_MS,
      // The item itself says which list it belongs to.
      skip: address.item !== null && address.state === null && named.isLoading,
    },
  );
  const ids = (data?.data ?? []).map(({ review }) => review.documentId);
  const current = address.item ?? ids[0];
  const detail = useReviewQuery(current ?? '', {
    skip: current === undefined,
    refetchOnMountOrArgChange: true,
  });
  const loaded = detail.currentData;
  const shown = openList(address, loaded?.review.state).shows ? loaded : undefined;
  const decisions = useDecisions();
  const [isRejecting, setRejecting] = React.useState(false);
  const [showsHelp, setShowsHelp] = React.useState(false);

  const moderates = data?.meta.moderation.moderates ?? false;
  const canDecide = shown !== undefined && moderates && shown.review.state === 'pending' && !decisions.isBusy;
  useClaim(current, moderates && shown?.review.state === 'pending');

  // Unlike a filter, this keeps the page of the list.
  const open = (documentId: string | undefined) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (documentId === undefined) next.delete('item');
        else next.set('item', documentId);
        next.set('state', state);
        return next;
      },
      { replace: true },
    );
  const openNext = (step: 1 | -1) => open(neighbour(ids, current, step));
  const leave = (documentId: string) => open(afterDecision(ids, documentId));
  const approve = async () => {
    if (canDecide && (await decisions.approve(shown))) leave(shown.review.documentId);
  };
  const reject = async (reason: string) => {
    if (shown === undefined) return;
    const isDecided = await decisions.reject(shown, reason);
    setRejecting(false);
    if (isDecided) leave(shown.review.documentId);
  };
  const putBack = async (documentId: string) => {
    if ((await decisions.putBack(documentId)) && documentId === current) leave(documentId);
  };
  useReviewKeys(state, {
    next: () => openNext(1),
    previous: () => openNext(-1),
    approve: () => void approve(),
    reject: () => setRejecting(canDecide),
    help: () => setShowsHelp(true),
  });

  const total = data?.meta.pagination.total ?? 0;
  return (
    <Page.Main>
      <Page.Title>{t('review.title')}</Page.Title>
      <Announcer text={data === undefined ? '' : t(`review.count.${state}`, { count: total })} />
      <Layouts.Header
        title={t('review.title')}
        subtitle={data?.meta.moderation.enabled === false ? t('review.subtitle.off') : t('review.subtitle')}
      />
      <Layouts.Content>
        <Tabs.Root
          variant="simple"
          value={state}
          onValueChange={(value: string) => filters.change({ state: value, item: undefined })}
        >
          <Tabs.List aria-label={t('review.lists')}>
            {LISTED_STATES.map((one) => (
              <Tabs.Trigger key={one} value={one}>
                {t(`reviewState.${one}`)}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
        </Tabs.Root>
        <Box paddingTop={2} paddingBottom={4}>
          {moderates ? <KeysHelp state={state} /> : null}
        </Box>
        {decisions.last === undefined ? null : (
          <Box paddingBottom={4}>
            <Alert
              variant="success"
              closeLabel={t('common.close')}
              onClose={decisions.forget}
              action={
                <Button
                  variant="tertiary"
                  size="S"
                  onClick={() => void putBack(decisions.last?.documentId ?? '')}
                >
                  {t('review.putBack')}
                </Button>
              }
            >
              {decisions.last.text}
            </Alert>
          </Box>
        )}
        {error !== undefined && data === undefined ? (
          <LoadFailed error={error} onRetry={refetch} />
        ) : data === undefined ? (
          <Page.Loading />
        ) : (
          <Grid.Root gap={6}>
            <Grid.Item col={3} s={12} xs={12} direction="column" alignItems="stretch">
              {ids.length === 0 ? (
                <Typography textColor="neutral600">{t(`review.empty.${state}`)}</Typography>
              ) : (
                <>
                  <ReviewQueue items={data.data} current={current} onOpen={open} />
                  {data.meta.pagination.pageCount < 2 ? null : (
                    <Pagination.Root {...data.meta.pagination} defaultPageSize={20}>
                      <Pagination.Links />
                    </Pagination.Root>
                  )}
                </>
              )}
            </Grid.Item>
            <Grid.Item col={9} s={12} xs={12} direction="column" alignItems="stretch">
              {current === undefined ? null : shown !== undefined ? (
                <ReviewView
                  key={current}
                  detail={shown}
                  isBusy={decisions.isBusy}
                  onApprove={() => void approve()}
                  onReject={() => setRejecting(true)}
                  onPutBack={() => void putBack(current)}
                  onNext={() => openNext(1)}
                  onBroken={() => void detail.refetch()}
                />
              ) : detail.error !== undefined ? (
                <LoadFailed error={detail.error} onRetry={detail.refetch} />
              ) : (
                <Page.Loading />
              )}
            </Grid.Item>
          </Grid.Root>
        )}
        {isRejecting && shown !== undefined ? (
          <RejectDialog
            title={shown.title}
            templates={shown.reasonTemplates}
            sendsMail={shown.sendsMail}
            isLoading={decisions.isBusy}
            onReject={(reason) => void reject(reason)}
            onClose={() => setRejecting(false)}
          />
        ) : null}
        <Dialog.Root open={showsHelp} onOpenChange={setShowsHelp}>
          <Dialog.Content>
            <Dialog.Header>{t('review.keys')}</Dialog.Header>
            <Dialog.Body>
              <KeysHelp state={state} />
            </Dialog.Body>
            <Dialog.Footer>
              <Dialog.Cancel>
                <Button variant="tertiary" fullWidth>
                  {t('common.close')}
                </Button>
              </Dialog.Cancel>
            </Dialog.Footer>
          </Dialog.Content>
        </Dialog.Root>
      </Layouts.Content>
    </Page.Main>
  );
}

// Lazy pages are loaded by their default export.
export default ReviewsPage;
