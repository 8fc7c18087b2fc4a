import { z } from 'zod';

/**
 * The parts of Microsoft's answers that we read (Graph v1.0 metadata; token answers: Microsoft identity
 * platform). Links of an answer stay in `client.ts`.
 */
const text = z.string().nullish();
/** What only describes something: of another type, it is unknown. */
const label = text.catch(undefined);

/** Body of a failed Graph call. */
export const errorBody = z.object({
  error: z.object({
    code: z.string().catch(''),
    message: z.string().catch(''),
    innerError: z.object({ 'request-id': text }).nullish().catch(undefined),
  }),
});

export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().catch(3600),
  /** Absent for an app. */
  refresh_token: z.string().min(1).optional().catch(undefined),
  scope: z.string().catch(''),
});

export const tokenRefusal = z.object({
  error: z.string().catch(''),
  error_description: z.string().catch(''),
  error_codes: z.array(z.number()).catch([]),
});

export const graphUser = z.object({
  id: z.string().min(1),
  displayName: label,
  mail: label,
  userPrincipalName: label,
  /** `Guest` for people of other organisations. */
  userType: label,
});
export type GraphUser = z.infer<typeof graphUser>;

export const graphEvent = z.object({
  subject: label,
  isOrganizer: z.boolean().nullish(),
  /** Null at first for a new event. */
  onlineMeeting: z.object({ joinUrl: text }).nullish(),
  onlineMeetingUrl: text,
});
export type GraphEvent = z.infer<typeof graphEvent>;

const identitySet = z.object({ user: z.object({ id: text, displayName: label }).nullish() }).nullish();

export const graphMeeting = z.object({
  /** Opaque. */
  id: z.string().min(1),
  subject: label,
  participants: z.object({ organizer: z.object({ upn: label, identity: identitySet }).nullish() }).nullish(),
});
export type GraphMeeting = z.infer<typeof graphMeeting>;

/** A recording or a transcript: both have the same shape, and neither a size nor a name. */
export const callArtifact = z.object({
  /** About 400 characters. */
  id: z.string().min(1),
  meetingId: text,
  callId: text,
  /** Equal for a recording and its transcript. */
  contentCorrelationId: label,
  /** Seven digits after the second. */
  createdDateTime: text,
  endDateTime: text,
});
export type CallArtifact = z.infer<typeof callArtifact>;

export const driveItem = z.object({
  id: z.string().min(1),
  name: z.string(),
  size: z.number().nullish(),
  createdDateTime: text,
  file: z.object({ mimeType: text, hashes: z.object({ quickXorHash: text }).nullish() }).nullish(),
});
export type DriveItem = z.infer<typeof driveItem>;

export const graphSubscription = z.object({
  id: z.string().min(1),
  expirationDateTime: z.string(),
});
export type GraphSubscription = z.infer<typeof graphSubscription>;

/** A recording has a start. Without one, nothing tells which call it belongs to. */
export const callRecording = callArtifact.extend({ createdDateTime: z.string().min(1) });
/** An entry of the list of all recordings of an organiser, which names their meetings. */
export const sweptRecording = z.object({ meetingId: z.string().min(1) });
export type SweptRecording = z.infer<typeof sweptRecording>;

/**
 * One page of any list. Links are opaque, and an empty page can have a next link. Entries are read one by
 * one, see `../entries.ts`.
 */
export const pageOf = z.object({ value: z.array(z.unknown()), '@odata.nextLink': text });

/** One item of a change notification; life-cycle items have no `changeType` (Graph: changeNotification). */
export const notification = z.object({
  id: text,
  subscriptionId: text,
  clientState: text,
  changeType: text,
  lifecycleEvent: text,
  resource: text,
  subscriptionExpirationDateTime: text,
});
export type Notification = z.infer<typeof notification>;
