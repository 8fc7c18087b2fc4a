import { Box, Grid, Link, Radio, Typography } from '@strapi/design-system';
import type { ChoiceOption } from '../data/providers';
import { controlId, type FieldProps } from './fields';

interface ChoiceCardsProps extends FieldProps {
  value: string;
  options: ChoiceOption[];
  onChange: (value: string) => void;
}

/** A few options side by side, each with its consequences. */
export function ChoiceCards({
  path,
  label,
  help,
  error,
  disabled,
  value,
  options,
  onChange,
}: ChoiceCardsProps) {
  const id = controlId(path);
  return (
    <Box>
      <Typography tag="p" id={`${id}-label`} variant="pi" fontWeight="bold" textColor="neutral800">
        {label}
      </Typography>
      {help === undefined ? null : (
        <Typography tag="p" variant="pi" textColor="neutral600" paddingTop={1}>
          {help}
        </Typography>
      )}
      <Radio.Group
        id={id}
        aria-labelledby={`${id}-label`}
        value={value}
        disabled={disabled}
        onValueChange={onChange}
      >
        <Grid.Root gap={4} paddingTop={2}>
          {options.map((option) => (
            <Grid.Item key={option.value} col={6} xs={12} direction="column" alignItems="stretch">
              <Box
                hasRadius
                padding={4}
                height="100%"
                borderColor={option.value === value ? 'primary600' : 'neutral200'}
                background={option.value === value ? 'primary100' : 'neutral0'}
              >
                <Radio.Item value={option.value} aria-describedby={`${id}-${option.value}-help`}>
                  {option.label}
                </Radio.Item>
                <Typography
                  tag="p"
                  id={`${id}-${option.value}-help`}
                  paddingTop={2}
                  textColor="neutral700"
                  style={{ whiteSpace: 'pre-line' }}
                >
                  {option.help}
                </Typography>
                {option.link === undefined ? null : (
                  <Box paddingTop={2}>
                    <Link isExternal href={option.link.url}>
                      {option.link.label}
                    </Link>
                  </Box>
                )}
              </Box>
            </Grid.Item>
          ))}
        </Grid.Root>
      </Radio.Group>
      {error === undefined ? null : (
        <Typography tag="p" variant="pi" textColor="danger600" paddingTop={1}>
          {error}
        </Typography>
      )}
    </Box>
  );
}
