import { z } from 'zod';

/**
 * The parts of Microsoft's answers that we read (Graph v1.0 metadata; token answers: Microsoft identity
 * platform). Links of an answer stay in `client.ts`.
 */
const text = z.string().nullish();

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
  displayName: text,
  mail: text,
  userPrincipalName: text,
  /** `Guest` for people of other organisations. */
  userType: text,
});
export type GraphUser = z.infer<typeof graphUser>;

export const graphEvent = z.object({
  id: z.string().min(1),
  isOnlineMeeting: z.boolean().nullish(),
  isOrganizer: z.boolean().nullish(),
  /** Null at first for a new event. */
  onlineMeeting: z.object({ joinUrl: text }).nullish(),
  onlineMeetingUrl: text,
});
export type GraphEvent = z.infer<typeof graphEvent>;

const identitySet = z.object({ user: z.object({ id: text, displayName: text }).nullish() }).nullish();

export const graphMeeting = z.object({
  /** Opaque. */
  id: z.string().min(1),
  subject: text,
  joinWebUrl: text,
  participants: z.object({ organizer: z.object({ upn: text, identity: identitySet }).nullish() }).nullish(),
});
export type GraphMeeting = z.infer<typeof graphMeeting>;

/** A recording or a transcript: both have the same shape, and neither a size nor a name. */
export const callArtifact = z.object({
  /** About 400 characters. */
  id: z.string().min(1),
  meetingId: text,
  callId: text,
  /** Equal for a recording and its transcript. */
  contentCorrelationId: text,
  /** Seven digits after the second. */
  createdDateTime: text,
  endDateTime: text,
  meetingOrganizer: identitySet,
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

/** One page of any list. Links are opaque, and an empty page can have a next link. */
export const pageOf = <T>(item: z.ZodType<T>) => z.object({ value: z.array(item), '@odata.nextLink': text });

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
