import { Box, Flex, Link, Typography } from '@strapi/design-system';
import type * as React from 'react';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import type { ImportView } from '../../../contracts/imports';
import { importStanding } from '../../../contracts/status';
import { DeletionText } from '../components/deletion-text';
import { FileStatus, kindOf, MadeMark } from '../components/import-files';
import { Instant } from '../components/instant';
import { MissingList } from '../components/missing-list';
import { ProblemText } from '../components/problem-text';
import { StandingWord } from '../components/standing-word';
import { useImportsOfRecordingQuery } from '../data/api';
import { usePolling } from '../data/polling';
import { fileUrl } from '../file-url';
import { formatBytes } from '../format';
import { IMPORT_LABEL_LOOKS, importProblemTone, isMoving, reasonToShow } from '../labels';
import { paths, RECORDING_UID } from '../../../contracts/plugin';
import { useCan } from '../rights';
import { useSay, useText } from '../use-text';

export type SidePanel = (props: {
  model: string;
  documentId?: string;
  /** The entry, once it is saved. */
  document?: { updatedAt?: string };
}) => { title: string; content: React.ReactNode } | null;

/** Side panel of a recording in the content manager: its origin and import status. */
export const RecordingPanel: SidePanel = ({ model, documentId }) => {
  const t = useText();
  const mayRead = useCan('runs.read');
  if (model !== RECORDING_UID || documentId === undefined || documentId === 'create' || !mayRead) return null;
  return { title: t('panel.title'), content: <PanelContent documentId={documentId} /> };
};

function PanelContent({ documentId }: { documentId: string }) {
  const t = useText();
  const polling = usePolling();
  const { data: imports, isLoading, isError } = useImportsOfRecordingQuery(documentId, polling.options);
  polling.follow(imports?.some((entry) => isMoving(entry, Date.now())) ?? false);
  if (isLoading) return <Typography>{t('common.loading')}</Typography>;
  if (isError && imports === undefined) {
    return <Typography textColor="danger600">{t('panel.failed')}</Typography>;
  }
  if (imports === undefined || imports.length === 0) {
    return <Typography textColor="neutral600">{t('panel.notImported')}</Typography>;
  }
  return (
    <Flex direction="column" alignItems="stretch" gap={4} width="100%">
      {imports.map((entry) => (
        <Origin key={entry.id} entry={entry} documentId={documentId} />
      ))}
    </Flex>
  );
}

function Origin({ entry, documentId }: { entry: ImportView; documentId: string }) {
  const t = useText();
  const say = useSay();
  const { locale } = useIntl();
  // Each segment of a meeting may have its own entry. Files of other segments are shown there.
  const files = entry.files.filter(
    ({ recordingDocumentId }) => recordingDocumentId === undefined || recordingDocumentId === documentId,
  );
  const reason = reasonToShow(entry);
  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      <Box>
        <Typography tag="p" fontWeight="semiBold" style={{ overflowWrap: 'anywhere' }}>
          {entry.title}
        </Typography>
        {entry.hostEmail === undefined && entry.hostName === undefined ? null : (
          <Typography tag="p" variant="pi" textColor="neutral600" style={{ overflowWrap: 'anywhere' }}>
            {t('panel.host', { host: entry.hostName ?? entry.hostEmail ?? '' })}
          </Typography>
        )}
        <Instant at={entry.startedAt} timezone={entry.timezone} none="" />
      </Box>
      <Box>
        <StandingWord
          standing={importStanding(entry)}
          look={IMPORT_LABEL_LOOKS[entry.label]}
          word={t(`importLabel.${entry.label}`)}
          explanation={t(`importLabel.${entry.label}.explained`)}
        />
      </Box>
      {reason === undefined ? null : <Typography variant="pi">{say(reason)}</Typography>}
      {entry.problem === undefined ? null : (
        <ProblemText problem={entry.problem} tone={importProblemTone(entry)} />
      )}
      <MissingList
        missing={entry.missing.filter(({ fileIds }) => files.some(({ id }) => fileIds.includes(id)))}
      />
      {entry.joinNote === undefined ? null : (
        <Typography variant="pi">{t('imports.joinNote', { note: say(entry.joinNote) })}</Typography>
      )}
      <DeletionText entry={entry} />
      <Box tag="ul" aria-label={t('files.of', { title: entry.title })}>
        {files.map((file) => (
          <Box tag="li" key={file.id} paddingTop={2}>
            <Typography tag="p" style={{ overflowWrap: 'anywhere' }}>
              {kindOf(t, file)}
              {file.sizeBytes === undefined ? '' : ` – ${formatBytes(locale, file.sizeBytes)}`}
            </Typography>
            <MadeMark file={file} />
            {file.downloadUrl === undefined ? (
              <FileStatus file={file} />
            ) : (
              <Player kind={file.kind} url={file.downloadUrl} label={t('panel.play', { name: file.name })} />
            )}
          </Box>
        ))}
      </Box>
      <Link
        tag={NavLink}
        to={`${paths.imports(entry.connectorId)}?search=${encodeURIComponent(entry.title.slice(0, 100))}`}
      >
        {t('panel.openImports')}
      </Link>
    </Flex>
  );
}

/** The browser's own player, with its usual keys and speed control. */
function Player({ kind, url, label }: { kind: string; url: string; label: string }) {
  const common = { controls: true, preload: 'metadata', src: fileUrl(url), 'aria-label': label };
  if (kind === 'video') return <video {...common} style={{ width: '100%', borderRadius: '4px' }} />;
  if (kind === 'audio') return <audio {...common} style={{ width: '100%' }} />;
  return null;
}
