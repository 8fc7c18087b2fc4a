/** Instants at which a crash would leave work half done; the fault tests end the process there. */
export const CRASH_POINTS = [
  'after-claim',
  'first-byte',
  'mid-download',
  'after-checkpoint',
  'after-fsync',
  'after-probe',
  'during-join',
  'after-join',
  'after-name-chosen',
  'mid-provider-upload',
  'after-upload-before-row',
  'after-row-before-link',
  'after-store',
  'before-publish-commit',
  'after-publish',
  'before-delete',
  'after-delete-before-row',
  'after-delivery-insert',
  'after-answer',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

const HOOK = Symbol.for('meeting-connectors.crash-point');

/** Does nothing unless a test put a hook in place. */
export function crashPoint(name: CrashPoint): void {
  const hook: unknown = Reflect.get(globalThis, HOOK);
  if (typeof hook === 'function') hook(name);
}
