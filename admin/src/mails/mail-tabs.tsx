import { Box, Flex, LinkButton } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { NoticeBox } from '../components/notice-box';
import { useMailTemplatesQuery } from '../data/mails';
import { paths } from '../../../contracts/plugin';
import { useSay, useText } from '../use-text';

/** Tabs of the two mail pages, and the reason if this site can't send mails. */
export function MailTabs({ current }: { current: 'outbox' | 'templates' }) {
  const t = useText();
  const say = useSay();
  const { data } = useMailTemplatesQuery(undefined, { refetchOnMountOrArgChange: true });
  const problem = data?.meta.problem;
  return (
    <Box paddingBottom={4}>
      <Flex tag="nav" aria-label={t('mails.pages')} gap={2} paddingBottom={problem === undefined ? 0 : 4}>
        {(['outbox', 'templates'] as const).map((page) => (
          <LinkButton
            key={page}
            tag={NavLink}
            size="S"
            to={page === 'outbox' ? paths.mails : paths.mailTemplates}
            variant={page === current ? 'secondary' : 'tertiary'}
            aria-current={page === current ? 'page' : undefined}
          >
            {t(`mails.page.${page}`)}
          </LinkButton>
        ))}
      </Flex>
      {problem === undefined ? null : <NoticeBox tone="warning" role="alert" texts={[say(problem.what)]} />}
    </Box>
  );
}
