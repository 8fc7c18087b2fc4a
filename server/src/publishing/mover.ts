import type { Mover } from '../domain/moderation';
import type { Caller } from '../rules/rules';

/** Who the review of a recording names for what a caller did. */
export function moverOf(caller: Caller): Mover {
  switch (caller.kind) {
    case 'admin':
      return { adminId: caller.id, name: null };
    case 'member':
    case 'token':
      return { adminId: null, name: caller.name };
    case 'site':
    case 'anonymous':
      return { adminId: null, name: null };
  }
}
