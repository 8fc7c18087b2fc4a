import { Box, Field, SearchForm, Searchbar, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import * as React from 'react';
import { useSearchParams } from 'react-router-dom';
import { ROW_ID } from '../../../contracts/row-id';
import { useText } from '../use-text';

/** Filters are in the address bar, so that a view can be sent to a colleague. A change goes to page 1. */
export function useFilters() {
  const [params, setParams] = useSearchParams();
  const number = (name: string) => {
    const value = Number(params.get(name));
    return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  };
  const change = (values: Record<string, string | undefined>) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries({ ...values, page: undefined })) {
          if (value === undefined || value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  return {
    get: (name: string) => params.get(name),
    /** The id of one of our rows; undefined when the address has none, or an old one. */
    row: (name: string) => {
      const value = params.get(name) ?? '';
      return ROW_ID.test(value) ? value : undefined;
    },
    page: number('page') ?? 1,
    pageSize: Math.min(100, number('pageSize') ?? 20),
    set: (name: string, value: string | undefined) => change({ [name]: value }),
    /** Changes several filters at once. Of two separate changes in one tick, React Router drops the first. */
    change,
    clear: (...names: string[]) => change(Object.fromEntries(names.map((name) => [name, undefined]))),
  };
}

interface FilterSelectProps {
  label: string;
  all: string;
  value: string | undefined;
  options: { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}

export function FilterSelect({ label, all, value, options, onChange }: FilterSelectProps) {
  return (
    <Box minWidth="20rem">
      <Field.Root>
        <SingleSelect
          size="S"
          aria-label={label}
          value={value ?? ''}
          onChange={(chosen) => onChange(chosen === '' ? undefined : String(chosen))}
        >
          <SingleSelectOption value="">{all}</SingleSelectOption>
          {options.map((option) => (
            <SingleSelectOption key={option.value} value={option.value}>
              {option.label}
            </SingleSelectOption>
          ))}
        </SingleSelect>
      </Field.Root>
    </Box>
  );
}

interface SearchBoxProps {
  label: string;
  value: string;
  onSearch: (text: string) => void;
}

/** Searches on Enter. Clearing the field shows everything again. */
export function SearchBox({ label, value, onSearch }: SearchBoxProps) {
  const t = useText();
  const [text, setText] = React.useState(value);
  React.useEffect(() => {
    setText(value);
  }, [value]);
  return (
    <Box minWidth="24rem">
      <SearchForm
        onSubmit={(event: React.FormEvent) => {
          event.preventDefault();
          onSearch(text.trim());
        }}
      >
        <Searchbar
          name="search"
          size="S"
          value={text}
          placeholder={label}
          clearLabel={t('common.clearSearch')}
          maxLength={100}
          onClear={() => onSearch('')}
          onChange={(event) => setText(event.target.value)}
        >
          {label}
        </Searchbar>
      </SearchForm>
    </Box>
  );
}
