import { Box, Button, Flex, Typography } from '@strapi/design-system';
import { Duplicate } from '@strapi/icons';
import { useClipboard, useNotification } from '@strapi/strapi/admin';
import * as React from 'react';
import { useIntl } from 'react-intl';
import type { LogLevel, RunLogEntry } from '../../../contracts/runs';
import { useLazyRunLogQuery, useRunLogQuery, type LogFilter } from '../data/api';
import { useAct } from '../data/use-act';
import { formatInstantExactly } from '../format';
import { LOG_LEVEL_LOOKS, wordsOf, wordIn } from '../labels';
import { useSay, useText, type Say } from '../use-text';
import { FilterSelect, SearchBox, useFilters } from './list-filters';
import { LoadFailed } from './load-failed';
import { PanelBox } from './panel-box';
import { StatusWord } from './status-word';

const PAGE_SIZE = 100;
/** The most that is copied at once: 5,000 lines. */
const MOST_PAGES_COPIED = 50;

/** One line of the copied log. */
export const lineOf = (entry: RunLogEntry, say: Say): string =>
  [entry.at, entry.level.toUpperCase(), entry.code, entry.importTitle, say(entry.message)]
    .filter((part) => part !== undefined && part !== '')
    .join('\t');

interface RunLogProps {
  runId: string;
  /** Milliseconds between two requests; 0 stops polling. */
  pollingInterval: number;
}

/** The log of a run. Opens at the newest page; level and text search are in the address bar. */
export function RunLog({ runId, pollingInterval }: RunLogProps) {
  const t = useText();
  const say = useSay();
  const filters = useFilters();
  const { toggleNotification } = useNotification();
  const { tellRefusal } = useAct();
  const { copy } = useClipboard();
  const level: LogLevel | undefined = wordIn(LOG_LEVEL_LOOKS, filters.get('level'));
  const search = filters.get('search')?.slice(0, 100) ?? '';
  const [chosenPage, setChosenPage] = React.useState<number>();
  const [pageCount, setPageCount] = React.useState(1);
  const page = chosenPage ?? Math.max(1, pageCount);
  const filter: LogFilter = {
    runId,
    page,
    pageSize: PAGE_SIZE,
    ...(level === undefined ? {} : { level }),
    ...(search === '' ? {} : { search }),
  };
  const { data, error, refetch } = useRunLogQuery(filter, {
    pollingInterval,
    refetchOnMountOrArgChange: true,
  });
  const [fetchPage, { isFetching: isCopying }] = useLazyRunLogQuery();
  const known = data?.meta.pagination.pageCount;
  if (known !== undefined && known !== pageCount) setPageCount(known);

  const refilter = (name: 'level' | 'search', value: string | undefined) => {
    setChosenPage(undefined);
    setPageCount(1);
    filters.set(name, value);
  };

  const copyAll = async () => {
    const lines: string[] = [];
    for (let number = 1; number <= Math.min(pageCount, MOST_PAGES_COPIED); number += 1) {
      const answer = await fetchPage({ ...filter, page: number });
      if (answer.data === undefined) {
        tellRefusal(answer.error);
        return;
      }
      lines.push(...answer.data.data.map((entry) => lineOf(entry, say)));
    }
    if (await copy(lines.join('\n'))) {
      toggleNotification({ type: 'success', message: t('log.copied', { count: lines.length }) });
    }
  };

  const entries = data?.data ?? [];
  return (
    <PanelBox title={t('log.title')}>
      <Flex gap={2} wrap="wrap" paddingBottom={4}>
        <FilterSelect
          label={t('log.level')}
          all={t('filter.allLevels')}
          value={level}
          options={wordsOf(LOG_LEVEL_LOOKS).map((word) => ({ value: word, label: t(`level.${word}`) }))}
          onChange={(value) => refilter('level', value)}
        />
        <SearchBox label={t('log.search')} value={search} onSearch={(text) => refilter('search', text)} />
        <Button
          variant="tertiary"
          size="S"
          startIcon={<Duplicate aria-hidden />}
          loading={isCopying}
          disabled={entries.length === 0}
          onClick={() => void copyAll()}
        >
          {t('log.copy')}
        </Button>
      </Flex>
      {error !== undefined && data === undefined ? (
        <LoadFailed error={error} onRetry={refetch} />
      ) : entries.length === 0 ? (
        <Typography textColor="neutral600">
          {level === undefined && search === '' ? t('log.empty') : t('log.emptyFiltered')}
        </Typography>
      ) : (
        <Box tag="ol" aria-label={t('log.title')}>
          {entries.map((entry) => (
            <LogLine key={entry.id} entry={entry} />
          ))}
        </Box>
      )}
      {pageCount < 2 ? null : (
        <Flex gap={3} paddingTop={4}>
          <Button variant="tertiary" size="S" disabled={page <= 1} onClick={() => setChosenPage(page - 1)}>
            {t('log.older')}
          </Button>
          <Typography textColor="neutral600">{t('log.page', { page, count: pageCount })}</Typography>
          <Button
            variant="tertiary"
            size="S"
            disabled={page >= pageCount}
            onClick={() => setChosenPage(page + 1 >= pageCount ? undefined : page + 1)}
          >
            {t('log.newer')}
          </Button>
        </Flex>
      )}
    </PanelBox>
  );
}

function LogLine({ entry }: { entry: RunLogEntry }) {
  const t = useText();
  const say = useSay();
  const { locale, formatTime } = useIntl();
  return (
    <Box
      tag="li"
      paddingTop={2}
      paddingBottom={2}
      borderColor="neutral150"
      borderStyle="solid"
      borderWidth="0 0 1px 0"
    >
      <Flex gap={3} alignItems="flex-start">
        <time dateTime={entry.at} title={formatInstantExactly(locale, entry.at)}>
          <Typography variant="pi" textColor="neutral600" style={{ whiteSpace: 'nowrap' }}>
            {formatTime(entry.at, { hour: '2-digit', minute: '2-digit', second: '2-digit' })}
          </Typography>
        </time>
        <Box minWidth="11rem">
          <StatusWord look={LOG_LEVEL_LOOKS[entry.level]} word={t(`level.${entry.level}`)} />
        </Box>
        <Box style={{ overflowWrap: 'anywhere' }}>
          <Typography tag="p">{say(entry.message)}</Typography>
          <Typography tag="p" variant="pi" textColor="neutral600">
            {[entry.importTitle, entry.code].filter((part) => part !== undefined).join(' · ')}
          </Typography>
        </Box>
      </Flex>
    </Box>
  );
}
