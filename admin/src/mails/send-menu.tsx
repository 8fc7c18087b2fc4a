import { ArrowClockwise } from '@strapi/icons';
import { useNotification } from '@strapi/strapi/admin';
import type { MailView } from '../../../contracts/mails';
import { RowMenu } from '../components/row-menu';
import { useSendMailMutation } from '../data/mails';
import { useAct } from '../data/use-act';
import { useCan } from '../rights';
import { useText } from '../use-text';

/** Sends a mail now, or sends it again. Empty without the right. */
export function SendMenu({ mail }: { mail: MailView }) {
  const t = useText();
  const mayManage = useCan('settings.manage');
  const { toggleNotification } = useNotification();
  const { act } = useAct();
  const [send, { isLoading }] = useSendMailMutation();
  const go = async () => {
    const answer = await act(send(mail.id));
    if (answer === undefined) return;
    toggleNotification({
      type: 'info',
      title: t('mails.queued'),
      message: t('mails.queued.text', { to: mail.to }),
    });
  };
  return (
    <RowMenu
      name={t('mails.nameOf', { subject: mail.subject, to: mail.to })}
      actions={
        !mayManage || mail.status === 'sending'
          ? []
          : [
              {
                key: 'send',
                label: t(mail.status === 'sent' ? 'mails.send.again' : 'mails.send.now'),
                icon: <ArrowClockwise aria-hidden />,
                isDisabled: isLoading,
                onSelect: () => void go(),
              },
            ]
      }
    />
  );
}
