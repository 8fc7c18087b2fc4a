import { guardedPanel, withoutHarm } from '../failure/guards';
import { BulkApprove } from './bulk-approve';
import { deleteManyWithFiles, deleteWithFiles } from './delete-actions';
import { FilesPanel } from './files-panel';
import { HoldPanel } from './hold-panel';
import { moderationColumn } from './moderation-column';
import { RecordingPanel, type SidePanel } from './recording-panel';
import { OpenReview, sendInsteadOf, type DocumentAction } from './review-actions';
import { ReviewPanel } from './review-panel';
import type { BulkAction } from './apis';

/** The part of the content manager's API that we use. Absent if that plugin is absent. */
interface Apis {
  addEditViewSidePanel(panels: SidePanel[]): void;
  addDocumentAction(change: (actions: DocumentAction[]) => DocumentAction[]): void;
  addBulkAction(change: (actions: BulkAction[]) => BulkAction[]): void;
}

const isApis = (apis: unknown): apis is Apis =>
  typeof apis === 'object' &&
  apis !== null &&
  ['addEditViewSidePanel', 'addDocumentAction', 'addBulkAction'].every(
    (name) => typeof Reflect.get(apis, name) === 'function',
  );

interface App {
  getPlugin(name: string): { apis: unknown };
  registerHook(name: string, change: typeof moderationColumn): void;
}

/** Adds panels, actions and a list column for recordings to the content manager. */
export function extendContentManager(app: App): void {
  const { apis } = app.getPlugin('content-manager');
  if (!isApis(apis)) return;
  apis.addEditViewSidePanel([
    guardedPanel(ReviewPanel),
    guardedPanel(FilesPanel),
    guardedPanel(RecordingPanel),
    guardedPanel(HoldPanel),
  ]);
  apis.addDocumentAction((actions) => [
    ...actions.map((action) => {
      if (action.type === 'publish') return sendInsteadOf(action);
      return action.type === 'delete' ? deleteWithFiles(action) : action;
    }),
    absentWhenFailing(OpenReview),
  ]);
  apis.addBulkAction((actions) => [
    absentWhenFailing(BulkApprove),
    ...actions.map((action) => (action.type === 'delete' ? deleteManyWithFiles(action) : action)),
  ]);
  app.registerHook(
    'Admin/CM/pages/ListView/inject-column-in-table',
    withoutHarm(moderationColumn, (_, columns) => columns),
  );
}

/** A failing action is hidden. The browser's console has the reason. */
const absentWhenFailing = <Props, Answer, Marks extends object>(
  action: ((props: Props) => Answer | null) & Marks,
): ((props: Props) => Answer | null) & Marks =>
  Object.assign(
    withoutHarm<Props, Answer | null>(action, () => null),
    { ...action },
  );
