import type { Context } from './context';
import type { TeamsItem, TeamsMeeting, TeamsRecording, TeamsTranscript, TeamsUser } from './world';

/** Graph's shapes (v1.0 metadata), with the oddities of its documented samples. */

/** Seven digits after the second. */
const instant = (ms: number): string => new Date(ms).toISOString().replace(/\.(\d{3})Z$/, '.$10000Z');

export const userJson = (user: TeamsUser) => ({
  id: user.id,
  displayName: user.displayName,
  mail: user.email,
  userPrincipalName: user.upn,
  userType: user.userType,
});

export const eventJson = (meeting: TeamsMeeting, reader: TeamsUser, organizer: TeamsUser | undefined) => ({
  '@odata.etag': 'W/"emulated"',
  id: Buffer.from(`event:${reader.id}:${meeting.id}`).toString('base64url'),
  isOnlineMeeting: true,
  isOrganizer: meeting.organizerId === reader.id,
  organizer: { emailAddress: { name: organizer?.displayName ?? '', address: organizer?.email ?? '' } },
  onlineMeetingUrl: null,
  onlineMeeting: { joinUrl: meeting.joinUrl },
});

export const meetingJson = (meeting: TeamsMeeting, organizer: TeamsUser | undefined) => ({
  id: meeting.id,
  creationDateTime: instant(meeting.startMs - 86_400_000),
  startDateTime: instant(meeting.startMs),
  endDateTime: instant(meeting.endMs),
  joinWebUrl: meeting.joinUrl,
  subject: meeting.subject,
  participants: {
    attendees: [],
    organizer: {
      upn: organizer?.upn ?? null,
      role: 'presenter',
      identity: { user: { id: meeting.organizerId, displayName: null } },
    },
  },
});

const artifactJson = (meeting: TeamsMeeting, artifact: TeamsRecording | TeamsTranscript) => ({
  id: artifact.id,
  meetingId: meeting.id,
  callId: artifact.callId,
  contentCorrelationId: artifact.contentCorrelationId,
  createdDateTime: instant(artifact.createdMs),
  endDateTime: artifact.endMs === undefined ? null : instant(artifact.endMs),
  meetingOrganizer: {
    application: null,
    device: null,
    user: {
      '@odata.type': '#microsoft.graph.teamworkUserIdentity',
      id: meeting.organizerId,
      displayName: null,
      userIdentityType: 'aadUser',
    },
  },
});

export const recordingJson = ({ graphUrl }: Context, meeting: TeamsMeeting, recording: TeamsRecording) => ({
  ...artifactJson(meeting, recording),
  // Malformed, as in some documented samples.
  recordingContentUrl: `${graphUrl()}/$metadata#users('${meeting.organizerId}')/onlineMeetings('${meeting.id}')/recordings/${recording.id}/content`,
});

export const transcriptJson = (
  { graphUrl }: Context,
  meeting: TeamsMeeting,
  transcript: TeamsTranscript,
) => ({
  ...artifactJson(meeting, transcript),
  transcriptContentUrl: `${graphUrl()}/users/${meeting.organizerId}/onlineMeetings/${meeting.id}/transcripts/${transcript.id}/content`,
});

export const itemJson = (item: TeamsItem) => ({
  id: item.id,
  name: item.name,
  ...(item.sizeBytes === undefined ? {} : { size: item.sizeBytes }),
  createdDateTime: new Date(item.createdMs).toISOString(),
  file: {
    mimeType: 'video/mp4',
    ...(item.quickXorHash === undefined ? {} : { hashes: { quickXorHash: item.quickXorHash } }),
  },
});
