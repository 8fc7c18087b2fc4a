import * as React from 'react';
import type {
  ChoiceOption as ChoiceData,
  FieldInfo as FieldData,
  ProviderInfo as ProviderData,
} from '../../../contracts/providers';
import { useSay, type Say } from '../use-text';
import { useProviderDataQuery } from './api';

/** A provider's description in the reader's language. */
export type ProviderInfo = ProviderData<string>;
export type FieldInfo = FieldData<string>;
export type ChoiceOption = ChoiceData<string>;

const saidOption = ({ label, help, link, ...option }: ChoiceData, say: Say): ChoiceOption => ({
  ...option,
  label: say(label),
  ...(help === undefined ? {} : { help: say(help) }),
  ...(link === undefined ? {} : { link: { ...link, label: say(link.label) } }),
});

function saidField(field: FieldData, say: Say): FieldInfo {
  const said = { label: say(field.label), help: field.help === undefined ? undefined : say(field.help) };
  return field.type === 'choice'
    ? { ...field, ...said, options: field.options.map((option) => saidOption(option, say)) }
    : { ...field, ...said };
}

export const saidProvider = (
  { summary, notice, fields, ...provider }: ProviderData,
  say: Say,
): ProviderInfo => ({
  ...provider,
  summary: say(summary),
  ...(notice === undefined ? {} : { notice: say(notice) }),
  fields: fields.map((field) => saidField(field, say)),
});

/** Providers for the cards and the form, in the reader's language. */
export function useProvidersQuery(options: { skip?: boolean } = {}) {
  const say = useSay();
  const answer = useProviderDataQuery(undefined, options);
  const { data: sent } = answer;
  const data = React.useMemo(() => sent?.map((provider) => saidProvider(provider, say)), [sent, say]);
  return { ...answer, data };
}
