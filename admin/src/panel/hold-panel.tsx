import { Button, Field, Flex, Modal, Textarea, Typography } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { RECORDING_UID } from '../../../contracts/plugin';
import { HoldText } from '../components/hold-text';
import { useHoldQuery, useLiftHoldMutation, usePutHoldMutation } from '../data/deletions';
import { useAct } from '../data/use-act';
import { useCan } from '../rights';
import { useText } from '../use-text';
import type { SidePanel } from './recording-panel';

const MAX_REASON_CHARACTERS = 2_000;

/** Side panel of a recording: whether it is on hold, and the switch for who may change that. */
export const HoldPanel: SidePanel = ({ model, documentId }) => {
  const t = useText();
  const mayHold = useCan('recordings.hold');
  const isSaved = model === RECORDING_UID && documentId !== undefined && documentId !== 'create';
  const { data: hold } = useHoldQuery(documentId ?? '', { skip: !isSaved, refetchOnMountOrArgChange: true });
  if (!isSaved || hold === undefined || (hold === null && !mayHold)) return null;
  return {
    title: t('hold.panel'),
    content: (
      <Flex direction="column" alignItems="stretch" gap={2} width="100%">
        {hold === null ? <Typography>{t('hold.none')}</Typography> : <HoldText hold={hold} />}
        {mayHold ? <Switch documentId={documentId} isOnHold={hold !== null} /> : null}
      </Flex>
    ),
  };
};

function Switch({ documentId, isOnHold }: { documentId: string; isOnHold: boolean }) {
  const t = useText();
  const { act } = useAct();
  const { toggleNotification } = useNotification();
  const [isAsking, setIsAsking] = React.useState(false);
  const [lift, { isLoading }] = useLiftHoldMutation();
  if (!isOnHold) {
    return (
      <>
        <Button variant="secondary" onClick={() => setIsAsking(true)}>
          {t('hold.put')}
        </Button>
        {isAsking ? <ReasonDialog documentId={documentId} onClose={() => setIsAsking(false)} /> : null}
      </>
    );
  }
  const onLift = async () => {
    if ((await act(lift(documentId))) === undefined) return;
    toggleNotification({ type: 'success', message: t('hold.lifted') });
  };
  return (
    <Button variant="secondary" loading={isLoading} onClick={() => void onLift()}>
      {t('hold.lift')}
    </Button>
  );
}

function ReasonDialog({ documentId, onClose }: { documentId: string; onClose: () => void }) {
  const t = useText();
  const { act } = useAct();
  const { toggleNotification } = useNotification();
  const [reason, setReason] = React.useState('');
  const [isMissing, setIsMissing] = React.useState(false);
  const [put, { isLoading }] = usePutHoldMutation();
  const confirm = async () => {
    if (reason.trim() === '') {
      setIsMissing(true);
      return;
    }
    if ((await act(put({ documentId, body: { reason: reason.trim() } }))) === undefined) return;
    toggleNotification({ type: 'success', message: t('hold.done') });
    onClose();
  };
  return (
    <Modal.Root open onOpenChange={(isOpen: boolean) => (isOpen ? undefined : onClose())}>
      <Modal.Content>
        <Modal.Header>
          <Modal.Title>{t('hold.put')}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          <Field.Root
            required
            hint={t('hold.reason.help')}
            error={isMissing && reason.trim() === '' ? t('hold.reason.missing') : undefined}
          >
            <Field.Label>{t('hold.reason')}</Field.Label>
            <Textarea
              value={reason}
              maxLength={MAX_REASON_CHARACTERS}
              onChange={(event) => setReason(event.target.value)}
            />
            <Field.Error />
            <Field.Hint />
          </Field.Root>
        </Modal.Body>
        <Modal.Footer>
          <Button variant="tertiary" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button loading={isLoading} onClick={() => void confirm()}>
            {t('hold.put')}
          </Button>
        </Modal.Footer>
      </Modal.Content>
    </Modal.Root>
  );
}
