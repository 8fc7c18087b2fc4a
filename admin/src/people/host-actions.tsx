import { Dialog } from '@strapi/design-system';
import { ConfirmDialog } from '@strapi/strapi/admin';
import * as React from 'react';
import type { HostView } from '../../../contracts/people';
import { RowMenu } from '../components/row-menu';
import { useMailTemplatesQuery } from '../data/mails';
import { useSay, useText } from '../use-text';
import { movesOf, nameOf, type HostMove } from './labels';
import { LinkDialog } from './link-dialog';
import { useDecide } from './use-decide';

/** Actions for a host. The two that affect accounts ask first. */
export function HostActions({ host }: { host: HostView }) {
  const t = useText();
  const { decide, invite, isBusy } = useDecide();
  const [asks, setAsks] = React.useState<'create' | 'link'>();
  const say = useSay();
  const moves = movesOf(host);
  const { data: mail } = useMailTemplatesQuery(undefined, {
    skip: asks !== 'create' && !moves.includes('invite'),
    refetchOnMountOrArgChange: true,
  });
  const problem = mail?.meta.problem;
  const name = nameOf(host) ?? t('people.noName');
  const close = () => setAsks(undefined);

  const go: Record<HostMove, () => void> = {
    create: () => setAsks('create'),
    link: () => setAsks('link'),
    leave: () => void decide(host, { decision: 'leave' }),
    reopen: () => void decide(host, { decision: 'reopen' }),
    invite: () => void invite(host, problem?.what),
  };
  return (
    <RowMenu
      name={name}
      isAsking={asks !== undefined}
      actions={moves.map((move) => ({
        key: move,
        label: t(`people.move.${move}`),
        isDisabled: isBusy,
        onSelect: go[move],
      }))}
    >
      <Dialog.Root open={asks === 'create'} onOpenChange={close}>
        <ConfirmDialog
          variant="default"
          title={t('people.create.title', { name })}
          onConfirm={() => void decide(host, { decision: 'create' })}
        >
          {t('people.create.body', { email: host.email ?? '' })}
          {problem === undefined ? '' : ` ${t('people.create.noMail', { problem: say(problem.what) })}`}
        </ConfirmDialog>
      </Dialog.Root>
      {asks !== 'link' ? null : (
        <LinkDialog
          name={name}
          begin={host.name ?? host.email ?? ''}
          isBusy={isBusy}
          onLink={(userId) =>
            void decide(host, { decision: 'link', userId }).then((isDone) => {
              if (isDone) close();
            })
          }
          onClose={close}
        />
      )}
    </RowMenu>
  );
}
