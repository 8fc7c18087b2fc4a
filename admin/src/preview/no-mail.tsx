import { Link } from '@strapi/design-system';
import type { Preview } from '../../../contracts/preview';
import { NoticeBox } from '../components/notice-box';
import { useSay, useText } from '../use-text';

/** Warns before confirmation that owners of new accounts get no sign-up link without mail. */
export function NoMail({ preview }: { preview: Preview }) {
  const t = useText();
  const say = useSay();
  const { noMail, accountsToMake } = preview;
  if (noMail === undefined) return null;
  const { problem, linksInUsers } = noMail;
  return (
    <NoticeBox
      tone="warning"
      role="alert"
      texts={[
        t('accounts.noMail', { count: accountsToMake.length }),
        say(problem.what),
        ...(problem.providerWords === undefined
          ? []
          : [t('problem.providerWords', { words: problem.providerWords })]),
        t(linksInUsers ? 'accounts.noMail.byHand' : 'accounts.noMail.before'),
      ]}
    >
      <Link isExternal href="https://docs.strapi.io/cms/features/email">
        {t('accounts.noMail.howTo')}
      </Link>
    </NoticeBox>
  );
}
