import { Box, Button, Typography } from '@strapi/design-system';
import { Table } from '@strapi/strapi/admin';
import * as React from 'react';
import { useIntl } from 'react-intl';
import type { ConnectorView } from '../../../contracts/connectors';
import type { Preview, PreviewItem } from '../../../contracts/preview';
import { FittingTable } from '../components/data-table';
import { FactList } from '../components/fact-list';
import { Instant } from '../components/instant';
import { FilterSelect } from '../components/list-filters';
import { NoticeBox } from '../components/notice-box';
import { StatusWord } from '../components/status-word';
import { formatBytes, formatInstant } from '../format';
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
        minWidth="12rem"
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
                : t('preview.bytesAtLeast', { size, count: filesOfUnknownSize }),
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
  const headers = [
    { name: 'meeting', label: t('imports.meeting') },
    { name: 'host', label: t('review.fact.host') },
    { name: 'action', label: t('preview.action') },
    { name: 'author', label: t('review.fact.author') },
    { name: 'files', label: t('verify.files') },
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
      <FittingTable>
        <Table.Root rows={rows} headers={headers}>
          <Table.Content aria-label={t('preview.title')}>
            <Table.Head>
              {headers.map((header) => (
                <Table.HeaderCell key={header.name} {...header} />
              ))}
            </Table.Head>
            <Table.Body>
              {rows.map((item) => (
                <PreviewRow key={item.id} item={item} manager={manager} />
              ))}
            </Table.Body>
          </Table.Content>
        </Table.Root>
      </FittingTable>
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
  return (
    <Table.Row>
      <Table.Cell>
        <Box paddingTop={2} paddingBottom={2} minWidth="18rem" style={{ whiteSpace: 'normal' }}>
          <Typography tag="p" style={{ overflowWrap: 'anywhere' }}>
            {item.title}
          </Typography>
          <Instant at={item.startedAt} timezone={item.timezone} none="" />
        </Box>
      </Table.Cell>
      <Table.Cell>
        <Typography tag="p">{item.hostName ?? (item.hostEmail === undefined ? '–' : '')}</Typography>
        <Typography tag="p" variant="pi" textColor="neutral600">
          {item.hostEmail ?? ''}
        </Typography>
      </Table.Cell>
      <Table.Cell>
        <Box minWidth="14rem" style={{ whiteSpace: 'normal' }}>
          <StatusWord look={PREVIEW_LOOKS[item.action]} word={t(`previewAction.${item.action}`)} />
          {item.reason === undefined ? null : (
            <Typography tag="p" variant="pi" textColor="neutral700">
              {reasonOf(say, item.reason)}
            </Typography>
          )}
        </Box>
      </Table.Cell>
      <Table.Cell>
        <Box minWidth="14rem" style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
          <Typography>{authorText(t, item, manager)}</Typography>
        </Box>
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
