import { createHash } from 'node:crypto';
import type { Context } from './context';
import { internalIdOf, lowerKeys, type Meeting } from './world';
import { cdata, type Node } from './xml';
import { failed, success, type Call } from './answers';

const shortHash = (text: string) => createHash('sha1').update(text).digest('hex').slice(0, 12);
const metaIn = (parameters: URLSearchParams): Record<string, string> =>
  lowerKeys(
    Object.fromEntries(
      [...parameters].flatMap(([name, value]) => (name.startsWith('meta_') ? [[name.slice(5), value]] : [])),
    ),
  );

/** Calls about meetings; one lives in memory from `create` until it ends. */
export function createMeetingCalls(context: Context): Record<string, Call> {
  const { world, clock } = context;
  const notFound = () => failed('notFound', 'We could not find a meeting with that meeting ID');
  const missing = () => failed('missingParamMeetingID', 'You must specify a meeting ID for the meeting.');
  const meetingIn = (parameters: URLSearchParams) => world.meetings.get(parameters.get('meetingID') ?? '');

  const made = (meeting: Meeting): { [name: string]: Node } => ({
    meetingID: cdata(meeting.meetingId),
    internalMeetingID: meeting.internalId,
    parentMeetingID: 'bbb-none',
    attendeePW: meeting.attendeePw,
    moderatorPW: meeting.moderatorPw,
    createTime: meeting.createMs,
    voiceBridge: 70_757,
    dialNumber: '613-555-1234',
    createDate: new Date(meeting.createMs).toUTCString(),
    hasUserJoined: meeting.hasUserJoined,
    duration: 0,
    hasBeenForciblyEnded: false,
  });
  const info = (meeting: Meeting): { [name: string]: Node } => ({
    meetingName: cdata(meeting.name),
    ...made(meeting),
    running: meeting.people.length > 0,
    recording: meeting.record,
    startTime: meeting.createMs,
    endTime: 0,
    participantCount: meeting.people.length,
    moderatorCount: meeting.people.filter(({ role }) => role === 'MODERATOR').length,
    attendees: {
      attendee: meeting.people.map(({ userId, fullName, role }) => ({
        userID: userId,
        fullName: cdata(fullName),
        role,
        isPresenter: false,
        isListeningOnly: false,
        hasJoinedVoice: true,
        hasVideo: false,
        clientType: 'HTML5',
      })),
    },
    metadata: Object.fromEntries(Object.entries(meeting.meta).map(([name, value]) => [name, cdata(value)])),
    isBreakout: false,
  });

  return {
    create: (parameters) => {
      const meetingId = parameters.get('meetingID') ?? '';
      const name = parameters.get('name') ?? '';
      if (meetingId === '') return missing();
      if (meetingId.length > 256 || meetingId.includes(',') || name.length < 2) {
        return failed(
          'validationError',
          'A meeting ID must not hold a comma, and a name has 2 characters or more.',
        );
      }
      const sorted = new URLSearchParams([...parameters].sort(([a], [b]) => (a < b ? -1 : 1))).toString();
      const known = world.meetings.get(meetingId);
      if (known !== undefined) {
        return known.made === sorted
          ? success({
              ...made(known),
              messageKey: 'duplicateWarning',
              message: 'This conference was already in existence and may currently be in progress.',
            })
          : failed('idNotUnique', 'A meeting already exists with that meeting ID.');
      }
      const createMs = clock();
      const meeting: Meeting = {
        meetingId,
        internalId: internalIdOf(meetingId, createMs),
        name,
        createMs,
        attendeePw: parameters.get('attendeePW') ?? shortHash(`a${meetingId}`),
        moderatorPw: parameters.get('moderatorPW') ?? shortHash(`m${meetingId}`),
        record: parameters.get('record') === 'true',
        meta: metaIn(parameters),
        made: sorted,
        people: [],
        hasUserJoined: false,
      };
      world.meetings.set(meetingId, meeting);
      return success({ ...made(meeting), messageKey: '', message: '' });
    },
    join: (parameters) => {
      const meeting = meetingIn(parameters);
      if (meeting === undefined) return notFound();
      const createTime = parameters.get('createTime');
      if (createTime !== null && createTime !== String(meeting.createMs)) {
        return failed(
          'mismatchCreateTime',
          'The createTime parameter submitted mismatches with the current meeting.',
        );
      }
      const password = parameters.get('password');
      const role =
        parameters.get('role')?.toUpperCase() ??
        (password === meeting.moderatorPw ? 'MODERATOR' : password === meeting.attendeePw ? 'VIEWER' : '');
      if (role !== 'MODERATOR' && role !== 'VIEWER')
        return failed('invalidPassword', 'The password is wrong.');
      const userId = parameters.get('userID') ?? `w_${shortHash(String(meeting.people.length))}`;
      meeting.people.push({ userId, fullName: parameters.get('fullName') ?? '', role });
      meeting.hasUserJoined = true;
      const session = shortHash(`${meeting.internalId}/${userId}`);
      return success({
        messageKey: 'successfullyJoined',
        message: 'You have joined successfully.',
        meeting_id: meeting.internalId,
        user_id: userId,
        auth_token: shortHash(userId),
        session_token: session,
        guestStatus: 'ALLOW',
        url: `${context.base()}/html5client/?sessionToken=${session}`,
      });
    },
    isMeetingRunning: (parameters) => success({ running: (meetingIn(parameters)?.people.length ?? 0) > 0 }),
    getMeetingInfo: (parameters) => {
      const meeting = meetingIn(parameters);
      return meeting === undefined ? notFound() : success(info(meeting));
    },
    getMeetings: () => {
      const meetings = [...world.meetings.values()];
      return meetings.length === 0
        ? success({
            meetings: '',
            messageKey: 'noMeetings',
            message: 'no meetings were found on this server',
          })
        : success({ meetings: { meeting: meetings.map(info) } });
    },
    end: (parameters) => {
      const meeting = meetingIn(parameters);
      if (meeting === undefined) return notFound();
      world.meetings.delete(meeting.meetingId);
      return success({
        messageKey: 'sentEndMeetingRequest',
        message: 'A request to end the meeting was sent. Please wait a few seconds.',
      });
    },
  };
}
