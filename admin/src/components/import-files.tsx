import { Box, Flex, IconButton, Link, Typography } from '@strapi/design-system';
import { Download, Duplicate } from '@strapi/icons';
import { useClipboard, useNotification } from '@strapi/strapi/admin';
import { useIntl } from 'react-intl';
import type { ImportFileView } from '../../../contracts/imports';
import { fileUrl } from '../file-url';
import { formatBytes } from '../format';
import { FILE_STATUS_LOOKS } from '../labels';
import { kindName } from '../missing';
import { useText, type Translate } from '../use-text';
import { MissingWhy } from './missing-list';
import { BytesProgress } from './progress-text';
import { StatusWord } from './status-word';

const cell = { padding: '0.8rem', verticalAlign: 'top' as const };

/** Files of one import with status, size, checksum and download link. */
export function ImportFiles({ files, title }: { files: ImportFileView[]; title: string }) {
  const t = useText();
  const { locale } = useIntl();
  if (files.length === 0) return <Typography textColor="neutral600">{t('files.none')}</Typography>;
  const heads = [
    t('files.file'),
    t('files.status'),
    t('files.size'),
    t('files.checksum'),
    t('files.download'),
  ];
  return (
    <Box overflow="auto">
      {/* A plain table, because it is nested in the design system's table, which handles arrow keys itself. */}
      <table aria-label={t('files.of', { title })} style={{ width: '100%' }}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" style={{ ...cell, height: 'auto', textAlign: 'left' }}>
                <Typography variant="sigma" textColor="neutral600">
                  {head}
                </Typography>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <tr key={file.id}>
              <td style={cell}>
                <Typography tag="p" style={{ overflowWrap: 'anywhere' }}>
                  {file.name}
                </Typography>
                <Typography tag="p" variant="pi" textColor="neutral600">
                  {kindOf(t, file)}
                </Typography>
                <MadeMark file={file} />
              </td>
              <td style={cell}>
                <FileStatus file={file} />
                {file.resumedAtPercent === undefined ? null : (
                  <Typography tag="p" variant="pi" textColor="neutral600">
                    {t('files.resumed', { percent: file.resumedAtPercent })}
                  </Typography>
                )}
                {file.problem === undefined ? null : <MissingWhy problem={file.problem} />}
              </td>
              <td style={cell}>
                {file.status === 'downloading' ? (
                  <BytesProgress
                    label={t('files.progressOf', { name: file.name })}
                    done={file.bytesDone}
                    total={file.sizeBytes}
                  />
                ) : (
                  <Typography>
                    {file.sizeBytes === undefined
                      ? t('files.sizeUnknown')
                      : formatBytes(locale, file.sizeBytes)}
                  </Typography>
                )}
              </td>
              <td style={cell}>
                <Checksum sha256={file.sha256} name={file.name} />
              </td>
              <td style={cell}>
                {file.downloadUrl === undefined ? (
                  <Typography textColor="neutral600">
                    {t(file.status === 'used' ? 'files.inMade' : 'files.notStored')}
                  </Typography>
                ) : (
                  <Link
                    href={fileUrl(file.downloadUrl)}
                    download={file.name}
                    startIcon={<Download aria-hidden />}
                    aria-label={t('files.downloadOf', { name: file.name })}
                  >
                    {t('files.download')}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Box>
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

function Checksum({ sha256, name }: { sha256?: string; name: string }) {
  const t = useText();
  const { copy } = useClipboard();
  const { toggleNotification } = useNotification();
  if (sha256 === undefined) return <Typography textColor="neutral600">{t('files.noChecksum')}</Typography>;
  const copied = async () => {
    if (await copy(sha256)) toggleNotification({ type: 'success', message: t('common.copied') });
  };
  return (
    <Flex gap={1} title={sha256}>
      <Typography tag="code" style={{ fontFamily: 'monospace' }}>
        {sha256.slice(0, 12)}…
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
