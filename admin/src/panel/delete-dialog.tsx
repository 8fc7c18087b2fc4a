import { Box, Button, Checkbox, Flex, Modal, Typography } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { useIntl } from 'react-intl';
import type { DeleteRecordings, DeletionPreview, FileToDelete } from '../../../contracts/deletion';
import { HoldText } from '../components/hold-text';
import { useDeleteRecordingsMutation, usePreviewDeletionQuery } from '../data/deletions';
import { useAct, useRefusal } from '../data/use-act';
import { formatBytes } from '../format';
import { useSay, useText } from '../use-text';

interface DeleteDialogProps {
  documentIds: string[];
  onClose: () => void;
  /** Called before the dialog closes, if at least one recording was deleted. */
  onDeleted: () => void;
}

/** Deletes recordings, and their files unless the person keeps them. Says what stays, and why. */
export function DeleteDialog({ documentIds, onClose, onDeleted }: DeleteDialogProps) {
  const t = useText();
  const refusalOf = useRefusal();
  const { act } = useAct();
  const tell = useTellResults();
  const [withFiles, setWithFiles] = React.useState(true);
  const { data, error, isLoading } = usePreviewDeletionQuery(documentIds, {
    refetchOnMountOrArgChange: true,
  });
  const [remove, { isLoading: isDeleting }] = useDeleteRecordingsMutation();

  const held = data?.flatMap((one) => (one.hold === undefined ? [] : [{ ...one, hold: one.hold }])) ?? [];
  const onHold = new Set(held.map(({ documentId }) => documentId));
  const going = documentIds.filter((id) => !onHold.has(id));
  const files = data?.filter(({ documentId }) => !onHold.has(documentId)).flatMap((one) => one.files) ?? [];

  const confirm = async () => {
    const done = await act(remove({ documentIds: going, files: withFiles && files.length > 0 }));
    if (done === undefined) return;
    tell(done.data);
    if (done.data.some(({ outcome }) => outcome === 'deleted')) onDeleted();
    onClose();
  };
  return (
    <>
      <Modal.Body>
        {isLoading ? (
          <Typography>{t('common.loading')}</Typography>
        ) : (
          <Flex direction="column" alignItems="stretch" gap={4}>
            {error === undefined ? null : (
              <Typography textColor="danger600">{refusalOf(error).message}</Typography>
            )}
            {going.length === 0 ? null : (
              <Typography>
                {t('delete.question', { count: going.length, title: titleOf(data, going) })}
              </Typography>
            )}
            {held.map(({ documentId, title, hold }) => (
              <HoldText key={documentId} title={title} hold={hold} />
            ))}
            {going.length === 0 || files.length === 0 ? null : (
              <Files files={files} withFiles={withFiles} onChange={setWithFiles} />
            )}
          </Flex>
        )}
      </Modal.Body>
      <Modal.Footer>
        <Button variant="tertiary" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          variant="danger"
          loading={isDeleting}
          disabled={isLoading || going.length === 0}
          onClick={() => void confirm()}
        >
          {t('delete.confirm')}
        </Button>
      </Modal.Footer>
    </>
  );
}

const titleOf = (previews: DeletionPreview[] | undefined, [id]: string[]) =>
  previews?.find(({ documentId }) => documentId === id)?.title ?? '';

interface FilesProps {
  files: FileToDelete[];
  withFiles: boolean;
  onChange: (withFiles: boolean) => void;
}

function Files({ files, withFiles, onChange }: FilesProps) {
  const t = useText();
  const { locale } = useIntl();
  const going = files.filter(({ fate }) => fate === 'deleted');
  const staying = files.filter(({ fate }) => fate !== 'deleted');
  const sizeOf = (some: FileToDelete[]) =>
    formatBytes(
      locale,
      some.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    );
  return (
    <>
      {going.length === 0 ? null : (
        <Box>
          <Checkbox checked={withFiles} onCheckedChange={(checked: unknown) => onChange(checked === true)}>
            {t('delete.files', { count: going.length, size: sizeOf(going) })}
          </Checkbox>
          <List
            label={t('delete.files.list')}
            items={going.map(({ documentId, name }) => ({ key: documentId, text: name }))}
          />
          <Typography variant="pi" textColor="neutral600">
            {t('delete.files.help')}
          </Typography>
        </Box>
      )}
      {staying.length === 0 ? null : (
        <Box>
          <Typography fontWeight="semiBold">{t('delete.files.stay')}</Typography>
          <List
            label={t('delete.files.stay')}
            items={staying.map((file) => ({
              key: file.documentId,
              text: `${file.name}: ${whyItStays(t, file)}`,
            }))}
          />
        </Box>
      )}
    </>
  );
}

function List({ label, items }: { label: string; items: { key: string; text: string }[] }) {
  return (
    <Box tag="ul" aria-label={label} paddingTop={1} paddingBottom={1}>
      {items.map(({ key, text }) => (
        <li key={key}>
          <Typography variant="pi" style={{ overflowWrap: 'anywhere' }}>
            {text}
          </Typography>
        </li>
      ))}
    </Box>
  );
}

/** The entries that use it, by name as far as this person may read them. */
function whyItStays(t: ReturnType<typeof useText>, { fate, usedBy, usedByOthers }: FileToDelete): string {
  if (fate === 'not-allowed') return t('delete.files.notAllowed');
  const names = usedBy.map(({ type, title }) => (title === undefined ? type : `${type} “${title}”`));
  const others = usedByOthers === 0 ? [] : [t('delete.files.others', { count: usedByOthers })];
  return t('delete.files.usedBy', { entries: [...names, ...others].join(', ') });
}

/** A result for each recording that was not deleted, and the names of files that could not be deleted. */
function useTellResults(): (results: DeleteRecordings.Result[]) => void {
  const t = useText();
  const say = useSay();
  const { toggleNotification } = useNotification();
  return (results) => {
    const deleted = results.filter(({ outcome }) => outcome === 'deleted');
    const [first] = deleted;
    if (first !== undefined) {
      const message = t('delete.done', { count: deleted.length, title: first.title });
      toggleNotification({ type: 'success', message });
    }
    for (const { title, outcome, said } of results) {
      if (outcome === 'deleted') continue;
      const why = said === undefined ? t('delete.gone') : say(said);
      toggleNotification({ type: 'danger', message: `${title}: ${why}` });
    }
    const left = deleted.flatMap(({ files }) => files.filter(({ outcome }) => outcome === 'failed'));
    if (left.length === 0) return;
    const message = t('delete.files.failed', { names: left.map(({ name }) => name).join(', ') });
    toggleNotification({ type: 'warning', message });
  };
}
