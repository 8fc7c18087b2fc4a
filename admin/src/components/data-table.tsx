import { Box, Button } from '@strapi/design-system';
import { Pagination, Table } from '@strapi/strapi/admin';
import * as React from 'react';
import { styled } from 'styled-components';
import { useText } from '../use-text';

/** Strapi's tables never wrap text. Ours have longer cells and must fit a screen of 1,280 px. */
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
 * Wraps the controls of one cell with their menus and dialogs. Strapi's table handles keys to move between
 * cells. It also receives keys from a dialog that was opened in a cell, and consumes Enter, Space and
 * Escape in a cell with several buttons. While the focus is in the cell, it keeps the arrow keys.
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
  // Stops React's propagation only. Listeners on the document still get the event: dialogs need Escape.
  event.isPropagationStopped = () => true;
}

interface DataTableProps<Row extends { id: number | string }> {
  rows: Row[];
  headers: { name: string; label: string }[];
  isLoading: boolean;
  /** Shown when there are no rows. */
  empty?: { content: string; action?: React.ReactElement | undefined };
  /** Renders the table row or rows of one entry. */
  children: (row: Row) => React.ReactElement;
}

/** A table that looks like Strapi's own lists. */
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

/** The text of an empty list: nothing exists, or no entry matches the filters. */
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

/** Pagination of a list. `useFilters` reads the chosen page and page size. */
export function ListPagination({ pagination }: ListPaginationProps) {
  return (
    <Pagination.Root {...pagination} defaultPageSize={20}>
      <Pagination.PageSize />
      <Pagination.Links />
    </Pagination.Root>
  );
}
