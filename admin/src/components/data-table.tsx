import { Box, Button, Typography } from '@strapi/design-system';
import { Pagination, Table } from '@strapi/strapi/admin';
import * as React from 'react';
import { styled } from 'styled-components';
import { useText } from '../use-text';
import { wraps } from './wraps';

interface Column {
  name: string;
  label: string;
  /** Fixed width in rem. Columns without one share the rest, so give none to the column of titles. */
  width?: string;
}

/** Width of a column that holds nothing but the menu of a row. */
export const MENU_WIDTH = '7.5rem';
/** Width of a column of instants. */
export const INSTANT_WIDTH = '19rem';

/** The least width of a column that shares the rest. Without one, nothing is left for it on a narrow screen. */
const LEAST_WIDTH = '14rem';

/** Below this width a table scrolls inside its container. */
const leastWidthOf = (columns: readonly Column[]) =>
  `calc(${columns.map(({ width = LEAST_WIDTH }) => width).join(' + ')})`;

/**
 * Strapi's tables never wrap text, so one long word makes them wider than the screen. Ours are as wide as
 * their container, whatever they show: columns have the width that is given to them, and cells wrap.
 */
const FittingTable = styled(Box)<{ $leastWidth: string }>`
  table {
    table-layout: fixed;
  }
  [role='grid'] {
    min-width: ${({ $leastWidth }) => $leastWidth};
  }
  th,
  td {
    ${wraps}
  }
  [role='grid'] > * > tr > th,
  [role='grid'] > * > tr > td {
    padding-left: ${({ theme }) => theme.spaces[2]};
    padding-right: ${({ theme }) => theme.spaces[2]};
  }
  th * {
    white-space: normal;
  }
`;

const Columns = ({ columns }: { columns: readonly Column[] }) => (
  <colgroup>
    {columns.map(({ name, width }) => (
      <col key={name} style={{ width }} />
    ))}
  </colgroup>
);

interface DataTableProps<Row extends { id: number | string }> {
  rows: Row[];
  columns: Column[];
  isLoading?: boolean;
  /** Accessible name, where the page has several tables. */
  label?: string;
  /** Shown when there are no rows. */
  empty?: { content: string; action?: React.ReactElement | undefined };
  /** Renders the table row or rows of one entry. */
  children: (row: Row) => React.ReactElement;
}

/** A table that looks like Strapi's own lists, and never makes the page wider. */
export function DataTable<Row extends { id: number | string }>({
  rows,
  columns,
  isLoading = false,
  label,
  empty,
  children,
}: DataTableProps<Row>) {
  const t = useText();
  return (
    <FittingTable $leastWidth={leastWidthOf(columns)}>
      <Table.Root rows={rows} headers={columns} isLoading={isLoading}>
        <Table.Content aria-label={label}>
          <Columns columns={columns} />
          <Table.Head>
            {columns.map(({ name, label: head }) => (
              <Table.HeaderCell key={name} name={name} label={head} />
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

const plainCell = { padding: '0.8rem', verticalAlign: 'top', height: 'auto' } as const;

interface PlainTableProps<Row extends { id: number | string }> {
  rows: readonly Row[];
  columns: readonly Column[];
  label: string;
  /** One cell for each column. */
  children: (row: Row) => React.ReactNode[];
}

/**
 * A table inside a section or inside a row of another table. Not the design system's, which handles arrow
 * keys itself.
 */
export function PlainTable<Row extends { id: number | string }>({
  rows,
  columns,
  label,
  children,
}: PlainTableProps<Row>) {
  return (
    <FittingTable $leastWidth={leastWidthOf(columns)} style={{ overflowX: 'auto' }}>
      <table aria-label={label} style={{ width: '100%', minWidth: leastWidthOf(columns) }}>
        <Columns columns={columns} />
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" style={{ ...plainCell, textAlign: 'left' }}>
                <Typography variant="sigma" textColor="neutral600">
                  {column.label}
                </Typography>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {children(row).map((cell, index) => (
                <td key={columns[index]?.name ?? index} style={plainCell}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
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
