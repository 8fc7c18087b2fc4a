import { Box, Typography } from '@strapi/design-system';
import type { Preview } from '../../../contracts/preview';
import { NoticeBox } from '../components/notice-box';
import { useText } from '../use-text';
import { NoMail } from './no-mail';

/** Who would get an account or another role, and which hosts would not become authors. */
export function AccountsToMake({ preview }: { preview: Preview }) {
  const t = useText();
  const { accountsToMake, accountsToUpgrade, unknownHosts } = preview;
  const nobody = accountsToMake.length === 0 && accountsToUpgrade.length === 0;
  return (
    <Box>
      {!nobody ? null : <Typography tag="p">{t('accounts.none')}</Typography>}
      <Names title={t('accounts.make', { count: accountsToMake.length })} names={accountsToMake} />
      <Names title={t('accounts.upgrade', { count: accountsToUpgrade.length })} names={accountsToUpgrade} />
      <Names
        title={t('accounts.unknown', { count: unknownHosts.length })}
        names={unknownHosts.map(({ name, reason }) =>
          t('accounts.because', { name: name ?? t('people.noName'), reason: t(`fallback.${reason}`) }),
        )}
      />
      <NoMail preview={preview} />
      {preview.complete ? null : <NoticeBox tone="warning" texts={[t('accounts.mayBeMore')]} />}
    </Box>
  );
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <Box paddingBottom={3}>
      <Typography tag="p" fontWeight="semiBold">
        {title}
      </Typography>
      <Box tag="ul" aria-label={title} maxHeight="16rem" overflow="auto">
        {names.map((name) => (
          <Typography key={name} tag="li" style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Typography>
        ))}
      </Box>
    </Box>
  );
}
