import {
  Box,
  Button,
  Field,
  Flex,
  SingleSelect,
  SingleSelectOption,
  Textarea,
  TextInput,
  Toggle,
  Typography,
} from '@strapi/design-system';
import * as React from 'react';
import { useIntl } from 'react-intl';
import type { SecretInfo } from '../../../contracts/connectors';
import { useText } from '../use-text';

/** Id of a field's control, to move the focus to the first mistake by its path. */
export const controlId = (path: string) => `mc-${path.replaceAll('.', '-')}`;

export interface FieldProps {
  /** Path in the body, e.g. `settings.accountId`. */
  path: string;
  label: string;
  help?: string;
  error?: string;
  required?: boolean;
  disabled?: boolean;
}

export function FieldFrame({
  path,
  label,
  help,
  error,
  required,
  children,
}: FieldProps & { children: React.ReactNode }) {
  return (
    <Field.Root
      id={controlId(path)}
      name={path}
      hint={help}
      error={error}
      required={required}
      direction="column"
      alignItems="stretch"
      gap={1}
    >
      <Field.Label>{label}</Field.Label>
      {children}
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
}

interface TextFieldProps extends FieldProps {
  type?: 'text' | 'url' | 'email' | 'date' | 'number';
  value: string;
  placeholder?: string;
  onChange: (value: string) => void;
}

export function TextField({ type = 'text', value, placeholder, onChange, ...field }: TextFieldProps) {
  return (
    <FieldFrame {...field}>
      <TextInput
        // The browser's own validation would come before ours, in the browser's language.
        type={type === 'url' || type === 'email' ? 'text' : type}
        inputMode={type === 'url' || type === 'email' ? type : undefined}
        autoComplete="off"
        value={value}
        placeholder={placeholder}
        disabled={field.disabled}
        onChange={(event) => onChange(event.target.value)}
      />
    </FieldFrame>
  );
}

interface LinesFieldProps extends FieldProps {
  value: string;
  placeholder?: string;
  minHeight?: string;
  onChange: (value: string) => void;
}

/** Several lines, e.g. one value per line. */
export function LinesField({ value, placeholder, minHeight, onChange, ...field }: LinesFieldProps) {
  return (
    <FieldFrame {...field}>
      <Textarea
        value={value}
        placeholder={placeholder}
        disabled={field.disabled}
        resizable
        style={minHeight === undefined ? undefined : { minHeight }}
        onChange={(event: React.ChangeEvent<HTMLTextAreaElement>) => onChange(event.target.value)}
      />
    </FieldFrame>
  );
}

interface SelectFieldProps extends FieldProps {
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}

export function SelectField({ value, options, onChange, ...field }: SelectFieldProps) {
  return (
    <FieldFrame {...field}>
      <SingleSelect value={value} disabled={field.disabled} onChange={(chosen) => onChange(String(chosen))}>
        {options.map((option) => (
          <SingleSelectOption key={option.value} value={option.value}>
            {option.label}
          </SingleSelectOption>
        ))}
      </SingleSelect>
    </FieldFrame>
  );
}

interface SwitchFieldProps extends FieldProps {
  value: boolean;
  onChange: (value: boolean) => void;
}

export function SwitchField({ value, onChange, ...field }: SwitchFieldProps) {
  const t = useText();
  return (
    <FieldFrame {...field}>
      <Box maxWidth="32rem">
        <Toggle
          onLabel={t('common.on')}
          offLabel={t('common.off')}
          checked={value}
          disabled={field.disabled}
          onChange={(event) => onChange(event.target.checked)}
        />
      </Box>
    </FieldFrame>
  );
}

interface SecretFieldProps extends FieldProps {
  value: string;
  placeholder?: string;
  multiline: boolean;
  /** Facts about the stored secret. */
  stored: SecretInfo | undefined;
  onChange: (value: string) => void;
}

/**
 * Write-only. A stored secret shows when it was set and by whom. *Replace* opens the field, which is open
 * already if the stored secret can't be decrypted.
 */
export function SecretField({ value, placeholder, multiline, stored, onChange, ...field }: SecretFieldProps) {
  const t = useText();
  const { locale } = useIntl();
  const [replacing, setReplacing] = React.useState(false);
  const isStored = stored?.set === true;
  const unreadable = stored?.unreadable === true;
  const asks = !isStored || unreadable || replacing || value !== '' || field.error !== undefined;

  const setOn =
    stored?.setAt === undefined
      ? t('secret.set')
      : stored.setBy === undefined
        ? t('secret.setOn', { date: dateOf(locale, stored.setAt) })
        : t('secret.setOnBy', { date: dateOf(locale, stored.setAt), name: stored.setBy.name });

  if (!asks) {
    return (
      <Box>
        <Typography variant="pi" fontWeight="bold" textColor="neutral800" tag="p">
          {field.label}
        </Typography>
        <Flex gap={3} paddingTop={1} alignItems="center">
          <Typography>{setOn}</Typography>
          <Button
            id={controlId(field.path)}
            variant="tertiary"
            size="S"
            disabled={field.disabled}
            aria-label={t('secret.replaceOf', { label: field.label })}
            onClick={() => setReplacing(true)}
          >
            {t('secret.replace')}
          </Button>
        </Flex>
        {field.help === undefined ? null : (
          <Typography tag="p" variant="pi" textColor="neutral600" paddingTop={1}>
            {field.help}
          </Typography>
        )}
      </Box>
    );
  }
  return (
    <Box>
      <FieldFrame
        {...field}
        required={field.required === true && (!isStored || unreadable)}
        error={field.error ?? (unreadable && value === '' ? t('secret.unreadable') : undefined)}
      >
        {multiline ? (
          <Textarea
            value={value}
            placeholder={placeholder}
            resizable
            spellCheck={false}
            autoComplete="off"
            disabled={field.disabled}
            // A monospaced font makes a missing character in a key visible.
            style={{ fontFamily: 'monospace', minHeight: '14rem' }}
            onChange={(event: React.ChangeEvent<HTMLTextAreaElement>) => onChange(event.target.value)}
          />
        ) : (
          <TextInput
            type="password"
            // Browsers ignore "off" for passwords and would offer the reader's own password.
            autoComplete="new-password"
            value={value}
            placeholder={placeholder}
            disabled={field.disabled}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </FieldFrame>
      {isStored && !unreadable ? (
        <Flex gap={3} paddingTop={1}>
          <Typography variant="pi" textColor="neutral600">
            {t('secret.keeps', { setOn })}
          </Typography>
          <Button
            variant="ghost"
            size="S"
            aria-label={t('secret.keepOf', { label: field.label })}
            onClick={() => {
              onChange('');
              setReplacing(false);
            }}
          >
            {t('secret.keep')}
          </Button>
        </Flex>
      ) : null}
    </Box>
  );
}

const dateOf = (locale: string, iso: string) =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(iso));
