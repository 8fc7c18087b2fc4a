import { useConnectorsQuery } from '../data/api';
import { useCan } from '../rights';
import { useText } from '../use-text';
import { FilterSelect } from './list-filters';

interface ConnectorFilterProps {
  connectorId: string | undefined;
  onChange: (connectorId: string | undefined) => void;
}

/** Filters a list by connector. Hidden from people who may not read connectors. */
export function ConnectorFilter({ connectorId, onChange }: ConnectorFilterProps) {
  const t = useText();
  const mayRead = useCan('connectors.read');
  const { data } = useConnectorsQuery(undefined, { skip: !mayRead });
  if (!mayRead) return null;
  return (
    <FilterSelect
      label={t('runs.connector')}
      all={t('filter.allConnectors')}
      value={connectorId === undefined ? undefined : String(connectorId)}
      options={(data?.data ?? []).map(({ id, options }) => ({ value: String(id), label: options.name }))}
      onChange={onChange}
    />
  );
}
