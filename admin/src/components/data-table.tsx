import { Box, Button } from '@strapi/design-system';
import { Pagination, Table } from '@strapi/strapi/admin';
import * as React from 'react';
import { styled } from 'styled-components';
import { useText } from '../use-text';

/** Strapi's tables never break a line; ours have more to say in a cell, and fit a screen of 1,280 px. */
export const FittingTable = styled(Box)`
  th,
  td {
    white-space: normal;
    padding-left: ${({ theme }) => theme.spaces[3]};
    padding-right: ${({ theme }) => theme.spaces[3]};
  }
  th * {
    white-space: normal;
  }
`;

interface DataTableProps<Row extends { id: number | string }> {
  rows: Row[];
  headers: { name: string; label: string }[];
  isLoading: boolean;
  /** What is said, and offered, when there are none. */
  empty?: { content: string; action?: React.ReactElement | undefined };
  /** The row of the table, or the rows. */
  children: (row: Row) => React.ReactElement;
}

/** A table in the look of Strapi's own lists. */
export function DataTable<Row extends { id: number | string }>({
  rows,
  headers,
  isLoading,
  empty,
  children,
}: DataTableProps<Row>) {
  const t = useText();
  return (
    <FittingTable>
      <Table.Root rows={rows} headers={headers} isLoading={isLoading}>
        <Table.Content>
          <Table.Head>
            {headers.map((header) => (
              <Table.HeaderCell key={header.name} {...header} />
            ))}
          </Table.Head>
          <Table.Loading>{t('common.loading')}</Table.Loading>
          {empty === undefined ? null : <Table.Empty content={empty.content} action={empty.action} />}
          <Table.Body>
            {rows.map((row) => (
              <React.Fragment key={row.id}>{children(row)}</React.Fragment>
            ))}
          </Table.Body>
        </Table.Content>
      </Table.Root>
    </FittingTable>
  );
}

/** What an empty list says: that there is nothing, or nothing that the filters let through. */
export function useEmptyList(
  isFiltered: boolean,
  texts: { all: string; filtered: string },
  onClear: () => void,
) {
  const t = useText();
  return isFiltered
    ? {
        content: texts.filtered,
        action: (
          <Button variant="secondary" onClick={onClear}>
            {t('filter.clear')}
          </Button>
        ),
      }
    : { content: texts.all };
}

interface ListPaginationProps {
  pagination: { page: number; pageSize: number; pageCount: number; total: number } | undefined;
}

/** Pages of a list and how long they are; `useFilters` reads what is chosen. */
export function ListPagination({ pagination }: ListPaginationProps) {
  return (
    <Pagination.Root {...pagination} defaultPageSize={20}>
      <Pagination.PageSize />
      <Pagination.Links />
    </Pagination.Root>
  );
}
