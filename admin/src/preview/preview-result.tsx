import { Box, Button, Typography } from '@strapi/design-system';
import { Table } from '@strapi/strapi/admin';
import * as React from 'react';
import { useIntl } from 'react-intl';
import type { ConnectorView } from '../../../contracts/connectors';
import type { Preview, PreviewItem } from '../../../contracts/preview';
import { DataTable } from '../components/data-table';
import { FactList } from '../components/fact-list';
import { Instant } from '../components/instant';
import { FilterSelect } from '../components/list-filters';
import { LongText } from '../components/long-text';
import { NoticeBox } from '../components/notice-box';
import { StatusWord } from '../components/status-word';
import { formatBytes, formatInstant } from '../format';
import { hostText } from '../host-text';
import { wordIn } from '../labels';
import { reasonOf, useSay, useText } from '../use-text';
import { AccountsToMake } from './accounts-to-make';
import { authorText, occurring, PREVIEW_LOOKS, type PreviewAction } from './labels';

const SHOWN_AT_ONCE = 20;

/** The numbers and accounts of a preview, and one row for each recording. */
export function PreviewResult({ connector, preview }: { connector: ConnectorView; preview: Preview }) {
  const t = useText();
  const { locale } = useIntl();
  const { counts, bytes, filesOfUnknownSize, unknownLimits, listedTill } = preview;
  const size = formatBytes(locale, bytes);
  return (
    <>
      {preview.complete ? null : (
        <NoticeBox
          tone="warning"
          texts={[
            listedTill === undefined
              ? t('preview.cut')
              : t('preview.cutAt', { at: formatInstant(locale, listedTill) }),
          ]}
        />
      )}
      {unknownLimits.length === 0 ? null : (
        <NoticeBox tone="warning" texts={[t('preview.unknownLimits', { names: unknownLimits.join(', ') })]} />
      )}
      <FactList
        facts={[
          { term: t('preview.found'), value: String(counts.found) },
          ...occurring(preview).map(({ action, count }) => ({
            term: t(`previewAction.${action}`),
            value: String(count),
          })),
          {
            term: t('preview.bytes'),
            value:
              filesOfUnknownSize === 0
                ? size
                : t(bytes === 0 ? 'preview.bytesUnknown' : 'preview.bytesAtLeast', {
                    size,
                    count: filesOfUnknownSize,
                  }),
          },
        ]}
      />
      {connector.options.publishAs !== 'host' ? null : <AccountsToMake preview={preview} />}
      <PreviewTable preview={preview} manager={connector.configuredBy?.name ?? t('connector.noAuthor')} />
    </>
  );
}

function PreviewTable({ preview, manager }: { preview: Preview; manager: string }) {
  const t = useText();
  const [action, setAction] = React.useState<PreviewAction>();
  const [shown, setShown] = React.useState(SHOWN_AT_ONCE);
  const items = preview.items.filter((item) => action === undefined || item.action === action);
  if (preview.items.length === 0) {
    return (
      <Typography textColor="neutral600">
        {t(preview.counts.keep > 0 ? 'preview.nothingNew' : 'preview.nothing')}
      </Typography>
    );
  }
  const rows = items.slice(0, shown).map((item, id) => ({ ...item, id }));
  const columns = [
    { name: 'meeting', label: t('imports.meeting') },
    { name: 'action', label: t('preview.action'), width: '20rem' },
    { name: 'author', label: t('review.fact.author'), width: '18rem' },
    { name: 'files', label: t('verify.files'), width: '14rem' },
  ];
  return (
    <Box>
      <Box paddingBottom={3} maxWidth="24rem">
        <FilterSelect
          label={t('preview.action')}
          all={t('preview.everything')}
          value={action}
          options={occurring(preview)
            .filter((one) => one.action !== 'keep')
            .map((one) => ({ value: one.action, label: t(`previewAction.${one.action}`) }))}
          onChange={(word) => {
            setAction(wordIn(PREVIEW_LOOKS, word ?? null));
            setShown(SHOWN_AT_ONCE);
          }}
        />
      </Box>
      <DataTable rows={rows} columns={columns} label={t('preview.title')}>
        {(item) => <PreviewRow item={item} manager={manager} />}
      </DataTable>
      {items.length <= shown ? null : (
        <Box paddingTop={3}>
          <Button variant="tertiary" onClick={() => setShown((before) => before + 5 * SHOWN_AT_ONCE)}>
            {t('preview.more', { count: items.length - shown })}
          </Button>
        </Box>
      )}
    </Box>
  );
}

function PreviewRow({ item, manager }: { item: PreviewItem; manager: string }) {
  const t = useText();
  const say = useSay();
  const { locale } = useIntl();
  const host = hostText(item);
  return (
    <Table.Row>
      <Table.Cell>
        <Box paddingTop={2} paddingBottom={2}>
          <Typography tag="p">
            <LongText text={item.title} />
          </Typography>
          {host === '' ? null : (
            <Typography tag="p" variant="pi" textColor="neutral600">
              <LongText text={host} />
            </Typography>
          )}
          <Instant at={item.startedAt} timezone={item.timezone} none="" />
        </Box>
      </Table.Cell>
      <Table.Cell>
        <StatusWord look={PREVIEW_LOOKS[item.action]} word={t(`previewAction.${item.action}`)} />
        {item.reason === undefined ? null : (
          <Typography tag="p" variant="pi" textColor="neutral700">
            {reasonOf(say, item.reason)}
          </Typography>
        )}
      </Table.Cell>
      <Table.Cell>
        <Typography>{authorText(t, item, manager)}</Typography>
      </Table.Cell>
      <Table.Cell>
        {item.files === 0 ? (
          <Typography textColor="neutral600">–</Typography>
        ) : (
          <>
            <Typography tag="p">
              {t('preview.files', { count: item.files, segments: item.segments })}
            </Typography>
            <Typography tag="p" variant="pi" textColor="neutral600">
              {item.bytes === undefined ? t('preview.sizeUnknown') : formatBytes(locale, item.bytes)}
            </Typography>
          </>
        )}
      </Table.Cell>
    </Table.Row>
  );
}
