import { Box, Field, Flex, IconButton, Textarea, TextInput } from '@strapi/design-system';
import { Duplicate } from '@strapi/icons';
import { useClipboard, useNotification } from '@strapi/strapi/admin';
import type * as React from 'react';
import { useText } from '../use-text';

interface CopyFieldProps {
  label: string;
  value: string;
  help?: React.ReactNode;
  /** For values of several lines, e.g. a PEM key. */
  multiline?: boolean;
}

/** A value to paste elsewhere. A click selects all of it; a button copies it. */
export function CopyField({ label, value, help, multiline = false }: CopyFieldProps) {
  const t = useText();
  const { copy } = useClipboard();
  const { toggleNotification } = useNotification();
  const copyValue = async () => {
    if (await copy(value)) toggleNotification({ type: 'success', message: t('common.copied') });
  };
  return (
    <Field.Root hint={help}>
      <Field.Label>{label}</Field.Label>
      {multiline ? (
        <Flex alignItems="flex-start" gap={2}>
          <Box flex="1">
            <Textarea
              readOnly
              value={value}
              spellCheck={false}
              onFocus={(event: React.FocusEvent<HTMLTextAreaElement>) => event.target.select()}
              style={{ fontFamily: 'monospace', minHeight: '16rem' }}
            />
          </Box>
          <IconButton label={t('common.copyOf', { label })} onClick={() => void copyValue()}>
            <Duplicate aria-hidden />
          </IconButton>
        </Flex>
      ) : (
        <TextInput
          type="text"
          readOnly
          value={value}
          onFocus={(event) => event.target.select()}
          endAction={
            <Field.Action label={t('common.copyOf', { label })} onClick={() => void copyValue()}>
              {/* A button inside a field has no colour of the theme. */}
              <Duplicate aria-hidden fill="neutral500" />
            </Field.Action>
          }
        />
      )}
      <Field.Hint />
    </Field.Root>
  );
}
