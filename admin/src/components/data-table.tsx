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
  td button {
    white-space: nowrap;
  }
`;

/**
 * Around the controls of one cell, with their menus and dialogs. Strapi's table moves between its cells
 * by keys, hears those of a dialog that was opened in a cell too, and takes Enter, Space and Escape away
 * from a cell of several buttons. The arrows stay with it where the focus is in the cell.
 */
export function CellControls({ children }: { children: React.ReactNode }) {
  return (
    <div style={{ display: 'contents' }} onKeyDown={keepFromTable}>
      {children}
    </div>
  );
}

function keepFromTable(event: React.KeyboardEvent): void {
  const isInCell = event.target instanceof Node && event.currentTarget.contains(event.target);
  if (isInCell && !['Enter', ' ', 'Escape'].includes(event.key)) return;
  // Ends React's own way up only: the document still hears it, where dialogs wait for Escape.
  event.isPropagationStopped = () => true;
}

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
