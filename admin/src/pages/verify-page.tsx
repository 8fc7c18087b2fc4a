import { Box, Button, Flex, Link, Typography } from '@strapi/design-system';
import { SealCheck, Stop } from '@strapi/icons';
import { Layouts, Page, Table } from '@strapi/strapi/admin';
import * as React from 'react';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import type { FindingView, VerificationView } from '../../../contracts/verify';
import { Announcer } from '../components/announcer';
import { DataTable } from '../components/data-table';
import { FactList } from '../components/fact-list';
import { Instant } from '../components/instant';
import { LoadFailed } from '../components/load-failed';
import { LongText } from '../components/long-text';
import { PanelBox } from '../components/panel-box';
import { Bar } from '../components/progress-text';
import { StatusWord } from '../components/status-word';
import { controlId, TextField } from '../connector-form/fields';
import { useStartVerificationMutation, useStopVerificationMutation, useVerificationQuery } from '../data/api';
import { usePolling } from '../data/polling';
import { useAct } from '../data/use-act';
import { formatBytes, formatDuration, percentDone, secondsBetween } from '../format';
import { FINDING_LOOKS, VERIFICATION_LOOKS, verificationLine } from '../labels';
import { paths } from '../../../contracts/plugin';
import { useCan } from '../rights';
import { useSay, useText, type Translate } from '../use-text';
import { wholeNumber } from '../whole-number';

/** Reads stored files again, compares them with the checksums of the import, and lists differences. */
function VerifyPage() {
  const t = useText();
  const mayStart = useCan('runs.start');
  const polling = usePolling();
  const { data: verification, error, refetch } = useVerificationQuery(undefined, polling.options);
  polling.follow(verification?.state === 'running');

  if (verification === undefined) {
    return error === undefined ? <Page.Loading /> : <LoadFailed error={error} onRetry={refetch} />;
  }
  return (
    <Page.Main>
      <Page.Title>{t('verify.title')}</Page.Title>
      {/* While running, the sentence has no numbers, so that it is not announced for each file. */}
      <Announcer text={sentenceOf(t, verification)} />
      <Layouts.Header
        title={t('verify.title')}
        subtitle={t('verify.subtitle')}
        primaryAction={
          !mayStart ? undefined : verification.state === 'running' ? (
            <StopButton verification={verification} />
          ) : undefined
        }
      />
      <Layouts.Content>
        <PanelBox title={t('verify.what')}>
          <Typography tag="p">{t('verify.explanation')}</Typography>
          <Typography tag="p" textColor="neutral600" paddingTop={2}>
            {t('verify.explanation.cost')}
          </Typography>
          {mayStart ? <StartForm isRunning={verification.state === 'running'} /> : null}
        </PanelBox>
        <Outcome verification={verification} />
        <Findings verification={verification} />
      </Layouts.Content>
    </Page.Main>
  );
}

const sentenceOf = (t: Translate, verification: VerificationView) =>
  t(verificationLine(verification), {
    done: verification.filesDone,
    total: verification.filesTotal,
    found: verification.findingsTotal,
  });

function StartForm({ isRunning }: { isRunning: boolean }) {
  const t = useText();
  const { act } = useAct();
  const [start, { isLoading }] = useStartVerificationMutation();
  const [newest, setNewest] = React.useState('100');
  const [mistake, setMistake] = React.useState<string>();

  const begin = async (newestFiles?: number) => {
    await act(start(newestFiles === undefined ? {} : { newestFiles }));
  };
  const beginNewest = () => {
    const newestFiles = wholeNumber(newest, 1, 1_000_000);
    if (newestFiles !== undefined) {
      void begin(newestFiles);
      return;
    }
    setMistake(t('verify.newest.mistake'));
    document.getElementById(controlId('newestFiles'))?.focus();
  };

  return (
    <form
      noValidate
      aria-label={t('verify.start')}
      onSubmit={(event) => {
        event.preventDefault();
        beginNewest();
      }}
    >
      <Flex gap={6} paddingTop={4} alignItems="flex-end" wrap="wrap">
        <Button
          startIcon={<SealCheck aria-hidden />}
          disabled={isRunning || isLoading}
          onClick={() => void begin()}
        >
          {t('verify.all')}
        </Button>
        <Flex gap={2} alignItems="flex-end">
          <Box width="24rem">
            <TextField
              path="newestFiles"
              type="number"
              label={t('verify.newest.count')}
              error={mistake}
              disabled={isRunning}
              value={newest}
              onChange={(value) => {
                setNewest(value);
                setMistake(undefined);
              }}
            />
          </Box>
          <Button type="submit" variant="secondary" disabled={isRunning || isLoading}>
            {t('verify.newest')}
          </Button>
        </Flex>
      </Flex>
    </form>
  );
}

