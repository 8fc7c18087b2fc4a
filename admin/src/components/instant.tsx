import { Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { formatInstant, formatInstantExactly, relativeTime } from '../format';

interface InstantProps {
  /** ISO instant. */
  at: string | undefined;
  /** Shown when there is none, e.g. "never". */
  none: string;
  /** IANA zone of the meeting. The time in that zone is shown on hover. */
  timezone?: string;
}

/** Local date and time, and how long ago that was. */
export function Instant({ at, none, timezone }: InstantProps) {
  const { locale, formatRelativeTime } = useIntl();
  if (at === undefined || at === '') {
    return (
      <Typography tag="span" textColor="neutral600">
        {none}
      </Typography>
    );
  }
  const { value, unit } = relativeTime(Date.parse(at), Date.now());
  return (
    <time dateTime={at} title={formatInstantExactly(locale, at, timezone)}>
      <Typography tag="span" textColor="neutral800">
        {formatInstant(locale, at)}
      </Typography>
      <Typography tag="span" display="block" variant="pi" textColor="neutral600">
        {formatRelativeTime(value, unit)}
      </Typography>
    </time>
  );
}
