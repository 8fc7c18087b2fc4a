import { Box, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import type { HoldView } from '../../../contracts/deletion';
import { formatInstant } from '../format';
import { useText } from '../use-text';

/** Why a recording can't be deleted, and who can lift its hold. */
export function HoldText({ title, hold }: { title?: string; hold: HoldView }) {
  const t = useText();
  const { locale } = useIntl();
  const values = { title: title ?? '', name: hold.by.name, at: formatInstant(locale, hold.at) };
  const names = hold.lifters.map(({ name }) => name).join(', ');
  return (
    <Box>
      <Typography tag="p" fontWeight="semiBold" style={{ overflowWrap: 'anywhere' }}>
        {t(title === undefined ? 'hold.since' : 'hold.stays', values)}
      </Typography>
      <Typography tag="p" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {t('hold.because', { reason: hold.reason })}
      </Typography>
      <Typography tag="p" variant="pi" textColor="neutral600">
        {names === '' ? t('hold.noLifters') : t('hold.lifters', { names })}
      </Typography>
    </Box>
  );
}