function StopButton({ verification }: { verification: VerificationView }) {
  const t = useText();
  const { act } = useAct();
  const [stop, { isLoading }] = useStopVerificationMutation();
  /** Start of the verification that was asked to stop, so that a later one is not shown as stopping. */
  const [asked, setAsked] = React.useState<string>();
  const isStopping = asked !== undefined && asked === verification.startedAt;
  const stopNow = async () => {
    const result = await act(stop());
    if (result !== undefined) setAsked(verification.startedAt);
  };
  return (
    <Button
      variant="danger-light"
      startIcon={<Stop aria-hidden />}
      disabled={isStopping}
      loading={isLoading}
      onClick={() => void stopNow()}
    >
      {isStopping ? t('verify.stopping') : t('verify.stop')}
    </Button>
  );
}

function Outcome({ verification }: { verification: VerificationView }) {
  const t = useText();
  const say = useSay();
  const { locale } = useIntl();
  const { state, startedAt, finishedAt, filesDone, filesTotal, bytesDone, problem } = verification;
  if (state === 'never') return null;
  const percent = percentDone(filesDone, filesTotal);
  return (
    <PanelBox title={t('verify.outcome')}>
      <Box paddingBottom={4}>
        <Typography tag="p" fontWeight="semiBold">
          {sentenceOf(t, verification)}
        </Typography>
        {problem === undefined ? null : (
          <Typography tag="p" textColor="danger600">
            {say(problem)}
          </Typography>
        )}
        {state !== 'running' || percent === undefined ? null : (
          <Box paddingTop={2}>
            <Bar value={percent} size="S" aria-label={t('verify.progress')} />
          </Box>
        )}
      </Box>
      <FactList
        facts={[
          {
            term: t('verify.state'),
            value: <StatusWord look={VERIFICATION_LOOKS[state]} word={t(`verifyState.${state}`)} />,
          },
          { term: t('verify.started'), value: <Instant at={startedAt} none="–" /> },
          {
            term: t('verify.took'),
            value:
              startedAt === undefined
                ? '–'
                : formatDuration(secondsBetween(startedAt, finishedAt, Date.now())),
          },
          { term: t('verify.files'), value: t('verify.filesOf', { done: filesDone, total: filesTotal }) },
          { term: t('verify.bytes'), value: formatBytes(locale, bytesDone) },
        ]}
      />
    </PanelBox>
  );
}

function Findings({ verification }: { verification: VerificationView }) {
  const t = useText();
  const say = useSay();
  const { state, findings, findingsTotal } = verification;
  const columns = [
    { name: 'finding', label: t('verify.finding'), width: '18rem' },
    { name: 'file', label: t('verify.file') },
    { name: 'links', label: t('verify.links'), width: '16rem' },
  ];
  const rows = findings.map((finding, index) => ({ ...finding, id: index }));
  return (
    <PanelBox title={t('verify.findings')}>
      {findingsTotal <= findings.length ? null : (
        <Typography tag="p" textColor="neutral700" paddingBottom={4}>
          {t('verify.firstOnly', { shown: findings.length, total: findingsTotal })}
        </Typography>
      )}
      <DataTable rows={rows} columns={columns} empty={{ content: t(`verify.empty.${state}`) }}>
        {(finding) => (
          <Table.Row>
            <Table.Cell>
              <StatusWord
                look={FINDING_LOOKS[finding.finding]}
                word={t(`finding.${finding.finding}`)}
                explanation={t(`finding.${finding.finding}.explained`)}
              />
            </Table.Cell>
            <Table.Cell>
              <Box paddingTop={3} paddingBottom={3}>
                <Typography tag="p" fontWeight="semiBold">
                  <LongText text={finding.name} />
                </Typography>
                <Typography tag="p" variant="pi" textColor="neutral700">
                  {say(finding.detail)}
                </Typography>
              </Box>
            </Table.Cell>
            <Table.Cell>
              <FindingLinks finding={finding} />
            </Table.Cell>
          </Table.Row>
        )}
      </DataTable>
    </PanelBox>
  );
}

function FindingLinks({ finding }: { finding: FindingView }) {
  const t = useText();
  const { name, importId, mediaFileId, recordingDocumentId } = finding;
  const links = [
    ...(importId === undefined ? [] : [{ to: paths.import(importId), label: t('verify.openImport') }]),
    ...(recordingDocumentId === undefined
      ? []
      : [{ to: paths.recording(recordingDocumentId), label: t('verify.openRecording') }]),
    ...(mediaFileId === undefined ? [] : [{ to: paths.mediaFile(name), label: t('verify.openMedia') }]),
  ];
  if (links.length === 0) return <Typography textColor="neutral600">{t('verify.noLinks')}</Typography>;
  return (
    <Flex direction="column" alignItems="flex-start" gap={1}>
      {links.map(({ to, label }) => (
        <Link key={to} tag={NavLink} to={to}>
          {label}
        </Link>
      ))}
    </Flex>
  );
}

// Lazy pages are loaded by their default export.
export default VerifyPage;
