/** Granular and classic scope of each call. One of them is enough (Zoom's reference of each call). */
const SCOPES = {
  'GET /users': ['user:read:list_users', 'user:read'],
  'GET /users/{id}': ['user:read:user', 'user:read'],
  'GET /users/{id}/recordings': ['cloud_recording:read:list_user_recordings', 'recording:read'],
  'GET /meetings/{id}/recordings': ['cloud_recording:read:list_recording_files', 'recording:read'],
  'DELETE /meetings/{id}/recordings': ['cloud_recording:delete:meeting_recording', 'recording:write'],
  'DELETE /meetings/{id}/recordings/{file}': ['cloud_recording:delete:recording_file', 'recording:write'],
  'PUT /meetings/{uuid}/recordings/status': [
    'cloud_recording:update:recover_meeting_recordings',
    'recording:write',
  ],
  'PUT /meetings/{id}/recordings/{file}/status': [
    'cloud_recording:update:recover_single_recording',
    'recording:write',
  ],
} as const;
export type Route = keyof typeof SCOPES;

export const labelOf = (route: Route): 'light' | 'medium' =>
  route === 'GET /users' || route === 'GET /users/{id}/recordings' ? 'medium' : 'light';

/** The missing scope, under the name that an account-level app needs. Undefined if the call is allowed. */
export function missingScope(route: Route, granted: readonly string[]): string | undefined {
  const [granular, classic] = SCOPES[route];
  const enough = [
    `${granular}:admin`,
    `${granular}:master`,
    `${classic}:admin`,
    `${classic.split(':')[0]}:master`,
  ];
  // The published classic scope of this one call has no ":admin".
  if (route === 'GET /meetings/{id}/recordings') enough.push(classic);
  return enough.some((scope) => granted.includes(scope)) ? undefined : `${granular}:admin`;
}
