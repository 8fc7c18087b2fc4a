import { Box, Flex, IconButton, Typography } from '@strapi/design-system';
import { ArrowClockwise, ChevronDown, ChevronRight, Eye } from '@strapi/icons';
import { Table, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { useIntl } from 'react-intl';
import { useNavigate } from 'react-router-dom';
import type { ImportView } from '../../../contracts/imports';
import { importStanding } from '../../../contracts/status';
import { useImportAgainMutation, useRetryImportMutation } from '../data/api';
import { useAct } from '../data/use-act';
import { formatInstant } from '../format';
import { hostText } from '../host-text';
import { IMPORT_LABEL_LOOKS, importProblemTone, reasonToShow, transferOf } from '../labels';
import { paths } from '../../../contracts/plugin';
import { useCan } from '../rights';
import { useSay, useText } from '../use-text';
import { DataTable, INSTANT_WIDTH, MENU_WIDTH } from './data-table';
import { DeletionText } from './deletion-text';
import { ImportFiles } from './import-files';
import { Instant } from './instant';
import { LongText } from './long-text';
import { MissingList } from './missing-list';
import { ProblemText } from './problem-text';
import { BytesProgress } from './progress-text';
import { RowMenu } from './row-menu';
import { StandingWord } from './standing-word';

interface ImportsTableProps {
  imports: ImportView[];
  isLoading: boolean;
  /** Shown when there are no imports. */
  empty: { content: string; action?: React.ReactElement };
  /** True opens the files of every import at first. */
  opened?: boolean;
}

/** Imports: the status of each recording, the reason, what happens next, and its files. */
export function ImportsTable({ imports, isLoading, empty, opened = false }: ImportsTableProps) {
  const t = useText();
  const [open, setOpen] = React.useState<ReadonlySet<string>>(
    () => new Set(opened ? imports.map(({ id }) => id) : []),
  );
  const toggle = (id: string) =>
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const columns = [
    { name: 'meeting', label: t('imports.meeting') },
    { name: 'state', label: t('imports.state'), width: '28rem' },
    { name: 'next', label: t('imports.next'), width: INSTANT_WIDTH },
    { name: 'actions', label: t('imports.actions'), width: MENU_WIDTH },
  ];
  return (
    <DataTable rows={imports} columns={columns} isLoading={isLoading} empty={empty}>
      {(entry) => (
        <>
          <Table.Row>
            <Table.Cell>
              <Meeting entry={entry} open={open.has(entry.id)} onToggle={() => toggle(entry.id)} />
            </Table.Cell>
            <Table.Cell>
              <State entry={entry} />
            </Table.Cell>
            <Table.Cell>
              <Next entry={entry} />
            </Table.Cell>
            <Table.Cell>
              <Actions entry={entry} />
            </Table.Cell>
          </Table.Row>
          {open.has(entry.id) ? (
            <Table.Row>
              <Table.Cell colSpan={columns.length}>
                <Box paddingTop={2} paddingBottom={4}>
                  <ImportFiles files={entry.files} title={entry.title} />
                </Box>
              </Table.Cell>
            </Table.Row>
          ) : null}
        </>
      )}
    </DataTable>
  );
}

function Meeting({ entry, open, onToggle }: { entry: ImportView; open: boolean; onToggle: () => void }) {
  const t = useText();
  const host = hostText(entry);
  return (
    <Flex gap={2} alignItems="flex-start" paddingTop={3} paddingBottom={3}>
      <IconButton
        variant="ghost"
        size="S"
        withTooltip={false}
        aria-expanded={open}
        label={t('imports.filesOf', { title: entry.title, count: entry.files.length })}
        onClick={onToggle}
      >
        {open ? <ChevronDown /> : <ChevronRight />}
      </IconButton>
      <Box minWidth={0}>
        <Typography tag="p" fontWeight="semiBold">
          <LongText text={entry.title} lines={3} />
        </Typography>
        {host === '' ? null : (
          <Typography tag="p" variant="pi" textColor="neutral600">
            <LongText text={host} />
          </Typography>
        )}
        <Instant at={entry.startedAt} timezone={entry.timezone} none="" />
      </Box>
    </Flex>
  );
}

function State({ entry }: { entry: ImportView }) {
  const t = useText();
  const say = useSay();
  const transfer = transferOf(entry.files);
  const reason = reasonToShow(entry);
  return (
    <Flex direction="column" alignItems="flex-start" gap={1} paddingTop={3} paddingBottom={3}>
      <StandingWord
        standing={importStanding(entry)}
        look={IMPORT_LABEL_LOOKS[entry.label]}
        word={t(`importLabel.${entry.label}`)}
        explanation={t(`importLabel.${entry.label}.explained`)}
      />
      {entry.step === undefined ? null : <Typography variant="pi">{say(entry.step)}</Typography>}
      {entry.label === 'downloading' ? (
        <Box width="100%">
          <BytesProgress label={t('imports.progressOf', { title: entry.title })} {...transfer} />
        </Box>
      ) : null}
      {reason === undefined ? null : (
        <Typography variant="pi" textColor="neutral700">
          {say(reason)}
        </Typography>
      )}
      {entry.problem === undefined ? null : (
        <ProblemText problem={entry.problem} tone={importProblemTone(entry)} />
      )}
      <MissingList missing={entry.missing} />
      {entry.joinNote === undefined ? null : (
        <Typography variant="pi" textColor="neutral700">
          {t('imports.joinNote', { note: say(entry.joinNote) })}
        </Typography>
      )}
      <DeletionText entry={entry} />
    </Flex>
  );
}

function Next({ entry }: { entry: ImportView }) {
  const t = useText();
  return (
    <Box>
      {entry.nextAttemptAt !== undefined ? (
        <Instant at={entry.nextAttemptAt} none="" />
      ) : entry.triedOnceMoreAt !== undefined ? (
        <>
          <Typography textColor="neutral600">{t('imports.triedOnceMore')}</Typography>
          <Instant at={entry.triedOnceMoreAt} none="" />
        </>
      ) : (
        <Typography textColor="neutral600">{t(`imports.nextOf.${entry.status}`)}</Typography>
      )}
      {entry.attempts === 0 ? null : (
        <Typography tag="p" variant="pi" textColor="neutral600">
          {t('imports.attempts', { count: entry.attempts })}
        </Typography>
      )}
    </Box>
  );
}

function Actions({ entry }: { entry: ImportView }) {
  const t = useText();
  const { locale } = useIntl();
  const navigate = useNavigate();
  const mayStart = useCan('runs.start');
  const { toggleNotification } = useNotification();
  const [retry, retrying] = useRetryImportMutation();
  const [importAgain, importing] = useImportAgainMutation();
  const { act } = useAct();
  const entries = entry.recordingDocumentIds;

  const again = async () => {
    const result = await act(importAgain(entry.id));
    if (result === undefined) return;
    toggleNotification({
      type: 'info',
      title: t('imports.queued'),
      message: t(entry.status === 'removed' ? 'imports.again.broughtBack' : 'imports.again.queued', {
        title: entry.title,
      }),
    });
  };
  const tryAgain = async () => {
    const result = await act(retry(entry.id));
    if (result === undefined) return;
    const at = result.data.nextAttemptAt;
    toggleNotification({
      type: 'info',
      title: t('imports.queued'),
      message:
        at === undefined || Date.parse(at) <= Date.now()
          ? t('imports.queued.now', { title: entry.title })
          : t('imports.queued.at', { title: entry.title, at: formatInstant(locale, at) }),
    });
  };

  return (
    <RowMenu
      name={entry.title}
      actions={[
        ...entries.map((documentId, index) => ({
          key: documentId,
          label:
            entries.length === 1
              ? t('imports.openEntry')
              : t('imports.openEntryNumber', { number: index + 1 }),
          icon: <Eye aria-hidden />,
          onSelect: () => navigate(paths.recording(documentId)),
        })),
        ...(entry.canRetry && mayStart
          ? [
              {
                key: 'retry',
                label: t('common.tryAgain'),
                icon: <ArrowClockwise aria-hidden />,
                isDisabled: retrying.isLoading,
                onSelect: () => void tryAgain(),
              },
            ]
          : []),
        ...(entry.canImportAgain && mayStart
          ? [
              {
                key: 'again',
                label: t('imports.again'),
                icon: <ArrowClockwise aria-hidden />,
                isDisabled: importing.isLoading,
                onSelect: () => void again(),
              },
            ]
          : []),
      ]}
    />
  );
}
