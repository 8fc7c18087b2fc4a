import { Flex, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { deliveryStanding } from '../../../contracts/status';
import type { DeliveryView } from '../../../contracts/webhooks';
import { LongText } from '../components/long-text';
import { ProblemText } from '../components/problem-text';
import { shortId } from '../../../contracts/row-id';
import { paths } from '../../../contracts/plugin';
import { StandingWord } from '../components/standing-word';
import { useCan } from '../rights';
import { useSay, useText } from '../use-text';
import { DELIVERY_STATUS_LOOKS } from './labels';

/** The status of a delivery, its result, and what happens next. */
export function DeliveryState({ delivery }: { delivery: DeliveryView }) {
  const t = useText();
  const say = useSay();
  const { status, outcome, problem, waitsFor, attempts } = delivery;
  return (
    <Flex direction="column" alignItems="flex-start" gap={1}>
      <StandingWord
        standing={deliveryStanding(delivery)}
        look={DELIVERY_STATUS_LOOKS[status]}
        word={t(`deliveryStatus.${status}`)}
        explanation={t(`deliveryStatus.${status}.explained`)}
      />
      {outcome === undefined ? null : (
        <Typography variant="pi" textColor="neutral700">
          {t(`deliveryOutcome.${outcome}`)}
        </Typography>
      )}
      {waitsFor === undefined ? null : (
        <Typography variant="pi" textColor="warning700">
          {t('progress.waits', { reason: say(waitsFor) })}
        </Typography>
      )}
      {problem === undefined ? null : (
        <ProblemText problem={problem} tone={status === 'dead' ? 'danger' : 'neutral'} />
      )}
      {attempts < 2 ? null : (
        <Typography variant="pi" textColor="neutral600">
          {t('imports.attempts', { count: attempts })}
        </Typography>
      )}
    </Flex>
  );
}

/** Links to the results of a delivery: content entries, imports, a sync run. */
export function DeliveryLinks({ delivery }: { delivery: DeliveryView }) {
  const t = useText();
  const mayReadRuns = useCan('runs.read');
  const { imports, runId } = delivery;
  const hasRun = runId !== undefined && mayReadRuns;
  if (imports.length === 0 && !hasRun) {
    return <Typography textColor="neutral600">{t('deliveries.noLinks')}</Typography>;
  }
  return (
    <Flex direction="column" alignItems="flex-start" gap={1}>
      {imports.map(({ id, title, recordingDocumentIds: [entry] }) =>
        entry !== undefined ? (
          <Link key={id} tag={NavLink} to={paths.recording(entry)}>
            <LongText text={t('deliveries.openEntry', { title })} />
          </Link>
        ) : mayReadRuns ? (
          <Link key={id} tag={NavLink} to={paths.import(id)}>
            <LongText text={t('deliveries.openImport', { title })} />
          </Link>
        ) : (
          <Typography key={id}>
            <LongText text={title} />
          </Typography>
        ),
      )}
      {!hasRun ? null : (
        <Link tag={NavLink} to={paths.run(runId)}>
          {t('run.number', { id: shortId(runId) })}
        </Link>
      )}
    </Flex>
  );
}
