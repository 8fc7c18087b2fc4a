import { Eye } from '@strapi/icons';
import { useDocumentRBAC, useForm, useNotification, useQueryParams } from '@strapi/strapi/admin';
import type * as React from 'react';
import { useNavigate } from 'react-router-dom';
import { useReviewStatesQuery, useSendToReviewMutation } from '../data/reviews';
import { useAct } from '../data/use-act';
import { withoutHarm } from '../failure/guards';
import { paths, RECORDING_UID } from '../../../contracts/plugin';
import { useText } from '../use-text';
import type { ActionDialog } from './apis';

interface ActionProps {
  model: string;
  documentId?: string;
  activeTab?: 'draft' | 'published' | null;
}
/** The part of the content manager's action description that we use. The rest passes through. */
interface Description {
  label: string;
  icon?: React.ReactNode;
  type?: string;
  position?: string | string[];
  disabled?: boolean;
  loading?: boolean;
  variant?: 'default' | 'secondary' | 'success';
  onClick?: (event: React.SyntheticEvent) => unknown;
  dialog?: ActionDialog;
}
export interface DocumentAction {
  (props: ActionProps): Description | null;
  type?: string;
  position?: string | string[];
}

const idsOf = ({ documentId }: ActionProps) =>
  documentId === undefined || documentId === 'create' ? [] : [documentId];

/** The language that the content manager shows, on a site that translates recordings. */
const localeOf = (query: { plugins?: { i18n?: { locale?: unknown } } }): string | undefined => {
  const locale = query.plugins?.i18n?.locale;
  return typeof locale === 'string' ? locale : undefined;
};

/** *Send to review* if publishing needs a moderator; otherwise undefined. */
function useSend(props: ActionProps): Description | undefined {
  const t = useText();
  const isRecording = props.model === RECORDING_UID;
  const { toggleNotification } = useNotification();
  const { act } = useAct();
  const canPublish = useDocumentRBAC('SendToReview', (state) => state.canPublish) ?? false;
  const canUpdate = useDocumentRBAC('SendToReview', (state) => state.canUpdate) ?? false;
  const isChanged = useForm('SendToReview', (state) => state.modified);
  const [{ query }] = useQueryParams<{ plugins?: { i18n?: { locale?: unknown } } }>();
  const locale = localeOf(query);
  const ids = idsOf(props);
  const { data } = useReviewStatesQuery(ids, { skip: !isRecording });
  const [send, { isLoading }] = useSendToReviewMutation();
  if (!isRecording || data === undefined) return undefined;
  if (data.meta.moderation.publishesDirectly && canPublish) return undefined;
  const [review] = data.data;
  const isWaiting =
    review?.state === 'pending' &&
    (locale === undefined || review.languages === undefined || review.languages.includes(locale));

  const onClick = async () => {
    const [documentId] = ids;
    if (documentId === undefined || isChanged) {
      toggleNotification({ type: 'warning', message: t('review.saveFirst') });
      return;
    }
    if ((await act(send({ documentId, body: locale === undefined ? {} : { locale } }))) === undefined) return;
    toggleNotification({ type: 'success', message: t('review.sent') });
  };
  return {
    label: isWaiting ? t('review.waiting') : t('review.send'),
    type: 'send-to-review',
    position: 'panel',
    loading: isLoading,
    disabled: !canUpdate || props.activeTab === 'published' || (isWaiting && !isChanged),
    onClick,
  };
}

/** On failure *Publish* stays. The server still sends unapproved recordings to the moderators. */
const sendOf = withoutHarm(useSend, () => undefined);

/**
 * Replaces *Publish*, so that no message claims a publication that did not happen. Both are called on each
 * rendering, because the shown action may change but the order of hooks may not.
 */
export function sendInsteadOf(publish: DocumentAction): DocumentAction {
  const SendOrPublish: DocumentAction = (props) => {
    const standard = publish(props);
    return sendOf(props) ?? standard;
  };
  SendOrPublish.type = publish.type;
  SendOrPublish.position = publish.position;
  return SendOrPublish;
}

/** Opens the review queue with this entry. */
export const OpenReview: DocumentAction = (props) => {
  const t = useText();
  const navigate = useNavigate();
  const isRecording = props.model === RECORDING_UID;
  const { data } = useReviewStatesQuery(idsOf(props), { skip: !isRecording });
  const [documentId] = idsOf(props);
  const isWaiting = data?.data[0]?.state === 'pending';
  if (!isRecording || documentId === undefined || !isWaiting || !data?.meta.moderation.moderates) return null;
  return {
    label: t('review.open'),
    icon: <Eye />,
    position: ['panel', 'table-row'],
    onClick: () => navigate(paths.review(documentId)),
  };
};
OpenReview.position = ['panel', 'table-row'];
