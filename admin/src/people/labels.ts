import type { HostState, HostView } from '../../../contracts/people';
import { LOOKS, type Look } from '../looks';

export const HOST_LOOKS: Record<HostState, Look> = {
  unknown: LOOKS.person,
  linked: LOOKS.good,
  left: LOOKS.skipped,
  made: LOOKS.good,
  matched: LOOKS.good,
};

export type HostMove = 'create' | 'link' | 'leave' | 'reopen' | 'invite';

/** Actions that a host's state allows. The server checks them again. */
export function movesOf({ state, email, reason, invited }: HostView): HostMove[] {
  // Hosts with one or several accounts need no new one.
  const canCreate =
    email !== undefined && !['ambiguous', 'blocked', 'malformed-email'].includes(reason ?? '');
  const invite: HostMove[] = invited ? ['invite'] : [];
  switch (state) {
    case 'unknown':
      return [...(canCreate ? (['create'] as const) : []), 'link', 'leave'];
    case 'left':
      return ['reopen'];
    case 'linked':
      return [...invite, 'reopen'];
    case 'made':
    case 'matched':
      return [...invite, 'link'];
  }
}

/** The host's name, else the address. */
export const nameOf = ({ name, email }: Pick<HostView, 'name' | 'email'>): string | undefined =>
  name ?? email;
