import { rightOf, type RightId } from '../../../contracts/permissions';
import { uid } from '../../../contracts/plugin';
import type { Ability } from '../reviews/entries';

interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  handler: string;
  permission: RightId;
}
interface AdminRoute extends Route {
  /** The right to see what the answer shows, where that is another one. Without it the answer is empty. */
  shows?: RightId;
}

/** The right to see what a change answers, by handler. */
const SHOWS: Readonly<Record<string, RightId>> = {
  'connector.create': 'connectors.read',
  'connector.update': 'connectors.read',
  'connector.switch': 'connectors.read',
  'sign-in.confirm': 'connectors.read',
  'sign-in.discard': 'connectors.read',
  'sign-in.end': 'connectors.read',
  'delivery.sendTest': 'deliveries.read',
  'delivery.replay': 'deliveries.read',
  'run.stop': 'runs.read',
  'import.retry': 'runs.read',
  'import.again': 'runs.read',
  'import.recover': 'runs.read',
  'verification.start': 'runs.read',
  'verification.stop': 'runs.read',
  'review.updateModeration': 'settings.read',
  'settings.update': 'settings.read',
  'people.updateSettings': 'settings.read',
  'people.decide': 'settings.read',
  'people.invite': 'settings.read',
  'mail.send': 'settings.read',
  'mail.updateTemplate': 'settings.read',
  'mail.resetTemplate': 'settings.read',
};

