import { Box, Link, Typography } from '@strapi/design-system';
import { Layouts, Page, Table } from '@strapi/strapi/admin';
import { NavLink } from 'react-router-dom';
import { DataTable } from '../components/data-table';
import { LoadFailed } from '../components/load-failed';
import { LongText } from '../components/long-text';
import { StatusWord } from '../components/status-word';
import { useMailTemplatesQuery } from '../data/mails';
import { LOOKS } from '../looks';
import { MailTabs } from '../mails/mail-tabs';
import { paths } from '../../../contracts/plugin';
import { useText } from '../use-text';

function MailTemplatesPage() {
  const t = useText();
  const { data, error, isLoading, refetch } = useMailTemplatesQuery();
  const templates = data?.data ?? [];
  const columns = [
    { name: 'mail', label: t('mails.mail'), width: '32rem' },
    { name: 'subject', label: t('mails.subject') },
    { name: 'text', label: t('mails.text'), width: '18rem' },
  ];
  return (
    <Page.Main>
      <Page.Title>{t('mails.page.templates')}</Page.Title>
      <Layouts.Header title={t('mails.page.templates')} subtitle={t('mails.templates.subtitle')} />
      <Layouts.Content>
        <MailTabs current="templates" />
        {error !== undefined && data === undefined ? (
          <LoadFailed error={error} onRetry={refetch} />
        ) : (
          <DataTable rows={templates} columns={columns} isLoading={isLoading}>
            {(template) => (
              <Table.Row>
                <Table.Cell>
                  <Box paddingTop={3} paddingBottom={3}>
                    <Link tag={NavLink} to={paths.mailTemplate(template.id)}>
                      {t(`mailTemplate.${template.id}`)}
                    </Link>
                    <Typography tag="p" variant="pi" textColor="neutral600">
                      {t(`mailTemplate.${template.id}.when`)}
                    </Typography>
                  </Box>
                </Table.Cell>
                <Table.Cell>
                  <Typography>
                    <LongText text={template.subject} />
                  </Typography>
                </Table.Cell>
                <Table.Cell>
                  <StatusWord
                    look={template.changed ? LOOKS.own : LOOKS.new}
                    word={t(template.changed ? 'mails.changed' : 'mails.standard')}
                  />
                </Table.Cell>
              </Table.Row>
            )}
          </DataTable>
        )}
      </Layouts.Content>
    </Page.Main>
  );
}

// Lazy pages are loaded by their default export.
export default MailTemplatesPage;
