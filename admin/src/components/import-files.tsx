import { Flex, IconButton, Link, Typography } from '@strapi/design-system';
import { Download, Duplicate } from '@strapi/icons';
import { useClipboard, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { useIntl } from 'react-intl';
import type { ImportFileView } from '../../../contracts/imports';
import { fileUrl } from '../file-url';
import { formatBytes } from '../format';
import { FILE_STATUS_LOOKS, isOver, whyNoDownload } from '../labels';
import { kindName } from '../missing';
import { useText, type Translate } from '../use-text';
import { PlainTable } from './data-table';
import { LongText } from './long-text';
import { MissingWhy } from './missing-list';
import { BytesProgress } from './progress-text';
import { StatusWord } from './status-word';

/** Files of one import with status, size, checksum and download link. */
export function ImportFiles({ files, title }: { files: ImportFileView[]; title: string }) {
  const t = useText();
  const { locale } = useIntl();
  if (files.length === 0) return <Typography textColor="neutral600">{t('files.none')}</Typography>;
  return (
    <PlainTable
      label={t('files.of', { title })}
      rows={files}
      columns={[
        { name: 'file', label: t('files.file') },
        { name: 'status', label: t('files.status'), width: '19rem' },
        { name: 'size', label: t('files.size'), width: '12rem' },
        { name: 'checksum', label: t('files.checksum'), width: '16rem' },
        { name: 'download', label: t('files.download'), width: '13rem' },
      ]}
    >
      {(file) => [
        <React.Fragment key="file">
          <Typography tag="p">
            <LongText text={file.name} />
          </Typography>
          <Typography tag="p" variant="pi" textColor="neutral600">
            {kindOf(t, file)}
          </Typography>
          <MadeMark file={file} />
        </React.Fragment>,
        <React.Fragment key="status">
          <FileStatus file={file} />
          {file.resumedAtPercent === undefined ? null : (
            <Typography tag="p" variant="pi" textColor="neutral600">
              {t('files.resumed', { percent: file.resumedAtPercent })}
            </Typography>
          )}
          {file.problem === undefined ? null : <MissingWhy problem={file.problem} />}
        </React.Fragment>,
        file.status === 'downloading' ? (
          <BytesProgress
            key="size"
            label={t('files.progressOf', { name: file.name })}
            done={file.bytesDone}
            total={file.sizeBytes}
          />
        ) : (
          <Typography key="size">
            {file.sizeBytes === undefined ? t('files.sizeUnknown') : formatBytes(locale, file.sizeBytes)}
          </Typography>
        ),
        <Checksum key="checksum" file={file} />,
        file.downloadUrl === undefined ? (
          <Typography key="download" textColor="neutral600">
            {t(whyNoDownload(file))}
          </Typography>
        ) : (
          <Link
            key="download"
            href={fileUrl(file.downloadUrl)}
            download={file.name}
            startIcon={<Download aria-hidden />}
            aria-label={t('files.downloadOf', { name: file.name })}
          >
            {t('files.download')}
          </Link>
        ),
      ]}
    </PlainTable>
  );
}

/** Marks files that the plugin made, such as a joined video or chat as text. */
export function MadeMark({ file }: { file: ImportFileView }) {
  const t = useText();
  if (file.origin !== 'made') return null;
  return (
    <Typography tag="p" variant="pi" fontWeight="semiBold" textColor="neutral700">
      {t('files.made')}
    </Typography>
  );
}

export function FileStatus({ file }: { file: ImportFileView }) {
  const t = useText();
  return (
    <StatusWord
      look={FILE_STATUS_LOOKS[file.status]}
      word={t(`fileStatus.${file.status}`)}
      explanation={file.status === 'used' ? t('files.used') : undefined}
    />
  );
}

/** `Video · shared screen with speaker view`. The view is the provider's own word. */
export const kindOf = (t: Translate, file: ImportFileView): string =>
  [kindName(t, file.kind), file.view.replaceAll('_', ' ')].filter((word) => word !== '').join(' · ');

function Checksum({ file: { sha256, name, status } }: { file: ImportFileView }) {
  const t = useText();
  const { copy } = useClipboard();
  const { toggleNotification } = useNotification();
  if (sha256 === undefined) {
    return <Typography textColor="neutral600">{isOver(status) ? '–' : t('files.noChecksum')}</Typography>;
  }
  const copied = async () => {
    if (await copy(sha256)) toggleNotification({ type: 'success', message: t('common.copied') });
  };
  return (
    <Flex gap={1} title={sha256}>
      <Typography tag="code" style={{ fontFamily: 'monospace', minWidth: 0 }}>
        {sha256.slice(0, 8)}…
      </Typography>
      <IconButton
        variant="ghost"
        size="XS"
        label={t('files.copyChecksum', { name })}
        onClick={() => void copied()}
      >
        <Duplicate />
      </IconButton>
    </Flex>
  );
}
