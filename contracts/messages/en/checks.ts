/** Steps of *Check connection* that all providers share. */
export const checks = {
  'check.not-tried': 'Not tried, because a step before it failed.',
  'check.provider-says': '{what} {provider} says: “{words}”',
  'check.clock': 'The clock of this server is correct',
  'check.clock.unknown': '{provider} did not say what time it is.',
  'check.clock.ahead':
    'The clock of this server is {minutes, plural, one {# minute} other {# minutes}} ahead of the clock of {provider}. Set it with NTP. Otherwise recordings are looked for on the wrong days.',
  'check.clock.behind':
    'The clock of this server is {minutes, plural, one {# minute} other {# minutes}} behind the clock of {provider}. Set it with NTP. Otherwise recordings are looked for on the wrong days.',
  'check.users': 'List one page of users',
  'check.recordings': 'List one page of recordings',
  'check.host-access': 'Ask for the recordings of each host in the list',
  'check.host-access.one': '{host}: {what}',
  'check.host-access.refused': 'Nothing can be imported of these hosts. {hosts}',
  'check.host-access.more':
    'The first hosts of the list were asked for. {count, plural, one {# more was} other {# more were}} not checked.',
  'check.no-user': 'The account has no user to ask for.',
} as const;
