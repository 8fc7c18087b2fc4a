import { Box, Button, Dialog, Field, TextInput } from '@strapi/design-system';
import * as React from 'react';
import type { ProviderInfo } from '../data/providers';
import { useText } from '../use-text';
import { deletionWarnings, isNameTyped, type ConnectorForm } from './connector-form';
import { DeletionWarnings } from './deletion-warnings';
import { controlId } from './fields';

interface ConfirmDeletionProps {
  open: boolean;
  form: ConnectorForm;
  provider: ProviderInfo;
  /** The server's refusal of the name that was typed before. */
  error: string | undefined;
  isSaving: boolean;
  onCancel: () => void;
  onConfirm: (typed: string) => void;
}

/** Asks for the connector's name before a deletion is switched on or made permanent. */
export function ConfirmDeletion({ open, onCancel, ...content }: ConfirmDeletionProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(opens) => (opens ? undefined : onCancel())}>
      <Dialog.Content
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          // The dialog has no trigger that could get the focus back, and a wrong field already has it.
          if (document.activeElement !== document.body) return;
          document.getElementById(controlId('options.deleteAtProvider'))?.focus();
        }}
      >
        <Question {...content} />
      </Dialog.Content>
    </Dialog.Root>
  );
}

function Question({
  form,
  provider,
  error,
  isSaving,
  onConfirm,
}: Omit<ConfirmDeletionProps, 'open' | 'onCancel'>) {
  const t = useText();
  const [typed, setTyped] = React.useState('');
  const name = form.name.trim();
  const matches = isNameTyped(form, typed);
  const confirm = () => {
    if (matches && !isSaving) onConfirm(typed.trim());
  };
  return (
    <>
      <Dialog.Header>{t('confirmDeletion.title', { provider: provider.label })}</Dialog.Header>
      {/* On a low screen the warnings scroll, not the buttons. */}
      <Dialog.Body alignItems="stretch" maxHeight="60vh" overflow="auto">
        <Dialog.Description>
          {t(form.deleteAtProvider === 'permanent' ? 'confirmDeletion.permanent' : 'confirmDeletion.trash', {
            provider: provider.label,
          })}
        </Dialog.Description>
        <DeletionWarnings warnings={deletionWarnings(form, provider)} provider={provider} />
        <Box paddingTop={2}>
          <Field.Root id={controlId('confirmation')} name="confirmation" error={error}>
            <Field.Label style={{ whiteSpace: 'normal' }}>{t('confirmDeletion.type', { name })}</Field.Label>
            <TextInput
              type="text"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') confirm();
              }}
            />
            <Field.Error />
          </Field.Root>
        </Box>
      </Dialog.Body>
      <Dialog.Footer>
        <Dialog.Cancel>
          <Button fullWidth variant="tertiary">
            {t('common.cancel')}
          </Button>
        </Dialog.Cancel>
        {/* Not Dialog.Action, which would close the dialog before the server answers. */}
        <Button fullWidth variant="danger" disabled={!matches} loading={isSaving} onClick={confirm}>
          {t('confirmDeletion.save')}
        </Button>
      </Dialog.Footer>
    </>
  );
}
