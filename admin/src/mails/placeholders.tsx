import { Box, Button, Typography } from '@strapi/design-system';
import type { MailValueName } from '../../../contracts/mail-templates';
import { controlId } from '../connector-form/fields';
import { useText } from '../use-text';
import { insertAt } from './labels';

interface PlaceholdersProps {
  names: readonly MailValueName[];
  disabled: boolean;
  /** Called with the text after the insertion. */
  onInsert: (text: string) => void;
}

/** Placeholders of a mail with their meaning. A button inserts one at the cursor. */
export function Placeholders({ names, disabled, onInsert }: PlaceholdersProps) {
  const t = useText();
  const insert = (piece: string) => {
    const field = document.getElementById(controlId('text'));
    if (!(field instanceof HTMLTextAreaElement)) return;
    const from = field.selectionStart;
    onInsert(insertAt(field.value, { from, to: field.selectionEnd }, piece));
    field.focus();
    requestAnimationFrame(() => field.setSelectionRange(from + piece.length, from + piece.length));
  };
  return (
    <Box>
      <Typography tag="p" variant="pi" fontWeight="bold" paddingBottom={2}>
        {t('mails.placeholders')}
      </Typography>
      <Box
        tag="ul"
        aria-label={t('mails.placeholders')}
        style={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fill, minmax(28rem, 1fr))',
          gap: '0.8rem',
        }}
      >
        {names.map((name) => (
          <li key={name}>
            <Button
              variant="tertiary"
              size="S"
              disabled={disabled}
              aria-label={t('mails.insert', { placeholder: `{{${name}}}` })}
              onClick={() => insert(`{{${name}}}`)}
            >
              {`{{${name}}}`}
            </Button>
            <Typography tag="p" variant="pi" textColor="neutral600">
              {t(`placeholder.${name}`)}
            </Typography>
          </li>
        ))}
      </Box>
    </Box>
  );
}
