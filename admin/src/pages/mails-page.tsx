import { Box, Typography } from '@strapi/design-system';
import { Layouts, Page, Table } from '@strapi/strapi/admin';
import type { MailView } from '../../../contracts/mails';
import { Announcer } from '../components/announcer';
import { DataTable, INSTANT_WIDTH, ListPagination, MENU_WIDTH, useEmptyList } from '../components/data-table';
import { Instant } from '../components/instant';
import { FilterSelect, useFilters } from '../components/list-filters';
import { LoadFailed } from '../components/load-failed';
import { LongText } from '../components/long-text';
import { ProblemText } from '../components/problem-text';
import { StatusWord } from '../components/status-word';
import { useMailsQuery } from '../data/mails';
import { usePolling, useRefreshWhenDue } from '../data/polling';
import { wordIn, wordsOf } from '../labels';
import { isMailMoving, MAIL_LOOKS, mailProblemTone } from '../mails/labels';
import { MailTabs } from '../mails/mail-tabs';
import { SendMenu } from '../mails/send-menu';
import { useText } from '../use-text';

function MailsPage() {
  const t = useText();
  const filters = useFilters();
  const status = wordIn(MAIL_LOOKS, filters.get('status'));
  const polling = usePolling();
  const { data, error, isLoading, refetch } = useMailsQuery(
    { page: filters.page, pageSize: filters.pageSize, ...(status === undefined ? {} : { status }) },
    polling.options,
  );
  const mails = data?.data ?? [];
  polling.follow(mails.some((mail) => isMailMoving(mail, Date.now())));
  useRefreshWhenDue(
    mails.map((mail) => mail.nextAttemptAt),
    refetch,
  );
  const columns = [
    { name: 'mail', label: t('mails.mail') },
    { name: 'to', label: t('mails.to'), width: '17rem' },
    { name: 'status', label: t('mails.state'), width: '22rem' },
    { name: 'written', label: t('mails.written'), width: INSTANT_WIDTH },
    { name: 'actions', label: t('imports.actions'), width: MENU_WIDTH },
  ];
  const empty = useEmptyList(
    status !== undefined,
    { all: t('mails.empty'), filtered: t('mails.emptyFiltered') },
    () => filters.clear('status'),
  );
  const [newest] = mails;
  return (
    <Page.Main>
      <Page.Title>{t('mails.title')}</Page.Title>
      <Announcer
        text={
          newest === undefined
            ? ''
            : t('mails.announce', { subject: newest.subject, status: t(`mailStatus.${newest.status}`) })
        }
      />
      <Layouts.Header title={t('mails.title')} subtitle={t('mails.subtitle')} />
      <Layouts.Action
        startActions={
          <FilterSelect
            label={t('mails.state')}
            all={t('filter.allStates')}
            value={status}
            options={wordsOf(MAIL_LOOKS).map((word) => ({ value: word, label: t(`mailStatus.${word}`) }))}
            onChange={(value) => filters.set('status', value)}
          />
        }
      />
      <Layouts.Content>
        <MailTabs current="outbox" />
        {error !== undefined && data === undefined ? (
          <LoadFailed error={error} onRetry={refetch} />
        ) : (
          <>
            <DataTable rows={mails} columns={columns} isLoading={isLoading} empty={empty}>
              {(mail) => <MailRow mail={mail} />}
            </DataTable>
            {mails.length === 0 ? null : <ListPagination pagination={data?.meta.pagination} />}
          </>
        )}
      </Layouts.Content>
    </Page.Main>
  );
}

function MailRow({ mail }: { mail: MailView }) {
  const t = useText();
  return (
    <Table.Row>
      <Table.Cell>
        <Box paddingTop={3} paddingBottom={3}>
          <Typography tag="p">
            <LongText text={mail.subject} />
          </Typography>
          <Typography tag="p" variant="pi" textColor="neutral600">
            {t(`mailTemplate.${mail.template}`)}
          </Typography>
        </Box>
      </Table.Cell>
      <Table.Cell>
        <Typography>
          <LongText text={mail.to} />
        </Typography>
      </Table.Cell>
      <Table.Cell>
        <Box paddingTop={3} paddingBottom={3}>
          <StatusWord
            look={MAIL_LOOKS[mail.status]}
            word={t(`mailStatus.${mail.status}`)}
            explanation={t(`mailStatus.${mail.status}.explained`)}
          />
          {mail.attempts === 0 ? null : (
            <Typography tag="p" variant="pi" textColor="neutral600">
              {t('imports.attempts', { count: mail.attempts })}
            </Typography>
          )}
          {mail.problem === undefined ? null : (
            <ProblemText problem={mail.problem} tone={mailProblemTone(mail)} />
          )}
          {mail.sentAt === undefined ? null : (
            <Box paddingTop={1}>
              <Instant at={mail.sentAt} none="" />
            </Box>
          )}
          {mail.nextAttemptAt === undefined ? null : (
            <Box paddingTop={1}>
              <Typography tag="p" variant="pi" textColor="neutral600">
                {t('imports.next')}
              </Typography>
              <Instant at={mail.nextAttemptAt} none="" />
            </Box>
          )}
        </Box>
      </Table.Cell>
      <Table.Cell>
        <Instant at={mail.createdAt} none="" />
      </Table.Cell>
      <Table.Cell>
        <SendMenu mail={mail} />
      </Table.Cell>
    </Table.Row>
  );
}

// Lazy pages are loaded by their default export.
export default MailsPage;
