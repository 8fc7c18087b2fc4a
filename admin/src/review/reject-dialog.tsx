import {
  Button,
  Field,
  Flex,
  Modal,
  SingleSelect,
  SingleSelectOption,
  Textarea,
} from '@strapi/design-system';
import * as React from 'react';
import { useText } from '../use-text';

const MAX_REASON_CHARACTERS = 2_000;

interface RejectDialogProps {
  title: string;
  templates: readonly string[];
  /** False if the author can't get the reason by mail. */
  sendsMail: boolean;
  isLoading: boolean;
  onReject: (reason: string) => void;
  onClose: () => void;
}

/** Asks for the reason, which the author reads. A template fills in a start that can be changed. */
export function RejectDialog({
  title,
  templates,
  sendsMail,
  isLoading,
  onReject,
  onClose,
}: RejectDialogProps) {
  const t = useText();
  const [reason, setReason] = React.useState('');
  const [isMissing, setIsMissing] = React.useState(false);
  const field = React.useRef<HTMLTextAreaElement>(null);
  const reject = () => {
    if (reason.trim() === '') {
      setIsMissing(true);
      field.current?.focus();
      return;
    }
    onReject(reason.trim());
  };
  return (
    <Modal.Root open onOpenChange={(isOpen: boolean) => (isOpen ? undefined : onClose())}>
      <Modal.Content
        // The reason gets the focus, not the first control.
        onOpenAutoFocus={(event: Event) => {
          event.preventDefault();
          field.current?.focus();
        }}
      >
        <Modal.Header>
          <Modal.Title>{t('review.rejectTitle', { title })}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          <Flex direction="column" alignItems="stretch" gap={4}>
            {templates.length === 0 ? null : (
              <Field.Root>
                <Field.Label>{t('review.template')}</Field.Label>
                <SingleSelect
                  value=""
                  placeholder={t('review.template.choose')}
                  onChange={(text) =>
                    setReason((before) => [before.trim(), String(text)].filter(Boolean).join('\n'))
                  }
                >
                  {templates.map((text) => (
                    <SingleSelectOption key={text} value={text}>
                      {text}
                    </SingleSelectOption>
                  ))}
                </SingleSelect>
              </Field.Root>
            )}
            <Field.Root
              required
              hint={t(sendsMail ? 'review.reason.help' : 'review.reason.help.noMail')}
              error={isMissing && reason.trim() === '' ? t('review.reason.missing') : undefined}
            >
              <Field.Label>{t('review.reason')}</Field.Label>
              <Textarea
                ref={field}
                value={reason}
                maxLength={MAX_REASON_CHARACTERS}
                onChange={(event) => setReason(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) reject();
                }}
              />
              <Field.Error />
              <Field.Hint />
            </Field.Root>
          </Flex>
        </Modal.Body>
        <Modal.Footer>
          <Button variant="tertiary" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button variant="danger" loading={isLoading} onClick={reject}>
            {t('review.reject')}
          </Button>
        </Modal.Footer>
      </Modal.Content>
    </Modal.Root>
  );
}