/** Every admin route with the one right that it asks for. */
const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/providers', handler: 'connector.providers', permission: 'connectors.read' },
  { method: 'GET', path: '/connectors', handler: 'connector.find', permission: 'connectors.read' },
  { method: 'POST', path: '/connectors', handler: 'connector.create', permission: 'connectors.manage' },
  { method: 'POST', path: '/connectors/check', handler: 'connector.check', permission: 'connectors.manage' },
  { method: 'GET', path: '/connectors/:id', handler: 'connector.findOne', permission: 'connectors.read' },
  { method: 'PUT', path: '/connectors/:id', handler: 'connector.update', permission: 'connectors.manage' },
  { method: 'DELETE', path: '/connectors/:id', handler: 'connector.delete', permission: 'connectors.delete' },
  {
    method: 'POST',
    path: '/connectors/:id/enabled',
    handler: 'connector.switch',
    permission: 'connectors.manage',
  },
  { method: 'POST', path: '/connectors/:id/sync', handler: 'connector.sync', permission: 'runs.start' },
  { method: 'GET', path: '/connectors/:id/sign-in', handler: 'sign-in.get', permission: 'connectors.read' },
  {
    method: 'POST',
    path: '/connectors/:id/sign-in',
    handler: 'sign-in.begin',
    permission: 'connectors.manage',
  },
  {
    method: 'POST',
    path: '/connectors/:id/sign-in/confirm',
    handler: 'sign-in.confirm',
    permission: 'connectors.manage',
  },
  {
    method: 'POST',
    path: '/connectors/:id/sign-in/discard',
    handler: 'sign-in.discard',
    permission: 'connectors.manage',
  },
  {
    method: 'DELETE',
    path: '/connectors/:id/sign-in',
    handler: 'sign-in.end',
    permission: 'connectors.manage',
  },
  {
    method: 'GET',
    path: '/connectors/:id/webhook',
    handler: 'delivery.webhook',
    permission: 'deliveries.read',
  },
  {
    method: 'POST',
    path: '/connectors/:id/webhook/test',
    handler: 'delivery.sendTest',
    permission: 'deliveries.replay',
  },
  {
    method: 'POST',
    path: '/connectors/:id/webhook/own-secret',
    handler: 'delivery.renewOwnSecret',
    permission: 'connectors.manage',
  },
  { method: 'GET', path: '/deliveries', handler: 'delivery.find', permission: 'deliveries.read' },
  { method: 'GET', path: '/deliveries/:id', handler: 'delivery.findOne', permission: 'deliveries.read' },
  {
    method: 'POST',
    path: '/deliveries/:id/replay',
    handler: 'delivery.replay',
    permission: 'deliveries.replay',
  },
  { method: 'GET', path: '/connectors/:id/room-key', handler: 'room.key', permission: 'connectors.read' },
  {
    method: 'POST',
    path: '/connectors/:id/room-token',
    handler: 'room.token',
    permission: 'connectors.manage',
  },
  { method: 'GET', path: '/runs', handler: 'run.find', permission: 'runs.read' },
  { method: 'GET', path: '/runs/:id', handler: 'run.findOne', permission: 'runs.read' },
  { method: 'GET', path: '/runs/:id/log', handler: 'run.log', permission: 'runs.read' },
  { method: 'POST', path: '/runs/:id/stop', handler: 'run.stop', permission: 'runs.start' },
  { method: 'GET', path: '/imports', handler: 'import.find', permission: 'runs.read' },
  { method: 'POST', path: '/imports/retry', handler: 'import.retryFailed', permission: 'runs.start' },
  { method: 'GET', path: '/imports/:id', handler: 'import.findOne', permission: 'runs.read' },
  { method: 'POST', path: '/imports/:id/retry', handler: 'import.retry', permission: 'runs.start' },
  { method: 'POST', path: '/imports/:id/again', handler: 'import.again', permission: 'runs.start' },
  {
    method: 'POST',
    path: '/imports/:id/recover',
    handler: 'import.recover',
    permission: 'connectors.manage',
  },
  { method: 'GET', path: '/verification', handler: 'verification.get', permission: 'runs.read' },
  { method: 'POST', path: '/verification', handler: 'verification.start', permission: 'runs.start' },
  { method: 'POST', path: '/verification/stop', handler: 'verification.stop', permission: 'runs.start' },
  {
    method: 'GET',
    path: '/recordings/:documentId/imports',
    handler: 'import.ofRecording',
    permission: 'runs.read',
  },
  {
    method: 'GET',
    path: '/recordings/:documentId/files',
    handler: 'download.ofRecording',
    permission: 'content.read',
  },
  { method: 'GET', path: '/reviews', handler: 'review.find', permission: 'content.read' },
  { method: 'GET', path: '/reviews/states', handler: 'review.states', permission: 'content.read' },
  {
    method: 'POST',
    path: '/reviews/approve',
    handler: 'review.approveMany',
    permission: 'recordings.moderate',
  },
  {
    method: 'GET',
    path: '/recordings/:documentId/review',
    handler: 'review.findOne',
    permission: 'content.read',
  },
  {
    method: 'POST',
    path: '/recordings/:documentId/review',
    handler: 'review.send',
    permission: 'content.update',
  },
  {
    method: 'POST',
    path: '/recordings/:documentId/review/approve',
    handler: 'review.approve',
    permission: 'recordings.moderate',
  },
  {
    method: 'POST',
    path: '/recordings/:documentId/review/reject',
    handler: 'review.reject',
    permission: 'recordings.moderate',
  },
  {
    method: 'POST',
    path: '/recordings/:documentId/review/put-back',
    handler: 'review.putBack',
    permission: 'recordings.moderate',
  },
  {
    method: 'POST',
    path: '/recordings/:documentId/review/claim',
    handler: 'review.claim',
    permission: 'recordings.moderate',
  },
  {
    method: 'DELETE',
    path: '/recordings/:documentId/review/claim',
    handler: 'review.release',
    permission: 'recordings.moderate',
  },
  { method: 'GET', path: '/recordings/:documentId/cues', handler: 'review.cues', permission: 'content.read' },
  {
    method: 'GET',
    path: '/recordings/:documentId/captions',
    handler: 'review.captions',
    permission: 'content.read',
  },
  { method: 'GET', path: '/deletions', handler: 'deletion.preview', permission: 'content.delete' },
  { method: 'POST', path: '/deletions', handler: 'deletion.delete', permission: 'content.delete' },
  {
    method: 'GET',
    path: '/recordings/:documentId/hold',
    handler: 'deletion.getHold',
    permission: 'content.read',
  },
  {
    method: 'PUT',
    path: '/recordings/:documentId/hold',
    handler: 'deletion.putHold',
    permission: 'recordings.hold',
  },
  {
    method: 'DELETE',
    path: '/recordings/:documentId/hold',
    handler: 'deletion.liftHold',
    permission: 'recordings.hold',
  },
  { method: 'GET', path: '/moderation', handler: 'review.getModeration', permission: 'settings.read' },
  { method: 'PUT', path: '/moderation', handler: 'review.updateModeration', permission: 'settings.manage' },
  { method: 'GET', path: '/settings', handler: 'settings.get', permission: 'settings.read' },
  { method: 'PUT', path: '/settings', handler: 'settings.update', permission: 'settings.manage' },
  { method: 'GET', path: '/folders', handler: 'settings.folders', permission: 'connectors.read' },
  {
    method: 'POST',
    path: '/connectors/:id/preview',
    handler: 'connector.preview',
    permission: 'runs.start',
  },
  {
    method: 'POST',
    path: '/connectors/:id/confirm-accounts',
    handler: 'connector.confirmAccounts',
    permission: 'connectors.manage',
  },
  {
    method: 'POST',
    path: '/connectors/take-over',
    handler: 'connector.takeOver',
    permission: 'connectors.manage',
  },
  { method: 'GET', path: '/people', handler: 'people.find', permission: 'settings.read' },
  { method: 'GET', path: '/people/settings', handler: 'people.getSettings', permission: 'settings.read' },
  {
    method: 'PUT',
    path: '/people/settings',
    handler: 'people.updateSettings',
    permission: 'settings.manage',
  },
  { method: 'GET', path: '/people/users', handler: 'people.users', permission: 'settings.manage' },
  { method: 'POST', path: '/people/:id/decide', handler: 'people.decide', permission: 'settings.manage' },
  { method: 'POST', path: '/people/:id/invite', handler: 'people.invite', permission: 'settings.manage' },
  { method: 'GET', path: '/mails', handler: 'mail.find', permission: 'settings.read' },
  { method: 'POST', path: '/mails/:id/send', handler: 'mail.send', permission: 'settings.manage' },
  { method: 'GET', path: '/mail-templates', handler: 'mail.templates', permission: 'settings.read' },
  {
    method: 'PUT',
    path: '/mail-templates/:id',
    handler: 'mail.updateTemplate',
    permission: 'settings.manage',
  },
  {
    method: 'DELETE',
    path: '/mail-templates/:id',
    handler: 'mail.resetTemplate',
    permission: 'settings.manage',
  },
  {
    method: 'POST',
    path: '/mail-templates/:id/test',
    handler: 'mail.testTemplate',
    permission: 'settings.manage',
  },
];

