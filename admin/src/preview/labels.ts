import type { Preview, PreviewAuthor, PreviewItem } from '../../../contracts/preview';
import type { Look } from '../labels';
import type { Translate } from '../use-text';

export type PreviewAction = PreviewItem['action'];

export const PREVIEW_LOOKS: Record<PreviewAction, Look> = {
  import: { tone: 'success', icon: 'good' },
  refresh: { tone: 'secondary', icon: 'running' },
  wait: { tone: 'warning', icon: 'waiting' },
  skip: { tone: 'neutral', icon: 'skipped' },
  keep: { tone: 'neutral', icon: 'good' },
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
