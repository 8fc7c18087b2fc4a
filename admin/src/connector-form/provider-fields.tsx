import { Grid } from '@strapi/design-system';
import type { SecretInfo } from '../../../contracts/connectors';
import type { FieldInfo } from '../data/providers';
import { ChoiceCards } from './choice-cards';
import { LinesField, SecretField, SelectField, SwitchField, TextField } from './fields';

interface ProviderFieldsProps {
  fields: FieldInfo[];
  values: Record<string, string | boolean>;
  secrets: Record<string, SecretInfo>;
  disabled: boolean;
  errorOf: (path: string) => string | undefined;
  onChange: (id: string, value: string | boolean) => void;
}

const hasHelp = (field: FieldInfo): boolean =>
  field.type === 'choice' && field.options.some(({ help }) => help !== undefined);

const isWide = (field: FieldInfo): boolean =>
  field.type === 'list' || (field.type === 'secret' && field.multiline) || hasHelp(field);

/** The provider's own fields, rendered from its descriptor. Nothing here depends on a certain provider. */
export function ProviderFields({
  fields,
  values,
  secrets,
  disabled,
  errorOf,
  onChange,
}: ProviderFieldsProps) {
  return (
    <Grid.Root gap={5}>
      {fields.map((field) => (
        <Grid.Item
          key={field.id}
          col={isWide(field) ? 12 : 6}
          xs={12}
          direction="column"
          alignItems="stretch"
        >
          <ProviderField
            field={field}
            value={values[field.id]}
            stored={secrets[field.id]}
            disabled={disabled}
            error={errorOf(`settings.${field.id}`)}
            onChange={(value) => onChange(field.id, value)}
          />
        </Grid.Item>
      ))}
    </Grid.Root>
  );
}

interface ProviderFieldProps {
  field: FieldInfo;
  value: string | boolean | undefined;
  stored: SecretInfo | undefined;
  disabled: boolean;
  error: string | undefined;
  onChange: (value: string | boolean) => void;
}

function ProviderField({ field, value, stored, disabled, error, onChange }: ProviderFieldProps) {
  const frame = {
    path: `settings.${field.id}`,
    label: field.label,
    help: field.help,
    required: field.required,
    error,
    disabled,
  };
  const text = typeof value === 'string' ? value : '';
  switch (field.type) {
    case 'switch':
      return <SwitchField {...frame} value={value === true} onChange={onChange} />;
    case 'choice':
      return hasHelp(field) ? (
        <ChoiceCards {...frame} value={text} options={field.options} onChange={onChange} />
      ) : (
        <SelectField {...frame} value={text} options={field.options} onChange={onChange} />
      );
    case 'list':
      return <LinesField {...frame} value={text} placeholder={field.placeholder} onChange={onChange} />;
    case 'secret':
      return (
        <SecretField
          {...frame}
          value={text}
          stored={stored}
          multiline={field.multiline}
          placeholder={field.placeholder}
          onChange={onChange}
        />
      );
    default:
      return (
        <TextField
          {...frame}
          type={field.type}
          value={text}
          placeholder={field.placeholder}
          onChange={onChange}
        />
      );
  }
}