export const ADMIN_ROUTES: readonly AdminRoute[] = ROUTES.map((route) => {
  const shows = SHOWS[route.handler];
  return shows === undefined ? route : { ...route, shows };
});

/** The form that Strapi's policy expects: a right without a subject is only its name. */
const policyAction = (id: RightId) => {
  const { action, subject } = rightOf(id);
  return subject === null ? action : { action, subject };
};

export interface Answered {
  state: { userAbility?: Ability };
  body: unknown;
}

/** A right to change something shows nothing of it. */
const emptyWithout = (id: RightId) => async (ctx: Answered, next: () => Promise<unknown>) => {
  await next();
  const { action, subject } = rightOf(id);
  if (ctx.state.userAbility?.can(action, subject ?? undefined) !== true) ctx.body = { data: {} };
};

export const routes = {
  admin: {
    type: 'admin',
    routes: ADMIN_ROUTES.map(({ method, path, handler, permission, shows }) => ({
      method,
      path,
      handler,
      config: {
        policies: [
          'admin::isAuthenticatedAdmin',
          { name: 'admin::hasPermissions', config: { actions: [policyAction(permission)] } },
        ],
        middlewares: shows === undefined ? [] : [emptyWithout(shows)],
      },
    })),
  },
  'content-api': {
    type: 'content-api',
    routes: [
      { method: 'GET', path: '/recordings', handler: 'recording.find', config: {} },
      { method: 'GET', path: '/recordings/:id', handler: 'recording.findOne', config: {} },
      { method: 'POST', path: '/rooms/:id/token', handler: 'room-api.token', config: {} },
      { method: 'POST', path: '/rooms/:id/link', handler: 'room-api.link', config: {} },
      // A provider sends the browser here after a sign-in. There is no session; the `state` names the try.
      { method: 'POST', path: '/sign-in', handler: 'sign-in.callback', config: { auth: false } },
      { method: 'GET', path: '/sign-in', handler: 'sign-in.explain', config: { auth: false } },
      { method: 'POST', path: '/recordings', handler: 'recording.create', config: {} },
      { method: 'PUT', path: '/recordings/:id', handler: 'recording.update', config: {} },
      { method: 'DELETE', path: '/recordings/:id', handler: 'recording.delete', config: {} },
      { method: 'POST', path: '/recordings/:documentId/files', handler: 'recording.upload', config: {} },
      // Whoever may read a recording may download its files; there is no right of its own for it.
      {
        method: 'GET',
        path: '/recordings/:documentId/files',
        handler: 'download.find',
        config: { auth: { scope: [uid('recording.findOne')] } },
      },
      { method: 'GET', path: '/downloads/:ticket', handler: 'download.open', config: { auth: false } },
      // A signature or secret is the proof, not a login; see webhooks/receive.ts.
      { method: 'POST', path: '/hooks/:key', handler: 'hook.receive', config: { auth: false } },
      { method: 'GET', path: '/hooks/:key', handler: 'hook.receive', config: { auth: false } },
      { method: 'POST', path: '/hooks/:key/wake', handler: 'hook.wake', config: { auth: false } },
    ],
  },
};
