import { Button } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { useNotification } from '@strapi/strapi/admin';
import type { MailView } from '../../../contracts/mails';
import { useSendMailMutation } from '../data/mails';
import { readRefusal } from '../problem';
import { useCan } from '../rights';
import { useText } from '../use-text';

/** Tries a mail at once, or sends it once more; nothing without the right. */
export function SendButton({ mail }: { mail: MailView }) {
  const t = useText();
  const mayManage = useCan('settings.manage');
  const { toggleNotification } = useNotification();
  const [send, { isLoading }] = useSendMailMutation();
  if (!mayManage || mail.status === 'sending') return null;
  const word = mail.status === 'sent' ? 'again' : 'now';
  const go = async () => {
    const answer = await send(mail.id);
    toggleNotification(
      'error' in answer
        ? { type: 'danger', message: readRefusal(answer.error, t('common.unknownError')).message }
        : { type: 'info', title: t('mails.queued'), message: t('mails.queued.text', { to: mail.to }) },
    );
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
