import { Box, Link, Typography } from '@strapi/design-system';
import { Layouts, Page, Table } from '@strapi/strapi/admin';
import { NavLink } from 'react-router-dom';
import { DataTable } from '../components/data-table';
import { LoadFailed } from '../components/load-failed';
import { StatusWord } from '../components/status-word';
import { useMailTemplatesQuery } from '../data/mails';
import { MailTabs } from '../mails/mail-tabs';
import { paths } from '../../../contracts/plugin';
import { useText } from '../use-text';

function MailTemplatesPage() {
  const t = useText();
  const { data, error, isLoading, refetch } = useMailTemplatesQuery();
  const templates = data?.data ?? [];
  const headers = [
    { name: 'mail', label: t('mails.mail') },
    { name: 'subject', label: t('mails.subject') },
    { name: 'text', label: t('mails.text') },
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
          <DataTable rows={templates} headers={headers} isLoading={isLoading}>
            {(template) => (
              <Table.Row>
                <Table.Cell>
                  <Box paddingTop={3} paddingBottom={3} style={{ whiteSpace: 'normal' }}>
                    <Link tag={NavLink} to={paths.mailTemplate(template.id)}>
                      {t(`mailTemplate.${template.id}`)}
                    </Link>
                    <Typography tag="p" variant="pi" textColor="neutral600">
                      {t(`mailTemplate.${template.id}.when`)}
                    </Typography>
                  </Box>
                </Table.Cell>
                <Table.Cell>
                  <Typography>{template.subject}</Typography>
                </Table.Cell>
                <Table.Cell>
                  <StatusWord
                    look={
                      template.changed
                        ? { tone: 'primary', icon: 'person' }
                        : { tone: 'neutral', icon: 'new' }
                    }
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
