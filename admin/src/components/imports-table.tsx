import { Box, Button, Flex, IconButton, Link, Typography } from '@strapi/design-system';
import { ArrowClockwise, ChevronDown, ChevronRight } from '@strapi/icons';
import { Table, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import type { ImportView } from '../../../contracts/imports';
import { importStanding } from '../../../contracts/status';
import { useImportAgainMutation, useRetryImportMutation } from '../data/api';
import { useAct } from '../data/use-act';
import { formatInstant } from '../format';
import { IMPORT_LABEL_LOOKS, isWaiting, transferOf } from '../labels';
import { paths } from '../../../contracts/plugin';
import { useCan } from '../rights';
import { useSay, useText } from '../use-text';
import { DataTable } from './data-table';
import { DeletionText } from './deletion-text';
import { ImportFiles } from './import-files';
import { Instant } from './instant';
import { MissingList } from './missing-list';
import { ProblemText } from './problem-text';
import { BytesProgress } from './progress-text';
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
  const [open, setOpen] = React.useState<ReadonlySet<number>>(
    () => new Set(opened ? imports.map(({ id }) => id) : []),
  );
  const toggle = (id: number) =>
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const headers = [
    { name: 'meeting', label: t('imports.meeting') },
    { name: 'state', label: t('imports.state') },
    { name: 'next', label: t('imports.next') },
    { name: 'actions', label: t('imports.actions') },
  ];
  return (
    <DataTable rows={imports} headers={headers} isLoading={isLoading} empty={empty}>
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
              <Table.Cell colSpan={headers.length}>
                <Box paddingTop={2} paddingBottom={4} paddingLeft={8}>
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
  return (
    <Flex gap={2} alignItems="flex-start" paddingTop={3} paddingBottom={3} style={{ whiteSpace: 'normal' }}>
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
      <Box minWidth="16rem">
        <Typography tag="p" fontWeight="semiBold" style={{ overflowWrap: 'anywhere' }}>
          {entry.title}
        </Typography>
        {entry.hostName === undefined && entry.hostEmail === undefined ? null : (
          <Typography tag="p" variant="pi" textColor="neutral600">
            {[entry.hostName, entry.hostEmail].filter((word) => word !== undefined).join(' · ')}
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
  return (
    <Flex
      direction="column"
      alignItems="flex-start"
      gap={1}
      paddingTop={3}
      paddingBottom={3}
      style={{ whiteSpace: 'normal' }}
      minWidth="16rem"
    >
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
      {entry.reason === undefined ? null : (
        <Typography variant="pi" textColor="neutral700">
          {say(entry.reason)}
        </Typography>
      )}
      {entry.problem === undefined ? null : <ProblemText problem={entry.problem} waits={isWaiting(entry)} />}
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
    <Box style={{ whiteSpace: 'normal' }}>
      {entry.nextAttemptAt === undefined ? (
        <Typography textColor="neutral600">{t(`imports.nextOf.${entry.status}`)}</Typography>
      ) : (
        <Instant at={entry.nextAttemptAt} none="" />
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
  const mayStart = useCan('runs.start');
  const { toggleNotification } = useNotification();
  const [retry, retrying] = useRetryImportMutation();
  const [importAgain, importing] = useImportAgainMutation();
  const { act } = useAct();

  const again = async () => {
    const result = await act(importAgain(entry.id));
    if (result === undefined) return;
    toggleNotification({
      type: 'info',
      title: t('imports.queued'),
      message: t('imports.again.queued', { title: entry.title }),
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
    <Flex direction="column" alignItems="flex-start" gap={2}>
      {entry.recordingDocumentIds.map((documentId, index) => (
        <Link key={documentId} tag={NavLink} to={paths.recording(documentId)}>
          {entry.recordingDocumentIds.length === 1
            ? t('imports.openEntry')
            : t('imports.openEntryNumber', { number: index + 1 })}
        </Link>
      ))}
      {entry.canRetry && mayStart ? (
        <Button
          size="S"
          variant="secondary"
          loading={retrying.isLoading}
          startIcon={<ArrowClockwise aria-hidden />}
          aria-label={t('imports.tryAgainOf', { title: entry.title })}
          onClick={() => void tryAgain()}
        >
          {t('common.tryAgain')}
        </Button>
      ) : null}
      {entry.canImportAgain && mayStart ? (
        <Button
          size="S"
          variant="tertiary"
          loading={importing.isLoading}
          startIcon={<ArrowClockwise aria-hidden />}
          aria-label={t('imports.againOf', { title: entry.title })}
          onClick={() => void again()}
        >
          {t('imports.again')}
        </Button>
      ) : null}
    </Flex>
  );
}
