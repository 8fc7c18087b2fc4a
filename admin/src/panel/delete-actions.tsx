import { useForm, useTable } from '@strapi/strapi/admin';
import * as React from 'react';
import { useMatch, useNavigate } from 'react-router-dom';
import { paths, RECORDING_UID } from '../../../contracts/plugin';
import { FailureBoundary } from '../failure/failure-boundary';
import { withoutHarm } from '../failure/guards';
import { useText } from '../use-text';
import type { ActionDialog, BulkAction } from './apis';
import { DeleteDialog } from './delete-dialog';
import type { DocumentAction } from './review-actions';

/** The same dialog for the same recordings, so that it keeps its state while the list behind it is loaded again. */
function useDialog(documentIds: string[], title: string, onDeleted: () => void): ActionDialog {
  const latest = React.useRef(onDeleted);
  latest.current = onDeleted;
  const key = documentIds.join(',');
  const content = React.useCallback(
    ({ onClose }: { onClose: () => void }) => (
      <FailureBoundary part="part">
        <DeleteDialog documentIds={key.split(',')} onClose={onClose} onDeleted={() => latest.current()} />
      </FailureBoundary>
    ),
    [key],
  );
  return { type: 'modal', title, content };
}

/** Our dialog in place of Strapi's; undefined where the entry is no recording. */
function useDeleteDialog({ model, documentId }: { model: string; documentId?: string }) {
  const t = useText();
  const navigate = useNavigate();
  const isInList = useMatch('/content-manager/:collectionType/:model') !== null;
  const setSubmitting = useForm('DeleteRecording', (state) => state.setSubmitting);
  const dialog = useDialog([documentId ?? ''], t('delete.title', { count: 1 }), () => {
    if (isInList) return;
    // A form with changes would ask before it is left.
    setSubmitting(true);
    void navigate(paths.recordings, { replace: true });
    setSubmitting(false);
  });
  return model === RECORDING_UID && documentId !== undefined && documentId !== 'create' ? dialog : undefined;
}

function useDeleteManyDialog({ model, documents }: Parameters<BulkAction>[0]) {
  const t = useText();
  const selectRow = useTable('DeleteRecordings', (state) => state.selectRow);
  const ids = documents.map(({ documentId }) => documentId);
  const dialog = useDialog(ids, t('delete.title', { count: ids.length }), () => selectRow([]));
  return model === RECORDING_UID && ids.length > 0 ? dialog : undefined;
}

/** On failure Strapi's dialog stays. It keeps the files. */
const dialogOf = withoutHarm(useDeleteDialog, () => undefined);
const dialogOfMany = withoutHarm(useDeleteManyDialog, () => undefined);

/** *Delete entry* of a recording asks about its files. Both are called on each rendering, see `sendInsteadOf`. */
export function deleteWithFiles(standard: DocumentAction): DocumentAction {
  const Delete: DocumentAction = (props) => {
    const description = standard(props);
    const dialog = dialogOf(props);
    return description === null || dialog === undefined ? description : { ...description, dialog };
  };
  Delete.type = standard.type;
  Delete.position = standard.position;
  return Delete;
}

export function deleteManyWithFiles(standard: BulkAction): BulkAction {
  const DeleteMany: BulkAction = (props) => {
    const description = standard(props);
    const dialog = dialogOfMany(props);
    return description === null || dialog === undefined ? description : { ...description, dialog };
  };
  DeleteMany.type = standard.type;
  return DeleteMany;
}
