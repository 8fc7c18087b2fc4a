import type { Preview, PreviewAuthor, PreviewItem } from '../../../contracts/preview';
import { LOOKS, type Look } from '../looks';
import type { Translate } from '../use-text';

export type PreviewAction = PreviewItem['action'];

export const PREVIEW_LOOKS: Record<PreviewAction, Look> = {
  import: LOOKS.good,
  refresh: LOOKS.onTheWay,
  wait: LOOKS.waiting,
  skip: LOOKS.skipped,
  keep: LOOKS.asItWas,
};

/** Actions of a preview with their number of recordings, without actions that don't occur. */
export const occurring = ({ counts }: Preview): { action: PreviewAction; count: number }[] =>
  (['import', 'refresh', 'wait', 'skip', 'keep'] as const)
    .map((action) => ({ action, count: counts[action] }))
    .filter(({ count }) => count > 0);

/** The author that a recording would get. Empty if it is not imported. */
export function authorText(
  t: Translate,
  item: Pick<PreviewItem, 'action' | 'author'>,
  manager: string,
): string {
  if (item.action !== 'import') return '–';
  return item.author === undefined ? manager : asHost(t, item.author, manager);
}

function asHost(t: Translate, author: PreviewAuthor, manager: string): string {
  switch (author.kind) {
    case 'user':
      return author.name;
    case 'new-account':
      return t('preview.newAccount', { email: author.email });
    case 'manager':
      return t('preview.managerBecause', { manager, reason: t(`fallback.${author.reason}`) });
  }
}
