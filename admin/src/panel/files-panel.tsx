import { Box, Link, Typography } from '@strapi/design-system';
import { Download } from '@strapi/icons';
import { useIntl } from 'react-intl';
import type { RecordingFileView } from '../../../contracts/files';
import { RECORDING_UID } from '../../../contracts/plugin';
import { useFilesOfRecordingQuery } from '../data/files';
import { fileUrl } from '../file-url';
import { formatBytes } from '../format';
import { kindName } from '../missing';
import { useText, type Translate } from '../use-text';
import type { SidePanel } from './recording-panel';

/** The addresses in the list are valid for an hour. */
const RENEWED_EVERY_MS = 20 * 60_000;

/** Side panel of a recording: each file that its reader may download. It needs no right to see imports. */
export const FilesPanel: SidePanel = ({ model, documentId, document }) => {
  const t = useText();
  if (model !== RECORDING_UID || documentId === undefined || documentId === 'create') return null;
  return {
    title: t('downloads.title'),
    content: <FileList documentId={documentId} savedAt={document?.updatedAt} />,
  };
};

function FileList({ documentId, savedAt }: { documentId: string; savedAt: string | undefined }) {
  const t = useText();
  const { locale } = useIntl();
  const { data: files, isError } = useFilesOfRecordingQuery(
    { documentId, savedAt },
    { pollingInterval: RENEWED_EVERY_MS, refetchOnMountOrArgChange: true },
  );
  if (files === undefined) {
    return isError ? (
      <Typography textColor="danger600">{t('downloads.failed')}</Typography>
    ) : (
      <Typography>{t('common.loading')}</Typography>
    );
  }
  if (files.length === 0) return <Typography textColor="neutral600">{t('downloads.none')}</Typography>;
  return (
    <Box tag="ul" aria-label={t('downloads.title')} width="100%">
      {files.map((file) => (
        <Box tag="li" key={`${file.field} ${file.id}`} paddingBottom={2}>
          <Typography tag="p" style={{ overflowWrap: 'anywhere' }}>
            {nameOf(t, file)} – {formatBytes(locale, file.sizeBytes)}
          </Typography>
          <Link
            href={fileUrl(file.url)}
            download={file.name}
            startIcon={<Download aria-hidden />}
            aria-label={t('files.downloadOf', { name: file.name })}
          >
            {t('files.download')}
          </Link>
        </Box>
      ))}
    </Box>
  );
}

const KINDS: Readonly<Record<string, string>> = {
  transcriptFile: 'transcript',
  chatFile: 'chat',
  poster: 'thumbnail',
};

/** A field that the site added is called by its own name. */
const nameOf = (t: Translate, { field, kind }: RecordingFileView): string =>
  field === 'original'
    ? t('downloads.original', { kind: kindName(t, kind ?? '') })
    : kindName(t, KINDS[field] ?? field);
