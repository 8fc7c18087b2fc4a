import { Button, Dialog, Flex } from '@strapi/design-system';
import { ConfirmDialog } from '@strapi/strapi/admin';
import * as React from 'react';
import type { HostView } from '../../../contracts/people';
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
  const { data: mail } = useMailTemplatesQuery(undefined, {
    skip: asks !== 'create',
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
    invite: () => void invite(host),
  };
  return (
    <Flex gap={2} wrap="wrap">
      {movesOf(host).map((move, index) => (
        <Button
          key={move}
          size="S"
          variant={index === 0 ? 'secondary' : 'tertiary'}
          disabled={isBusy}
          aria-label={t(`people.move.${move}.of`, { name })}
          onClick={go[move]}
        >
          {t(`people.move.${move}`)}
        </Button>
      ))}
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
    </Flex>
  );
}
