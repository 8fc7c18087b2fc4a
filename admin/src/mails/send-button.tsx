import { Button } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { useNotification } from '@strapi/strapi/admin';
import type { MailView } from '../../../contracts/mails';
import { useSendMailMutation } from '../data/mails';
import { useAct } from '../data/use-act';
import { useCan } from '../rights';
import { useText } from '../use-text';

/** Sends a mail now, or sends it again. Hidden without the right. */
export function SendButton({ mail }: { mail: MailView }) {
  const t = useText();
  const mayManage = useCan('settings.manage');
  const { toggleNotification } = useNotification();
  const { act } = useAct();
  const [send, { isLoading }] = useSendMailMutation();
  if (!mayManage || mail.status === 'sending') return null;
  const word = mail.status === 'sent' ? 'again' : 'now';
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
    <Button
      size="S"
      variant="secondary"
      loading={isLoading}
      startIcon={<ArrowClockwise aria-hidden />}
      aria-label={t(`mails.send.${word}.of`, { subject: mail.subject, to: mail.to })}
      onClick={() => void go()}
    >
      {t(`mails.send.${word}`)}
    </Button>
  );
}
