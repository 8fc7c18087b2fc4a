import { Button } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { useNotification } from '@strapi/strapi/admin';
import type { RetryFailedImports } from '../../../contracts/imports';
import { useImportsQuery, useRetryFailedImportsMutation } from '../data/api';
import { useAct } from '../data/use-act';
import { useCan } from '../rights';
import { useText } from '../use-text';

/** Tries again all failed imports of a connector, a run or a search. Absent when there are none. */
export function TryFailedAgain(filter: RetryFailedImports.Body) {
  const t = useText();
  const mayStart = useCan('runs.start');
  const { toggleNotification } = useNotification();
  const [retry, retrying] = useRetryFailedImportsMutation();
  const { act } = useAct();
  const { data } = useImportsQuery({ ...filter, status: 'dead', page: 1, pageSize: 1 }, { skip: !mayStart });
  const failed = data?.meta.pagination.total ?? 0;
  if (!mayStart || failed === 0) return null;

  const tryAgain = async () => {
    const result = await act(retry(filter));
    if (result === undefined) return;
    toggleNotification({
      type: 'info',
      message: t('imports.retryFailed.queued', { count: result.data.count }),
    });
  };
  return (
    <Button
      variant="tertiary"
      size="S"
      startIcon={<ArrowClockwise aria-hidden />}
      loading={retrying.isLoading}
      onClick={() => void tryAgain()}
    >
      {t('imports.retryFailed', { count: failed })}
    </Button>
  );
}
